import { createServer } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { listening } from "../../../src/testing/listening.js";
import type { ClauseContext } from "../clause.js";
import { withFault } from "./faults.js";

it("sends faults to the target's control plane only, wherever that leads", async () => {
  const came: string[] = [];
  const server = createServer(({ method, url }, response) => {
    came.push(`${method!} ${url!}`);
    if (method === "POST") response.writeHead(201).end('{"faults": [{"id": "a/../b?c"}]}');
    else response.writeHead(307, { location: "/_emulator/sandboxes/another" }).end();
  });
  const url = `http://127.0.0.1:${await listening(server)}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const t = {
    target: { capabilities: new Set(["control-plane"]), control: { url, token: null } },
    expectingServerErrors: (work: () => Promise<unknown>) => work(),
  } as unknown as ClauseContext;
  expect(await withFault(t, { match: {}, effect: { status: 503 } }, async () => "done")).toBe("done");
  expect(came).toEqual(["POST /_emulator/faults", "DELETE /_emulator/faults/a%2F..%2Fb%3Fc"]);
});
