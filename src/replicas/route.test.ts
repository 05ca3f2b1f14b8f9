import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { routeOf, type RouteRules } from "./route.js";

const route = (url: string, { token, ...rules }: Partial<RouteRules> & { token?: string } = {}) =>
  routeOf(
    {
      ...{ method: "GET", url },
      rawHeaders: token === undefined ? [] : ["Authorization", `Bearer ${token}`],
    } as unknown as IncomingMessage,
    { prefix: "", isUnsigned: false, unsigned: new Set(), adminToken: null, ...rules },
  );
const ITS = { kind: "sandbox", name: "its" };

it.each(["/_emulator/sandboxes/its", "/_emulator/status?sandbox=its", "/spi/_emulator/status?sandbox=its"])(
  "%s belongs to the sandbox that it names, unless it lacks the admin token",
  (url) => {
    const adminToken = "the operator's own";
    const prefix = "/spi";
    expect(route(url, { prefix })).toEqual(ITS);
    expect(route(url, { prefix, adminToken, token: adminToken })).toEqual(ITS);
    expect(route(url, { prefix, adminToken, token: "a guess" })).toEqual({ kind: "any" });
    expect(route(url, { prefix, adminToken })).toEqual({ kind: "any" });
  },
);

it("a page of the dashboard belongs to its sandbox: it has a session", () => {
  for (const page of ["/_emulator/dashboard?sandbox=its", "/_emulator/dashboard/results?sandbox=its"])
    expect(route(page, { adminToken: "the operator's own" })).toEqual(ITS);
});
