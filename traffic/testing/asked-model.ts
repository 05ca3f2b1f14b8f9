import type { Policy } from "../../contract-tests/model/policy.js";
import { type ModelServer, startModelServer } from "../../contract-tests/model/server.js";
import { authorizationHeader } from "../../src/oauth1/sign.js";
import { newSecret } from "../../src/ids.js";
import type { TrafficExchange } from "../exchange.js";

/** Sends a request to the model without a connection, and gives the exchange as a proxy would tell it. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<TrafficExchange & { json: any }>;

/** A model whose exchanges are told. */
export async function askedModel(
  onExchange: (exchange: TrafficExchange) => void,
  ...changes: ((policy: Policy) => void)[]
): Promise<{ ask: Ask; model: ModelServer; close: () => Promise<void> }> {
  const signed = (policy: Policy): void => {
    policy.oauth.url = ({ path }) => `http://model${path}`;
  };
  const model = await startModelServer({ changes: [signed, ...changes].map((apply) => ({ apply })) });
  const { credentials } = model.accounts[0]!;
  let n = 0;
  const ask: Ask = async (method, path, body) => {
    const text = body === undefined ? "" : JSON.stringify(body);
    const began = Date.now();
    const authorization = authorizationHeader({
      ...{ method, url: `http://model${path}`, credentials, signatureMethod: "HMAC-SHA1" },
      ...{ timestamp: Math.floor(began / 1000), nonce: newSecret(8) },
    });
    const [plain, rawQuery = ""] = path.split("?");
    const bytes = Buffer.from(text);
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const answer = await model.ask({
      ...{ method, path: plain!, rawQuery, body: bytes, bodyBytes: bytes.length },
      headers: { host: "model", authorization, ...type },
    });
    const answered = answer.text ?? (answer.body === undefined ? "" : JSON.stringify(answer.body));
    const exchange: TrafficExchange = {
      ...{ n: ++n, began, ended: Date.now(), account: "first", isSigned: true, method, path },
      headers: Object.entries(type),
      body: { bytes: bytes.length, text, isCut: false },
      answer: {
        status: answer.status,
        headers: [
          ...(answered === "" ? [] : [["content-type", "application/json"] as const]),
          ...Object.entries(answer.headers),
        ],
        body: { bytes: Buffer.byteLength(answered), text: answered, isCut: false },
      },
      failure: null,
    };
    onExchange(exchange);
    return { ...exchange, json: answered === "" ? undefined : JSON.parse(answered) };
  };
  return { ask, model, close: () => model.close() };
}
