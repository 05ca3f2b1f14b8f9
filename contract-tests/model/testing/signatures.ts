/** Signatures, right and wrong. */
import type { Ask, Walk } from "./harness.js";
import { HOST } from "./harness.js";
import { image, makeProduct } from "./values.js";

export async function walkSignatures(walk: Walk): Promise<void> {
  const { ask, accounts } = walk;
  const [mine, theirs] = accounts.map(({ credentials }) => credentials);
  const product = await makeProduct(walk);
  const events = `${product}/tests/events`;
  const get = (options: Ask, target = "/products"): Promise<unknown> => ask("GET", target, options);
  const signature = (change: (right: string) => string): Ask => ({
    header: (header) =>
      header.replace(/(oauth_signature=")([^"]*)/, (_, name: string, right: string) => name + change(right)),
  });
  await ask("POST", "/products", {
    body: { name: "refused", release: "r", snaps: [] },
    ...signature(() => "wrong"),
  });
  const swapped = (right: string): string =>
    right.replace(/[a-z]/gi, (char) =>
      char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase(),
    );
  for (const change of [() => "", () => "x", (right: string) => right.slice(0, -5), swapped])
    await get(signature(change));
  await get({ keys: { ...mine!, token_secret: "wrong" } });
  await get({ keys: { ...mine!, consumer_secret: "wrong" } });
  await get({ keys: { ...mine!, token_key: theirs!.token_key, token_secret: theirs!.token_secret } });
  const plain = { oauth_signature_method: "PLAINTEXT" };
  const bare = (header: string): string => header.replace(/oauth_(timestamp|nonce)="[^"]*", /g, "");
  await get({ oauth: plain });
  await get({ oauth: plain, header: bare });
  await get({ oauth: plain, keys: { ...mine!, token_secret: "" } });
  await get({ oauth: { oauth_signature_method: "HMAC-MD5" } });
  const url = `http://${HOST}/products`;
  await get({ header: bare, signedUrl: url });
  await get({ header: (header) => header.replace("OAuth ", 'OAuth realm="API", ') });
  await get({ header: (header) => header.replace("OAuth", "oauth") });
  await get({ header: (header) => header.replaceAll(", ", ",") });
  await get({ header: (header) => header.replace("OAuth", "Basic") });
  for (const oauth_version of ["2.0", "1.0"]) await get({ oauth: { oauth_version } });
  await unversioned(walk, url);
  for (const target of [
    `${events}?image_unique_id=a!'()*~b+c%20%C3%A9`,
    `${events}?start_date=20150826&image_unique_id=z`,
  ])
    await get({}, target);
  await get({ signedUrl: `http://${HOST}${events}` }, `${events}?image_unique_id=b`);
  await ask("POST", "/agents/a%2Fb/pick", {});
  for (const other of [
    "http://localhost:8080/products",
    `https://${HOST}/products`,
    "http://127.0.0.1/products",
    `http://${HOST}/other`,
  ])
    await get({ signedUrl: other });
  await ask("DELETE", product, { signedMethod: "GET" });
  for (const target of ["/products", product, events]) await get({ keys: null }, target);
  await ask("HEAD", "/products", { keys: null });
  await ask("POST", `${product}/images`, { keys: null, ...image("x") });
  await ask("POST", "/agents/a/pick", { keys: null });
  const nonce = { oauth_nonce: "again", oauth_timestamp: String(walk.seconds()) };
  for (const target of ["/products", "/products", product]) await get({ oauth: nonce }, target);
  for (const off of [-3600, 3600, -120, 120, 60, 0])
    await get({ oauth: { oauth_timestamp: String(walk.seconds() + off) } });
  await get({});
}

/** Without `oauth_version`, which is signed too: so the signature is that of a request without it. */
async function unversioned({ ask, seconds, accounts }: Walk, url: string): Promise<void> {
  const { createHmac } = await import("node:crypto");
  const { credentials: keys } = accounts[0]!;
  const encode = (text: string): string => encodeURIComponent(text);
  const parameters = [
    ["oauth_consumer_key", keys.consumer_key],
    ["oauth_nonce", "unversioned"],
    ["oauth_signature_method", "HMAC-SHA1"],
    ["oauth_timestamp", String(seconds())],
    ["oauth_token", keys.token_key],
  ].map(([name, value]) => [name!, encode(value!)] as const);
  const base = ["GET", url, parameters.map(([name, value]) => `${name}=${value}`).join("&")]
    .map(encode)
    .join("&");
  const key = `${encode(keys.consumer_secret)}&${encode(keys.token_secret)}`;
  const signature = encode(createHmac("sha1", key).update(base).digest("base64"));
  const pairs = [...parameters, ["oauth_signature", signature]].map(([name, value]) => `${name}="${value}"`);
  await ask("GET", "/products", { header: () => `OAuth ${pairs.join(", ")}` });
}
