import { createServer, request } from "node:http";
import { describe, expect, it } from "vitest";
import { listening } from "../../src/testing/listening.js";
import { frontedModel, PREFIX } from "../testing/fronted-model.js";
import { clientOf, type Fetch, startedProxy } from "../testing/started-proxy.js";

describe("clients that know nothing of the proxy", () => {
  it("works for clients that reach it under the deployment's own name, with the Host kept", async () => {
    const { url, model } = await frontedModel();
    const [account] = model.accounts;
    const { host, port } = new URL(url);
    const proxy = await startedProxy({
      target: url,
      preservesHost: true,
      credentials: [account!.credentials],
    });
    // The client signs https://localhost:PORT/spi and is led to the proxy, as by an entry in /etc/hosts.
    const call = clientOf(account!.credentials, url, { fetch: fetchTo(proxy.url, host) });
    const led = await call("GET", "/products");
    expect([led.status, led.json.products.length]).toEqual([200, 1]);
    expect(port).not.toBe("");
    const [{ exchange, operation }] = proxy.judged() as [ReturnType<typeof proxy.judged>[0]];
    expect([exchange.path, exchange.account, operation]).toEqual(["/products", "account-1", "listProducts"]);
    expect(proxy.problems()).toEqual([]);
  });
});

/** Sends what is meant for one host to a proxy instead, with the Host that the client meant. */
const fetchTo =
  (proxy: string, host: string): Fetch =>
  (url, init) =>
    new Promise((resolve, reject) => {
      const meant = new URL(url);
      const headers = Object.fromEntries(new Headers(init?.headers));
      const asked = request(proxy + meant.pathname + meant.search, {
        method: init?.method ?? "GET",
        headers: { ...headers, host },
      });
      asked.once("response", (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.once("end", () =>
          resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode! })),
        );
      });
      asked.once("error", reject).end();
    });

describe("signatures", () => {
  it("are verified and made again in the client's own method, with query and path prefix", async () => {
    const { url, model } = await frontedModel();
    const { credentials } = model.accounts[0]!;
    const proxy = await startedProxy({ target: url, credentials: [credentials] });
    for (const method of ["HMAC-SHA1", "PLAINTEXT"] as const) {
      const call = clientOf(credentials, proxy.url, { method });
      const { json } = await call("GET", "/products");
      const path = `/products/${json.products[0].id}/tests/results?start_date=20160101T00:00:00&image_unique_id=a%20b`;
      expect((await call("GET", path)).status).toBe(200);
    }
    expect(proxy.problems()).toEqual([]);
  });

  it("that are wrong go on as they came, so that the target refuses them", async () => {
    const { url, model } = await frontedModel();
    const { credentials } = model.accounts[0]!;
    const proxy = await startedProxy({ target: url, credentials: [credentials] });
    const wrong = clientOf({ ...credentials, token_secret: "another" }, proxy.url);
    const unknown = clientOf({ ...credentials, consumer_key: "nobody" }, proxy.url);
    for (const call of [wrong, unknown]) expect((await call("GET", "/products")).status).toBe(401);
    expect((await fetch(`${proxy.url}/products`)).status).toBe(401);
    expect(proxy.judged().map(({ exchange }) => exchange.account)).toEqual([null, null, null]);
  });

  it("that come a second time are not signed again", async () => {
    const { url, model } = await frontedModel();
    const { credentials } = model.accounts[0]!;
    const proxy = await startedProxy({ target: url, credentials: [credentials] });
    let sent: RequestInit | undefined;
    const noting: Fetch = (to, init) => fetch(to, (sent = init));
    const first = await clientOf(credentials, proxy.url, { fetch: noting })("GET", "/products");
    expect(new Headers(sent?.headers).has("authorization")).toBe(true);
    const again = await fetch(`${proxy.url}/products`, sent);
    expect([first.status, again.status]).toEqual([200, 401]);
  });

  it("for the proxy may be of an account that the target does not know", async () => {
    const { url, model } = await frontedModel();
    const target = model.accounts[0]!.credentials;
    const client = {
      consumer_key: "own",
      consumer_secret: "own-secret",
      token_key: "own-token",
      token_secret: "other",
    };
    const proxy = await startedProxy({ target: url, accounts: [{ name: "mine", client, target }] });
    expect((await clientOf(client, proxy.url)("GET", "/products")).status).toBe(200);
    expect((await clientOf(target, proxy.url)("GET", "/products")).status).toBe(401);
  });

  it("over a form cover its fields", async () => {
    const seen: string[] = [];
    const server = createServer((incoming, response) => {
      seen.push(incoming.headers.authorization ?? "none");
      incoming.resume();
      response.writeHead(200, { "content-type": "application/json" }).end('{"products": []}');
    });
    const target = `http://127.0.0.1:${await listening(server)}${PREFIX}`;
    const credentials = {
      consumer_key: "ck",
      consumer_secret: "cs-secret",
      token_key: "tk-token",
      token_secret: "ts-secret",
    };
    const proxy = await startedProxy({ target, credentials: [credentials] });
    const body = "b=2&a=1";
    // The signature over a form is that of a URL with its fields.
    const asForm: Fetch = (_, init) =>
      fetch(`${proxy.url}/products?c=3`, {
        ...init,
        method: "POST",
        body,
        headers: {
          ...Object.fromEntries(new Headers(init?.headers)),
          "content-type": "application/x-www-form-urlencoded",
        },
      });
    await clientOf(credentials, proxy.url, { fetch: asForm })("POST", `/products?c=3&${body}`);
    server.close();
    server.closeAllConnections();
    expect(seen).toEqual([expect.stringContaining('oauth_token="tk-token"')]);
    expect(proxy.judged()[0]!.exchange.account).toBe("account-1");
  });
});
