import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { routeOf, type RouteRules } from "./route.js";

type Sent = Partial<RouteRules> & { token?: string; rawHeaders?: string[] };

const route = (url: string, { token, rawHeaders, ...rules }: Sent = {}) =>
  routeOf(
    {
      ...{ method: "GET", url },
      rawHeaders: rawHeaders ?? (token === undefined ? [] : ["Authorization", `Bearer ${token}`]),
    } as unknown as IncomingMessage,
    { prefix: "", isUnsigned: false, unsigned: new Set(), adminToken: null, session: "its worth", ...rules },
  );
const ITS = { kind: "sandbox", name: "its" };

it.each([
  "/_emulator/sandboxes/its",
  "/_emulator/status?sandbox=its",
  "/spi/_emulator/status?sandbox=its",
  "HTTP://127.0.0.1:1/_emulator/sandboxes/its",
  "https://host/spi/_emulator/status?sandbox=its",
])("%s belongs to the sandbox that it names, unless it lacks the admin token", (url) => {
  const adminToken = "the operator's own";
  const prefix = "/spi";
  expect(route(url, { prefix })).toEqual(ITS);
  expect(route(url, { prefix, adminToken, token: adminToken })).toEqual(ITS);
  expect(route(url, { prefix, adminToken, token: "a guess" })).toEqual({ kind: "any" });
  expect(route(url, { prefix, adminToken })).toEqual({ kind: "any" });
});

it("a page of the dashboard belongs to its sandbox for visitors who logged in", () => {
  const adminToken = "the operator's own";
  for (const page of ["/_emulator/dashboard?sandbox=its", "/_emulator/dashboard/results?sandbox=its"]) {
    const rawHeaders = ["Cookie", "a=b; spi-session=its worth"];
    expect(route(page)).toEqual(ITS);
    expect(route(page, { adminToken, rawHeaders })).toEqual(ITS);
    for (const cookie of ["", "spi-session=", "spi-session=a guess", "other-spi-session=its worth"])
      expect(route(page, { adminToken, rawHeaders: ["Cookie", cookie] })).toEqual({ kind: "any" });
    expect(route(page, { adminToken, token: adminToken })).toEqual({ kind: "any" });
  }
});

it("a key or a name that no database can hold is unknown", () => {
  expect(route("/_emulator/sandboxes/a%00b")).toEqual({ kind: "any" });
  expect(route("/_emulator/dashboard?sandbox=%00")).toEqual({ kind: "any" });
  const rawHeaders = ["Authorization", 'OAuth oauth_consumer_key="a%00b"'];
  expect(route("/products", { rawHeaders })).toEqual({ kind: "sandbox", name: "default" });
});
