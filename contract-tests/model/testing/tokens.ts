/** The token endpoint. */
import type { Ask, Walk } from "./harness.js";

export async function walkTokens(walk: Walk): Promise<void> {
  const { ask, accounts } = walk;
  const path = "/api/v2/tokens/oauth";
  const [docs, other, otp, suspended] = accounts.map(({ email, password }) => ({
    email,
    password,
    token_name: "t",
  }));

  const token = (body: unknown, more: Ask = {}): Promise<any> =>
    ask("POST", path, { keys: null, body, ...more });
  for (const body of [{}, { email: "a" }, { ...docs, token_name: 1 }, { ...docs, more: 1 }, []])
    await token(body);
  for (const password of ["wrong", "DOCS-password", "docs-passwort"]) await token({ ...docs, password });
  await token({ ...docs, email: "nobody@example.com" });
  const first = await token(docs);
  for (let i = 0; i < 2; i++) await token(docs);
  await token({ ...docs, otp: "1" });
  const named = await token({ ...docs, token_name: " T " });
  await token({ ...docs, token_name: "T" });
  await token(other);
  for (const keys of [first, named, undefined]) await ask("GET", "/products", keys && { keys });
  for (const code of [undefined, "1", "123456"]) await token({ ...otp, ...(code && { otp: code }) });
  await token(suspended);
  await token({ ...suspended, password: "wrong" });
  await token(docs, { headers: { "content-type": "text/plain" } });
  await token(undefined, { raw: "{" });
  await token(undefined, { bytes: 1_048_577 });
  await ask("GET", path, { keys: null });
  await ask("POST", `${path}?a=1`, { keys: null, body: docs });
  await ask("POST", "/products", { keys: named, body: { name: "by t", release: "r", snaps: [] } });
  await ask("GET", "/products", { keys: first });
}
