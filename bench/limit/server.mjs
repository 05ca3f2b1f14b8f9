// The limit to measure against: the least that the job costs on Node. A signed POST that makes one opportunity and answers when its log line
// is on disk (group commit, fdatasync), and a signed GET of one event log: OAuth 1.0a HMAC-SHA1 verified, nonce kept, body and answer
// validated by Ajv, exchange kept by reference. No diagnosis, no refusals in words, one product, one account.
// node server.mjs hono|http DIR    with DIR/credentials.json; prints "Ready. PORT".
import http from "node:http";
import fs from "node:fs";
import crypto from "node:crypto";
import Ajv from "ajv";
import { Hono } from "hono";
import { serve } from "@hono/node-server";
const [kind, dir] = process.argv.slice(2);
const cred = JSON.parse(fs.readFileSync(dir + "/credentials.json"));
const enc = (s) =>
  encodeURIComponent(s).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
const KEY = crypto.createSecretKey(Buffer.from(enc(cred.consumer_secret) + "&" + enc(cred.token_secret)));
const nonces = new Map();
const dec = (s) => (s.includes("%") ? decodeURIComponent(s) : s);
function verify(method, host, path, query, h) {
  // header values arrive percent-encoded: the base string needs them encoded once more
  if (!h || !h.startsWith("OAuth ")) return false;
  const ps = [];
  let sig = "",
    nonce = "",
    ts = 0,
    ck = "",
    tk = "";
  for (let i = 6; i < h.length;) {
    const e = h.indexOf('="', i);
    if (e < 0) break;
    const q = h.indexOf('"', e + 2);
    const k = h.slice(i, e),
      v = h.slice(e + 2, q);
    if (k === "oauth_signature") sig = dec(v);
    else {
      if (k === "oauth_nonce") nonce = v;
      else if (k === "oauth_timestamp") ts = +v;
      else if (k === "oauth_consumer_key") ck = v;
      else if (k === "oauth_token") tk = v;
      if (k !== "realm") ps.push([k, v]);
    }
    i = q + 1;
    while (h.charCodeAt(i) === 44 || h.charCodeAt(i) === 32) i++;
  }
  if (query)
    for (const kv of query.split("&")) {
      const e = kv.indexOf("=");
      ps.push([enc(dec(kv.slice(0, e))), enc(dec(kv.slice(e + 1)))]);
    }
  if (ck !== cred.consumer_key || tk !== cred.token_key || Math.abs(Date.now() / 1000 - ts) > 300)
    return false;
  ps.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : 1));
  let s = "";
  for (const [k, v] of ps) s += (s ? "&" : "") + k + "=" + v;
  const base = method + "&" + enc("http://" + host + path) + "&" + enc(s);
  const want = crypto.createHmac("sha1", KEY).update(base).digest("base64");
  if (want.length !== sig.length || !crypto.timingSafeEqual(Buffer.from(want), Buffer.from(sig)))
    return false;
  if (nonces.has(nonce)) return false;
  nonces.set(nonce, ts);
  return true;
}
const ajv = new Ajv({ allErrors: false });
const vBody = ajv.compile({
  type: "object",
  additionalProperties: false,
  required: ["name", "revision", "channel"],
  properties: {
    name: { type: "string", minLength: 1, maxLength: 200, pattern: "^[^\\u0000-\\u001f]*$" },
    revision: { type: "integer", minimum: 0 },
    channel: { enum: ["edge", "beta", "candidate", "stable"] },
  },
});
const vOut = ajv.compile({
  type: "object",
  required: ["ids"],
  properties: {
    ids: {
      type: "array",
      items: {
        type: "object",
        required: ["image_unique_id", "test_opportunity_id"],
        properties: {
          image_unique_id: { type: "string", pattern: "^[0-9a-f-]{36}$" },
          test_opportunity_id: { type: "string", pattern: "^[0-9a-f-]{36}$" },
        },
      },
    },
  },
});
const fd = fs.openSync(dir + "/spike.jsonl", "a");
let batch = [],
  waiting = [],
  busy = false;
function commit(line) {
  return new Promise((r) => {
    batch.push(line);
    waiting.push(r);
    if (!busy) {
      busy = true;
      setImmediate(flush);
    }
  });
}
function flush() {
  const b = Buffer.from(batch.join("")),
    w = waiting;
  batch = [];
  waiting = [];
  fs.write(fd, b, 0, b.length, null, () =>
    fs.fdatasync(fd, () => {
      for (const r of w) r();
      if (batch.length) flush();
      else busy = false;
    }),
  );
}
const opps = new Map(),
  byProduct = new Map(),
  log = [];
function snaps(pid, b) {
  const now = Date.now(),
    o = {
      id: crypto.randomUUID(),
      product_id: pid,
      image_unique_id: crypto.randomUUID(),
      trigger: "snap",
      name: b.name,
      revision: b.revision,
      channel: b.channel,
      queued_at: now,
    };
  opps.set(o.id, o);
  let l = byProduct.get(pid);
  if (!l) byProduct.set(pid, (l = []));
  l.push(o);
  const out = { ids: [{ image_unique_id: o.image_unique_id, test_opportunity_id: o.id }] };
  if (!vOut(out)) throw 1;
  const rec = JSON.stringify([o, { id: o.id, events: [now] }]);
  const line = '{"n":' + opps.size + ',"c":' + 1 + ',"r":' + rec + "}\n";
  return [commit(line), JSON.stringify(out)];
}
function keep(x) {
  log.push(x);
  if (log.length > 2000) log.splice(0, 1000);
}
if (kind === "http")
  http
    .createServer((req, res) => {
      const u = req.url,
        qi = u.indexOf("?"),
        path = qi < 0 ? u : u.slice(0, qi),
        query = qi < 0 ? "" : u.slice(qi + 1);
      const m = /^\/products\/([0-9a-f-]{36})\/(snaps|tests\/events)$/.exec(path);
      if (!m) {
        res.writeHead(404);
        return res.end();
      }
      if (!verify(req.method, req.headers.host, path, query, req.headers.authorization)) {
        res.writeHead(401);
        return res.end();
      }
      if (req.method === "GET") {
        const t = JSON.stringify({ event_logs: (byProduct.get(m[1]) ?? []).slice(0, 1) });
        keep(req);
        res.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(t) });
        return res.end(t);
      }
      const cs = [];
      req.on("data", (c) => cs.push(c));
      req.on("end", async () => {
        const b = JSON.parse(cs.length === 1 ? cs[0].toString() : Buffer.concat(cs).toString());
        if (!vBody(b)) {
          res.writeHead(400);
          return res.end();
        }
        const [f, t] = snaps(m[1], b);
        keep(req);
        await f;
        res.writeHead(201, { "content-type": "application/json", "content-length": Buffer.byteLength(t) });
        res.end(t);
      });
    })
    .listen(0, "127.0.0.1", function () {
      console.log("Ready. " + this.address().port);
    });
else {
  const a = new Hono();
  const H = { "content-type": "application/json" };
  const auth = (c) => {
    const u = c.req.url,
      s = u.indexOf("/", 8),
      p = u.slice(s),
      qi = p.indexOf("?");
    return verify(
      c.req.method,
      c.req.header("host"),
      qi < 0 ? p : p.slice(0, qi),
      qi < 0 ? "" : p.slice(qi + 1),
      c.req.header("authorization"),
    );
  };
  a.get("/products/:id/tests/events", (c) => {
    if (!auth(c)) return c.body(null, 401);
    keep(c.req.url);
    return c.body(
      JSON.stringify({ event_logs: (byProduct.get(c.req.param("id")) ?? []).slice(0, 1) }),
      200,
      H,
    );
  });
  a.post("/products/:id/snaps", async (c) => {
    if (!auth(c)) return c.body(null, 401);
    const b = await c.req.json();
    if (!vBody(b)) return c.body(null, 400);
    const [f, t] = snaps(c.req.param("id"), b);
    keep(c.req.url);
    await f;
    return c.body(t, 201, H);
  });
  serve({ fetch: a.fetch, port: 0, hostname: "127.0.0.1" }, (at) => console.log("Ready. " + at.port));
}
