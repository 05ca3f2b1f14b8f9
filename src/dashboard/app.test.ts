import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";

const ROOT = "/_emulator/dashboard";

let emulator: EmulatorHandle;
beforeAll(async () => {
  emulator = await startEmulator({ seed: "demo", clock: "manual" });
});
afterAll(() => emulator.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(emulator.url + path, { headers, redirect: "manual" });
const post = (
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(emulator.url + path, {
    method: "POST",
    headers,
    body: new URLSearchParams(fields),
    redirect: "manual",
  });

/** Sends a request with exactly these headers; Node's fetch would add its own. */
const statusOf = (path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    request(emulator.url + path, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    })
      .on("error", reject)
      .end();
  });

it("a form whose body does not have its Content-Type gets 400, not an internal error", async () => {
  const answer = await fetch(`${emulator.url}${ROOT}/?action=reset`, {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=x" },
    body: "form-id=reset",
  });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain("The form cannot be read");
});

describe("the entry", () => {
  it("redirects a browser from the root to the dashboard", async () => {
    const answer = await get("/", { accept: "text/html,application/xhtml+xml,*/*;q=0.8" });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, `${ROOT}/`]);
  });

  it("is invisible to other clients", async () => {
    const answer = await get("/", { accept: "*/*" });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ id: "resource-not-found" });
  });

  it("can be linked by another site, which can neither send forms nor embed it", async () => {
    const foreign = {
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
    };
    expect(await statusOf(`${ROOT}/`, foreign)).toBe(200);
    expect(await statusOf(`${ROOT}/`, { ...foreign, "sec-fetch-dest": "iframe" })).toBe(403);
    expect(await statusOf(`${ROOT}/`, { ...foreign, "sec-fetch-mode": "no-cors" })).toBe(403);
    expect((await post(`${ROOT}/?action=reset`, {}, foreign)).status).toBe(403);
    expect((await post(`${ROOT}/?action=reset`, {}, { origin: "http://evil.example" })).status).toBe(403);
  });
});

describe("a page", () => {
  it("runs only its own script files, and is not cached", async () => {
    const answer = await get(`${ROOT}/`);
    const policy = answer.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain("unsafe");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const html = await answer.text();
    expect(html).not.toMatch(/<[^>]+\s(style|on\w+)=/);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html).toContain("<title>Lab · spi-emulator</title>");
  });

  it("loads scripts, styles and icon that may be cached forever", async () => {
    const html = await (await get(`${ROOT}/`)).text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const answer = await get(file);
      expect([answer.status, answer.headers.get("cache-control")]).toEqual([
        200,
        expect.stringContaining("immutable"),
      ]);
    }
    expect((await get(`${ROOT}/assets/0123456789ab/main.js`)).status).toBe(404);
  });

  it("shows data as text", async () => {
    const name = `<img src=x onerror="alert(1)">`;
    const sandbox = await emulator.createSandbox({
      clock: "manual",
      seed: { accounts: [{ email: "a@example.com", password: "p", name }] } as never,
    });
    const html = await (await get(`${ROOT}/?sandbox=${sandbox.name}`)).text();
    expect(html).not.toContain("<img src=x");
    expect(html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
    await sandbox.close();
  });

  it("shows the sandbox that its address names, and its links keep it", async () => {
    const sandbox = await emulator.createSandbox({ seed: "empty", clock: "manual" });
    const html = await (await get(`${ROOT}/?sandbox=${sandbox.name}`)).text();
    expect(html).toContain(`<strong>${sandbox.name}</strong>`);
    expect(html).toContain(`action="${ROOT}/?sandbox=${sandbox.name}&amp;action=reset"`);
    await sandbox.close();
    const gone = await get(`${ROOT}/?sandbox=${sandbox.name}`);
    expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining("there are: default")]);
  });

  it("that does not exist gives an error page", async () => {
    const answer = await get(`${ROOT}/nothing`);
    expect([answer.status, await answer.text()]).toEqual([
      404,
      expect.stringContaining("This page does not exist."),
    ]);
  });

  it("serves each of its live parts alone", async () => {
    const html = await (await get(`${ROOT}/?fragment=devices`)).text();
    expect(html).toContain('id="device-amd64-nuc"');
    expect(html).not.toContain("<h1");
    expect((await get(`${ROOT}/?fragment=nothing`)).status).toBe(404);
  });
});

describe("a form", () => {
  it("without scripts redirects back to its page", async () => {
    const answer = await post(`${ROOT}/?action=offline`, {
      agent_id: "amd64-nuc",
      "form-id": "power-amd64-nuc",
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `${ROOT}/`]);
    expect(await (await get(`${ROOT}/`)).text()).toMatch(
      />Bring<span class="hidden"> amd64-nuc<\/span> online</,
    );
  });

  it("shows its refusal beside itself", async () => {
    const answer = await post(`${ROOT}/?action=speed`, { speed: "5", "form-id": "pause" });
    expect(answer.status).toBe(422);
    const refused = await post(`${ROOT}/?action=save-snapshot`, {
      name: "no/slash",
      "form-id": "save-snapshot",
    });
    expect(await refused.text()).toMatch(
      /<p class="refused" role="alert" id="save-snapshot-refused">[^<]*name/,
    );
  });

  it("serves files: the ini file of each account", async () => {
    const answer = await get(`${ROOT}/?download=conf.ini&account=other%40example.org`);
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="conf.ini"');
    expect(await answer.text()).toMatch(/^# other@example.org\n\[auth\]\nconsumer_key = /);
  });
});

describe("with an admin token", () => {
  let guarded: EmulatorHandle;
  beforeAll(async () => {
    guarded = await startEmulator({ seed: "demo", clock: "manual", adminToken: "a-token" });
  });
  afterAll(() => guarded.close());
  const login = (token: string, to: string): Promise<Response> =>
    fetch(`${guarded.url}${ROOT}/login`, {
      method: "POST",
      body: new URLSearchParams({ token, to }),
      redirect: "manual",
    });

  it("asks for the token, and then opens the page that was asked for", async () => {
    const closed = await fetch(`${guarded.url}${ROOT}/?from=2`, { redirect: "manual" });
    expect(closed.headers.get("location")).toBe(`${ROOT}/login?to=${encodeURIComponent(`${ROOT}/?from=2`)}`);
    const wrong = await login("another", `${ROOT}/`);
    expect([wrong.status, wrong.headers.get("set-cookie")]).toEqual([401, null]);
    const right = await login("a-token", `${ROOT}/?from=2`);
    expect([right.status, right.headers.get("location")]).toEqual([303, `${ROOT}/?from=2`]);
    const cookie = right.headers.get("set-cookie")!;
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(cookie).not.toContain("a-token");
    const open = await fetch(`${guarded.url}${ROOT}/`, { headers: { cookie: cookie.split(";")[0]! } });
    expect([open.status, await open.text()]).toEqual([200, expect.stringContaining("Log out")]);
  });

  it("refuses the stream and forms without a log-in, and redirects nowhere else", async () => {
    expect((await fetch(`${guarded.url}${ROOT}/events?topics=device`)).status).toBe(401);
    expect((await fetch(`${guarded.url}${ROOT}/?action=reset`, { method: "POST" })).status).toBe(401);
    expect((await login("a-token", "https://evil.example/")).headers.get("location")).toBe(`${ROOT}/`);
  });
});
