import { beforeAll, expect, it } from "vitest";
import type { EmulatorHandle, SeedDocument } from "../index.js";
import { addressOf, pagePaths } from "./testing/addresses.js";
import { describeInBrowser } from "./testing/browser.js";
import { postJson } from "./testing/product.js";

const LONG = "very-long-".repeat(19);
/** Texts that try to become markup, or to overflow their place. */
const HOSTILE = [
  `<script>alert(1)</script><img src=x onerror=alert(2)>`,
  `"><svg onload=alert(3)>' onfocus=alert(4) autofocus x='`,
  "javascript:alert(5)",
  LONG,
  "\u202eمرحبا بالعالم\u202c العربية",
  "turns what follows \u202eround",
  "👩‍🔬🚀".repeat(12),
];
const PAYLOAD = Object.fromEntries(HOSTILE.map((text) => [text, [text, `${text}\n${text}`]]));
const BREACHES = `[...document.querySelectorAll("script:not([src]), img[src=x], svg[onload], [onfocus], [autofocus]")]
  .concat([...document.querySelectorAll("[href], [src], [action]")].filter((one) =>
    /^\\s*javascript:/i.test(one.getAttribute("href") ?? one.getAttribute("src") ?? one.getAttribute("action"))))
  .map((one) => one.outerHTML.slice(0, 200))`;

/** Texts without a mark of direction that run from right to left, because of one before them. */
const TURNED = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const turned = [];
  const leftOf = (node, at) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect();
  };
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const at = node.data.search(/[a-z]{2}/i);
    if (at < 0 || /[\\u0590-\\u06ff\\u202e]/.test(node.data)) continue;
    const [one, next] = [leftOf(node, at), leftOf(node, at + 1)];
    if (one.width > 0 && one.top === next.top && one.left > next.left) turned.push(node.data.slice(0, 60));
  }
  return turned;
})()`;

describeInBrowser("hostile data", { seed: "demo", clock: "manual", lab: false }, (dashboard) => {
  let sandbox: EmulatorHandle;
  const opportunities: string[] = [];
  beforeAll(async () => {
    const account = { email: `${"long".repeat(30)}@a.example`, password: "p", name: "long".repeat(50) };
    const seed = { accounts: [account] } as SeedDocument;
    sandbox = await dashboard.emulator.createSandbox({ seed, clock: "manual", lab: false });
    for (const text of HOSTILE) {
      const { id } = (await postJson(sandbox, "/products", {
        name: text,
        release: "rolling-core",
        snaps: ["s.d"],
      })) as { id: string };
      const spec = { name: text.slice(0, 200), test_payload: PAYLOAD };
      await postJson(sandbox, `/products/${id}/test-specs`, spec);
      const image = { image_unique_id: text.slice(0, 36), image_reference: PAYLOAD };
      await postJson(sandbox, `/products/${id}/images`, image);
      const agent = encodeURIComponent(text.slice(0, 200));
      const picked = (await postJson(sandbox, `/agents/${agent}/pick`, {
        platform: null,
        agent_group: text,
        agent_revno: text,
      })) as { test_opportunity_id: string };
      const result = {
        agent_id: text.slice(0, 200),
        test_status: "PASSED",
        result_payload: PAYLOAD,
      };
      opportunities.push(picked.test_opportunity_id);
      await postJson(sandbox, `/test-opportunities/${picked.test_opportunity_id}/results`, result);
    }
  });

  it("is text on every page, and does not overflow its place", async () => {
    const page = await dashboard.open("/", { viewport: { width: 375, height: 800 } });
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const foreign: string[] = [];
    const turned: string[] = [];
    page.on("request", (asked) => {
      if (!asked.url().startsWith(`${dashboard.emulator.url}/`)) foreign.push(asked.url());
    });
    const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    const menus = `[...document.querySelectorAll("[popover]")].map((one) => {
      one.showPopover();
      return one.scrollWidth - one.clientWidth;
    })`;
    const addresses = await Promise.all(pagePaths.map((path) => addressOf(sandbox, path)));
    // One of each request, and each name.
    const exchanges = await sandbox.exchanges({ limit: 5 });
    const details = [
      ...exchanges.map(({ id }) => `/exchanges/${id}`),
      ...opportunities.map((id) => `/opportunities/${id}`),
    ].map((path) => `${path}?sandbox=${sandbox.name}`);
    for (const address of new Set([...addresses, ...details])) {
      await page.goto(`${dashboard.emulator.url}/_emulator/dashboard${address}`);
      await page.evaluate(`document.querySelectorAll("details").forEach((one) => (one.open = true))`);
      expect([address, await page.evaluate(BREACHES)]).toEqual([address, []]);
      expect([address, await page.evaluate(overflow)]).toEqual([address, 0]);
      turned.push(...(await page.evaluate<string[]>(TURNED)).map((text) => `${address}: ${text}`));
    }
    await page.goto(`${dashboard.emulator.url}/_emulator/dashboard/?sandbox=${sandbox.name}`);
    expect(new Set(await page.evaluate<number[]>(menus))).toEqual(new Set([0]));
    expect({ dialogs, foreign, turned }).toEqual({ dialogs: [], foreign: [], turned: [] });
  });
});
