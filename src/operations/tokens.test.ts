import { beforeEach, describe, expect, it } from "vitest";
import { testServer, type TestServer } from "../http/testing/test-server.js";

let server: TestServer;
beforeEach(async () => {
  server = await testServer();
});

const ask = (body: unknown) => server.unsigned("POST", "/api/v2/tokens/oauth", body);
const login = { email: "one@example.com", password: "correct horse", token_name: "ci" };

describe("the token endpoint", () => {
  it("makes a token once for each name: 201, then 200 with the same", async () => {
    const first = await ask(login);
    const again = await ask({ ...login, email: "ONE@example.com" });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    expect(Object.keys(first.body).sort()).toEqual([
      "consumer_key",
      "consumer_secret",
      "date_created",
      "date_updated",
      "href",
      "token_key",
      "token_name",
      "token_secret",
    ]);
    expect((await ask({ ...login, token_name: "other" })).body.token_key).not.toBe(first.body.token_key);
  });

  it.each([
    [{ ...login, password: "wrong" }, 401, "INVALID_CREDENTIALS"],
    [{ ...login, email: "nobody@example.com" }, 401, "INVALID_CREDENTIALS"],
    [{ ...login, email: "two-factor@example.com", password: "p" }, 401, "TWOFACTOR_REQUIRED"],
    [{ ...login, email: "two-factor@example.com", password: "p", otp: "1" }, 403, "TWOFACTOR_FAILURE"],
    [{ ...login, email: "suspended@example.com", password: "p" }, 403, "ACCOUNT_SUSPENDED"],
    [{ ...login, email: "deactivated@example.com", password: "p" }, 403, "ACCOUNT_DEACTIVATED"],
    [{ ...login, email: "invalidated@example.com", password: "p" }, 403, "EMAIL_INVALIDATED"],
    [{ email: "one@example.com", password: "p" }, 400, "INVALID_DATA"],
    ["{", 400, "INVALID_DATA"],
    [{ ...login, email: 7 }, 400, "INVALID_DATA"],
  ])("refuses %j", async (body, status, code) => {
    const refused = await ask(body);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect(Object.keys(refused.body).sort()).toEqual(["code", "extra", "message"]);
  });

  it("tells each wrong field in extra", async () => {
    expect((await ask({ email: "one@example.com", token_name: 7 })).body.extra).toEqual({
      password: expect.stringMatching(/^missing/),
      token_name: expect.stringMatching(/^got 7; accepted/),
    });
  });

  it("takes the one-time password", async () => {
    expect(
      (await ask({ ...login, email: "two-factor@example.com", password: "p", otp: "123456" })).status,
    ).toBe(201);
  });
});
