import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { formatCredentialsIni } from "../../oauth1/credentials-file.js";
import { missingProgram, missingPython, printed, PYTHON } from "../../testing/programs.js";
import { describeInBrowser } from "../testing/browser.js";
import { temporaryFolder } from "../../testing/temporary-folder.js";

const missing = missingProgram("curl") ?? missingPython();

describeInBrowser("the trigger page", { seed: "demo", clock: "manual", lab: false }, (dashboard) => {
  const show = (page: Page): Promise<void> => page.getByRole("button", { name: "Show the request" }).click();
  const answer = (page: Page) => page.getByRole("region", { name: /^HTTP/ });
  const latest = async () =>
    (await dashboard.emulator.control.send("GET /_emulator/exchanges", { query: { limit: "1" } }))
      .exchanges[0]!;
  const textOf = async (page: Page, id: string): Promise<string> => {
    await page.locator(`#${id}`).waitFor();
    return page.locator(`#${id}`).evaluate((node) => node.textContent ?? "");
  };

  it.each([
    ["snap", "advertiseSnap"],
    ["image", "advertiseImage"],
    ["gold-master", "advertiseGoldMaster"],
  ])("advertises with the prefilled form: %s", async (kind, operationId) => {
    const page = await dashboard.open(`/trigger?kind=${kind}`);
    await show(page);
    const shown = await textOf(page, "as-http");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await answer(page).getByText("HTTP 201 Created").waitFor();
    expect(await textOf(page, "as-http")).toBe(shown);
    const { request, operation_id } = await latest();
    expect(operation_id).toBe(operationId);
    expect(request.body).toEqual(JSON.parse(shown.slice(shown.indexOf("\n\n"))));
    await answer(page)
      .getByRole("link", { name: /^[\da-f-]{36}$/ })
      .first()
      .click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(page.url()).toMatch(/\/opportunities\/[\da-f-]{36}$/);
  });

  it.each([true, false])(
    "scrolls to the request and to the answer on a phone, with scripts: %s",
    async (scripts) => {
      const page = await dashboard.open("/trigger?kind=snap", {
        viewport: { width: 375, height: 700 },
        javaScriptEnabled: scripts,
      });
      const lands = (heading: string | RegExp): Promise<void> =>
        expect
          .poll(
            async () => (await page.getByRole("heading", { level: 2, name: heading }).boundingBox())?.y ?? -1,
          )
          .toSatisfy((top: number) => top > 80 && top < 350);
      await show(page);
      await lands("The request, not sent yet");
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await lands("HTTP 201 Created");
      await page.getByRole("button", { name: "Edit as JSON" }).click();
      await page.getByLabel("Body", { exact: true }).waitFor();
    },
  );

  it("shows a request again if it changed after it was shown, and keeps typed values", async () => {
    const page = await dashboard.open("/trigger?kind=snap");
    await show(page);
    await textOf(page, "as-http");
    const revision = page.getByRole("spinbutton", { name: /^revision/ });
    await revision.fill("4321");
    const { id } = await latest();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("changed since the request was shown").waitFor();
    expect((await latest()).id).toBe(id);
    expect(await textOf(page, "as-http")).toContain("4321");
    expect(await revision.inputValue()).toBe("4321");
  });

  it("lets the browser check the fields, and the API check JSON text", async () => {
    const page = await dashboard.open("/trigger?kind=snap");
    await page.getByRole("spinbutton", { name: /^revision/ }).fill("-1");
    await show(page);
    expect(await page.locator("#trigger input:invalid").count()).toBe(1);
    await page.getByRole("button", { name: "Edit as JSON" }).click();
    await page.getByLabel("Body", { exact: true }).waitFor();
    await show(page);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await answer(page).getByRole("alert").getByText("revision").waitFor();
    expect(await page.getByRole("textbox", { name: "Body" }).inputValue()).toContain('"revision": -1');
  });

  it("does what was pressed while an earlier press was under way, and the same press once", async () => {
    const page = await dashboard.open("/trigger?kind=snap");
    const posts: string[] = [];
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/trigger?*", async (route) => {
      posts.push(new URLSearchParams(route.request().postData() ?? "").get("do") ?? "");
      if (posts.length === 1) await released;
      await route.continue();
    });
    await show(page);
    await show(page);
    await page.getByRole("button", { name: "Edit as JSON" }).click();
    release();
    await page.getByLabel("Body", { exact: true }).waitFor();
    expect(posts).toEqual(["show", "as-json"]);
  });

  it("shows a curl command and a Python script that work unchanged", async (context) => {
    context.skip(missing !== undefined, missing);
    const page = await dashboard.open("/trigger?kind=gold-master");
    await show(page);
    expect(await printed("sh", ["-c", await textOf(page, "as-curl")])).toMatch(/^HTTP\/1.1 201 /);
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, "conf.ini"),
      formatCredentialsIni(dashboard.emulator.credentials, "customer@example.com"),
    );
    expect(await printed(PYTHON, ["-c", await textOf(page, "as-python")], { cwd: folder })).toMatch(/^201\n/);
  });
});
