import { createServer } from "node:http";
import { connect } from "node:net";
import { atFileEnd } from "../../src/testing/file-end.js";
import { listening } from "../../src/testing/listening.js";

/** A proxy of a company's network, which makes tunnels (CONNECT). */
export interface ConnectProxy {
  /** With a user and a password, as `HTTPS_PROXY` has it. */
  url: string;
  /** What was asked for: `spi.example.com:443`. */
  asked: string[];
}

export const USER = "me:secret";

/** Starts a proxy whose names lead to ports of this machine. It refuses everybody else's requests, and other names. */
export async function connectProxy(ports: Readonly<Record<string, number>>): Promise<ConnectProxy> {
  const asked: string[] = [];
  const expected = `Basic ${Buffer.from(USER).toString("base64")}`;
  const server = createServer().on("connect", ({ url, headers }, client) => {
    client.on("error", () => undefined);
    if (headers["proxy-authorization"] !== expected)
      return void client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const port = ports[url!];
    if (port === undefined) return void client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    asked.push(url!);
    const upstream = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connected\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    client.on("close", () => upstream.destroy());
  });
  const url = `http://${USER}@127.0.0.1:${await listening(server)}`;
  atFileEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url, asked };
}
