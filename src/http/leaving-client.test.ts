import { connect } from "node:net";
import { expect, it } from "vitest";
import { startProcess } from "../testing/emulator-process.js";

const HEAD = ["Host: localhost", "Expect: 100-continue"];
const JSON_BODY = "Content-Type: application/json";
const FORM = "Content-Type: application/x-www-form-urlencoded";
const TOKEN = "0123456789abcdef";
const PAGES = "/_emulator/dashboard";

/** Begins a body, and leaves when the server waits for the rest. */
function leave(port: number, path: string, headers: string[], begun: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write([`POST ${path} HTTP/1.1`, ...HEAD, ...headers, "", ""].join("\r\n")),
    );
    // The server's 100 tells that it has the request.
    socket.once("data", () => {
      socket.write(begun, () => socket.destroy());
    });
    socket.on("error", () => undefined).on("close", () => resolve());
  });
}

it.each<[what: string, flags: string[], type: string, paths: string[]]>([
  ["of the product API", [], JSON_BODY, ["/api/v2/tokens/oauth", "/products"]],
  ["of the control plane", [], JSON_BODY, ["/_emulator/faults", "/_emulator/sandboxes"]],
  ["of a page", [], FORM, [`${PAGES}/trigger?action=send`, `${PAGES}/?action=skip`]],
  ["of the log-in form", ["--admin-token", TOKEN], FORM, [`${PAGES}/login`]],
])(
  "a client %s that leaves in the middle of its body is no error of the emulator",
  async (_, flags, type, paths) => {
    const emulator = await startProcess(["--no-lab", "--log-level", "debug", "--auth", "none", ...flags]);
    const port = Number(new URL(emulator.url).port);
    for (const path of paths) {
      await leave(port, path, [type, "Content-Length: 99"], "{");
      await leave(port, path, [type, "Transfer-Encoding: chunked"], "9\r\n{");
    }
    expect((await fetch(`${emulator.url}/products`)).status).toBe(200);
    const { code, stderr } = await emulator.kill("SIGTERM");
    expect(code).toBe(0);
    expect(stderr.split("\n").filter((line) => /\berror\b|\bwarn\b|status=5/.test(line))).toEqual([]);
  },
);
