import { type ModelServer, startModelServer } from "../model/server.js";
import { Session } from "../run/session.js";
import type { Target } from "../target/target.js";
import type { Incoming, Outgoing, Sender } from "../target/transport.js";

/** A model that sequences are compared with, and the session that asks it. */
export interface OwnModel {
  server: ModelServer;
  session: Session;
}

/** Starts the model with accounts like the target's. */
export async function openModel({ login, second }: Target): Promise<OwnModel> {
  const password = login?.password ?? "password";
  const email = login?.email ?? "first@example.com";
  const server = await startModelServer({
    accounts: [
      { name: "first", email, password, organizations: ["model-org"] },
      { name: "second", email: "second-of-model@example.com", password: "password" },
    ],
    // The delay of a real service would only make sequences slower.
    changes: [{ apply: (policy) => (policy.flow.storeDelay = 0) }],
  });
  const [one, other] = server.accounts;
  const session = await Session.open({
    target: {
      url: server.url,
      credentials: one!.credentials,
      ...(second ? { second: other!.credentials } : {}),
      organization: "model-org",
      login: { email, password },
      exclusive: true,
      profile: "full",
      patienceMs: 5000,
    },
    transport: withoutConnection(server),
  });
  return { server, session };
}

/** Asks the model in this process, which takes half the time. */
function withoutConnection({ ask }: ModelServer): Sender {
  return {
    async send({ method, url, headers, body }: Outgoing): Promise<Incoming> {
      const { host, origin } = new URL(url);
      const target = url.slice(origin.length);
      const question = target.indexOf("?");
      const bytes = Buffer.from(body ?? "");
      const answer = await ask({
        method,
        path: question === -1 ? target : target.slice(0, question),
        rawQuery: question === -1 ? "" : target.slice(question + 1),
        headers: { host, ...inLowerCase(headers) },
        body: bytes,
        bodyBytes: bytes.length,
      });
      const hasBody = answer.status !== 204 && method !== "HEAD" && answer.body !== undefined;
      return {
        status: answer.status,
        headers: {
          ...(hasBody ? { "content-type": "application/json" } : {}),
          ...inLowerCase(answer.headers),
        },
        text: hasBody ? JSON.stringify(answer.body) : "",
      };
    },
    accepts: () => Promise.resolve(true),
    close: () => undefined,
  };
}

const inLowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
