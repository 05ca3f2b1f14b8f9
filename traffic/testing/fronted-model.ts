import type { Policy } from "../../contract-tests/model/policy.js";
import { type ModelServer, startModelServer } from "../../contract-tests/model/server.js";
import { type Certificate, tlsServer } from "../../contract-tests/testing/deployment.js";
import { forward } from "../../contract-tests/testing/servers.js";
import { atFileEnd } from "../../src/testing/file-end.js";

/** The independent server with other people's data, behind TLS and below a path, as a deployment is. */
export interface FrontedModel {
  /** `https://localhost:PORT/spi` */
  url: string;
  model: ModelServer;
  close(): Promise<void>;
}

export const PREFIX = "/spi";

/** How a deployment differs from the others of the tests. */
export interface Fronted {
  changes?: readonly ((policy: Policy) => void)[];
  /** For other names than localhost. */
  certificate?: Certificate;
  /** The value of the header `X-Gateway-Key`, without which nobody is let in. */
  gatewayKey?: string;
}

/** Starts a model behind a TLS server. Agents of its accounts finish what is queued. */
export async function frontedModel(fronted: Fronted = {}): Promise<FrontedModel> {
  const { changes = [], certificate, gatewayKey } = fronted;
  const signed = (policy: Policy): void => {
    policy.oauth.url = ({ headers, path }) =>
      `https://${(headers["host"] ?? "").toLowerCase()}${PREFIX}${path}`;
    policy.otherAgents = { everyMs: 20 };
  };
  const products = ["docs", "other"].map((account) => ({
    ...{ account, name: `product-of.${account}`, release: "15.04-core", snaps: ["their-snap.foo"] },
    test_specs: [
      { name: "theirs", platform: "pi2" },
      { name: "their-image", image_name: "my_image" },
    ],
  }));
  const model = await startModelServer({
    products,
    changes: [signed, ...changes].map((apply) => ({ apply })),
  });
  const { url, server } = await tlsServer((incoming, response) => {
    const path = incoming.url!;
    if (gatewayKey !== undefined && incoming.headers["x-gateway-key"] !== gatewayKey)
      return void response.writeHead(403).end();
    if (path.startsWith(`${PREFIX}/`))
      return forward(incoming, response, model.url + path.slice(PREFIX.length));
    response.writeHead(404, { "content-type": "text/html" }).end("<h1>Nothing here</h1>");
  }, certificate);
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await model.close();
  };
  atFileEnd(close);
  return { url: url + PREFIX, model, close };
}
