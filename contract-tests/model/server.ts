/** An independent SPI server, written from docs/contract.md alone, to try the contract suite on. */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { createState, DEFAULT_ACCOUNTS, toModelAccount } from "./accounts.js";
import type { AccountSeed, ModelAccount, ProductSeed } from "./accounts.js";
import { finish, take } from "./agents.js";
import { handle } from "./handle.js";
import { createModel } from "./model.js";
import type { Model } from "./model.js";
import { rightPolicy } from "./policy.js";
import type { Policy } from "./policy.js";
import type { Agent, Answer, Incoming } from "./records.js";

export interface ModelOptions {
  /** 0, which is any free one, if left out. */
  port?: number;
  accounts?: AccountSeed[];
  products?: ProductSeed[];
  /** Switches and flaws, which change the right server one after the other. */
  changes?: { apply: (policy: Policy) => void }[];
}

export interface ModelServer {
  url: string;
  accounts: ModelAccount[];
  /** Ends what the other agents of the accounts do, where the switch for them is on. */
  stopOtherAgents: () => void;
  /** Answers a request without a connection. */
  ask: (incoming: Incoming) => Promise<Answer>;
  /** Removes all products and what belongs to them; accounts and tokens stay. */
  clear: () => void;
  close: () => Promise<void>;
}

export async function startModelServer(options: ModelOptions = {}): Promise<ModelServer> {
  const policy = rightPolicy();
  for (const change of options.changes ?? []) change.apply(policy);
  const state = createState(policy, options.accounts ?? DEFAULT_ACCOUNTS, options.products ?? []);
  const model = createModel(state, policy);
  const server = createServer((request, response) => {
    serve(model, request, response).catch((problem: unknown) => response.destroy(problem as Error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const others = startOtherAgents(model);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accounts: state.accounts.map(toModelAccount),
    stopOtherAgents: () => clearInterval(others),
    ask: (incoming) => handle(model, incoming),
    clear() {
      model.stop();
      for (const part of [state.products, state.specs, state.opportunities]) part.clear();
      state.nonces.clear();
    },
    close() {
      clearInterval(others);
      model.stop();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function serve(model: Model, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { transport } = model.policy;
  const incoming = await read(model.policy, request);
  const answer = await handle(model, incoming);
  const latency = transport.latencyMs();
  if (latency > 0) await wait(latency);
  transport.send(response, answer, incoming);
}

/** The whole request. Of a body over its limit only the bytes are counted. */
async function read({ limits, transport }: Policy, request: IncomingMessage): Promise<Incoming> {
  const target = request.url ?? "/";
  const question = target.indexOf("?");
  const path = question < 0 ? target : target.slice(0, question);
  const limit = /^\/test-opportunities\/[^/]+\/results$/.test(path) ? limits.resultBody : limits.body;
  const kept: Buffer[] = [];
  let bodyBytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bodyBytes += chunk.length;
    if (bodyBytes <= limit) kept.push(chunk);
    else if (bodyBytes > limit + transport.readsOnFor()) break;
  }
  return {
    method: request.method ?? "GET",
    path,
    rawQuery: question < 0 ? "" : target.slice(question + 1),
    headers: request.headers as Record<string, string | undefined>,
    body: Buffer.concat(kept),
    bodyBytes,
  };
}

/** Agents of the same accounts that take what is queued and finish it at once, as in a lab that is in use. */
function startOtherAgents(model: Model): NodeJS.Timeout | undefined {
  const { otherAgents } = model.policy;
  if (!otherAgents) return undefined;
  const agent: Agent = { id: "another-agent", platform: null, group: null, revno: "1" };
  const post = { testStatus: "PASSED", resultPayload: {}, agentRevno: agent.revno, agent: null };
  const work = async (): Promise<void> => {
    for (const account of model.state.accounts) {
      const opportunity = await take(model, account, agent);
      if (opportunity) finish(model, opportunity, { ...post, agentId: agent.id });
    }
  };
  return setInterval(() => void work(), otherAgents.everyMs);
}
