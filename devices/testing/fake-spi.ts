import type { JsonObject, ResultPost, TestOpportunity } from "../api-types.js";
import { MAX_RESULT_BYTES } from "../api-types.js";
import type { LabClock } from "../lab-clock.js";

/** A request that the fake received; `at`: milliseconds since its start. */
export interface SeenCall {
  at: number;
  op: "pick" | "result";
  id: string;
  body: JsonObject;
  text: string;
  status: number;
}

/** A scripted answer: a response, or a broken connection. */
export type Scripted = () => Response | Promise<Response>;

/** A minimal SPI server for tests of agents, with a queue, holders, and scripted answers. */
export class FakeSpi {
  readonly calls: SeenCall[] = [];
  readonly queue: TestOpportunity[] = [];
  readonly #scripts: { op: SeenCall["op"]; answer: Scripted; times: number }[] = [];
  readonly #holders = new Map<string, string>();
  readonly #results = new Map<string, string>();
  readonly #start: number;

  constructor(private readonly clock: LabClock) {
    this.#start = clock.now();
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const match = /^https:\/\/spi\.test\/(agents|test-opportunities)\/([^/]+)\/(?:pick|results)$/.exec(url);
    if (match === null || init.method !== "POST") throw new Error(`no such operation: ${url}`);
    const op = match[1] === "agents" ? "pick" : "result";
    const id = decodeURIComponent(match[2]!);
    const text = init.body as string;
    const body = JSON.parse(text) as JsonObject;
    const call: SeenCall = { at: (this.clock.now() - this.#start) / 1000, op, id, body, text, status: 0 };
    this.calls.push(call);
    const response = await (this.#scripted(op) ?? (() => this.#answer(call)))();
    call.status = response.status;
    return response;
  };

  /** Scripts the answers to the next calls of an operation. */
  next(op: SeenCall["op"], answer: Scripted, times = 1): void {
    this.#scripts.push({ op, answer, times });
  }

  /** Queues an opportunity for the next agent that polls. */
  add(id: string, fields: Partial<TestOpportunity> = {}): void {
    this.queue.push({ ...SNAP, test_opportunity_id: id, ...fields });
  }

  /** Marks an opportunity as picked by another agent. */
  hold(id: string, agentId: string): void {
    this.#holders.set(id, agentId);
  }

  of(op: SeenCall["op"]): SeenCall[] {
    return this.calls.filter((call) => call.op === op);
  }

  /** The posts that were answered with 201, by opportunity. */
  get taken(): Record<string, ResultPost> {
    const posts = this.of("result").filter((call) => call.status === 201);
    return Object.fromEntries(posts.map((call) => [call.id, call.body as unknown as ResultPost]));
  }

  #scripted(op: SeenCall["op"]): Scripted | undefined {
    const script = this.#scripts.find((entry) => entry.op === op && entry.times > 0);
    if (script === undefined) return undefined;
    script.times -= 1;
    return script.answer;
  }

  #answer({ op, id, body, text }: SeenCall): Response {
    if (op === "pick") {
      const found = this.queue.shift();
      if (found === undefined) return new Response(null, { status: 204 });
      this.#holders.set(found.test_opportunity_id, id);
      return Response.json(found);
    }
    if (text.length > MAX_RESULT_BYTES) return refusal(413, "over 16 MiB");
    if (!this.#holders.has(id)) return refusal(404, "no such opportunity");
    if (this.#holders.get(id) !== body.agent_id) return refusal(409, `held by ${this.#holders.get(id)!}`);
    const known = this.#results.get(id);
    if (known !== undefined) {
      return known === text ? Response.json({ result_id: id }) : refusal(409, "another result is there");
    }
    this.#results.set(id, text);
    return Response.json({ result_id: id }, { status: 201 });
  }
}

/** An error response of the service. */
export function refusal(status: number, message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ id: "some-error", message, url: null }, { status, headers });
}

/** A snap revision's opportunity. */
const SNAP: Omit<TestOpportunity, "test_opportunity_id"> = {
  product_id: "11111111-1111-4111-8111-111111111111",
  image_unique_id: "22222222-2222-4222-8222-222222222222",
  image_reference: null,
  extra_snaps: [],
  snaps: [{ name: "test-snap.foo", revision: 12 }],
  channel: "edge",
  primary_snap_name: "test-snap.foo",
  base_channel: "stable",
  update_channel: "edge",
  platform: null,
  test_spec: { name: "smoke" },
  test_payload: { test_cmds: ["true", "uptime"] },
  queued_at: "2016-01-04T16:58:28.805000+00:00",
};
