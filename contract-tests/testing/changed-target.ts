import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer, to be changed in place. */
export interface PassingAnswer {
  /** `GET /products?x=1` */
  request: string;
  status: number;
  headers: Record<string, string>;
  /** JSON, if the answer has a JSON body. */
  body: unknown;
}

/** An emulator behind a server that changes its answers. */
export interface ChangedTarget {
  url: string;
  close(): void;
}

/** The address of the API. */
type Fetch = (request: Request, bindings: object) => Response | Promise<Response>;

/** Starts one in front of an emulator. */
export async function changedTarget(
  fetch: Fetch,
  change: (answer: PassingAnswer) => void,
): Promise<ChangedTarget> {
  const server: Server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method = "GET", headers } = request;
      const body = chunks.length > 0 && method !== "GET" && method !== "HEAD" ? Buffer.concat(chunks) : null;
      const sent = new Request(`http://${headers.host}${request.url!}`, {
        method,
        headers: headers as Record<string, string>,
        body,
      });
      const passed = await fetch(sent, {});
      const text = await passed.text();
      const answer: PassingAnswer = {
        request: `${method} ${request.url!}`,
        status: passed.status,
        headers: Object.fromEntries(passed.headers),
        body: jsonOf(text),
      };
      change(answer);
      for (const name of HOP_BY_HOP) Reflect.deleteProperty(answer.headers, name);
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding", "content-length"];

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
