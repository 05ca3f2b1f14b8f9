import process from "node:process";
import { expect, it } from "vitest";
import { packageFile } from "../../package-files.js";
import { Running, startProcess } from "../../testing/emulator-process.js";
import { temporaryFolder } from "../../testing/temporary-folder.js";
import { describeInBrowser } from "../testing/browser.js";

/** What the command prints in a folder without files, as JSON: `npx spi-emulator` is the program. */
async function typed(command: string): Promise<unknown> {
  const script = command.replace(
    /^npx spi-emulator /,
    `"${process.execPath}" "${packageFile("dist", "main.js")}" `,
  );
  const { code, stdout, stderr } = await new Running("/bin/sh", ["-c", script], { cwd: temporaryFolder() })
    .ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout.replace(/^HTTP 200\n/, "")) as unknown;
}

describeInBrowser("the guided tour", { seed: "demo", speed: 600 }, (dashboard) => {
  it("goes from a revision to its result in five steps, by keyboard alone", async () => {
    const page = await dashboard.open();
    const tour = page.getByRole("complementary");
    await tour.getByRole("heading", { name: "1 of 5 Advertise a revision" }).waitFor();
    await tour.getByRole("button", { name: /^Advertise test-snap.foo/ }).focus();
    await page.keyboard.press("Enter");
    for (const title of ["2 of 5 A device picks it", "3 of 5 It is tested", "4 of 5 Read its events"]) {
      await tour.getByRole("heading", { name: title }).waitFor();
      await tour.getByRole("button", { name: "Next", exact: true }).focus();
      await page.keyboard.press("Enter");
    }
    await tour.getByRole("heading", { name: "5 of 5 Read your result" }).waitFor();
    await tour.getByText(/^(passed|failed|error)$/).waitFor();
    // The command, as it is copied, reads the tour's opportunity, and the link opens it.
    const link = tour.getByRole("link", { name: "Open the opportunity" });
    const id = /[\da-f-]{36}$/.exec((await link.getAttribute("href"))!)![0];
    const read = await typed((await tour.locator("#tour-command").textContent())!);
    expect(read).toMatchObject({ test_results: [{ test_opportunity_id: id }] });
    await link.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL((at) => at.pathname.endsWith(`/opportunities/${id}`));
    await tour.getByRole("heading", { name: "5 of 5 Read your result" }).waitFor();
    await tour.getByRole("button", { name: "Done" }).focus();
    await page.keyboard.press("Enter");
    // It says what next, until it is closed.
    await tour.getByRole("heading", { name: "What next" }).waitFor();
    expect(await tour.getByRole("link").allTextContents()).toEqual([
      "Trigger tests",
      "Read the API",
      "Exchanges",
    ]);
    await tour.getByText(dashboard.emulator.url).waitFor();
    await tour.getByRole("button", { name: "Close the guided tour" }).focus();
    await page.keyboard.press("Enter");
    await tour.waitFor({ state: "detached" });
  });

  it("keeps what the device has done for a reader who comes late, and defines its terms", async () => {
    const page = await dashboard.open();
    const tour = page.getByRole("complementary");
    expect(await tour.locator("dfn").allTextContents()).toEqual(["Test Spec", "Test Opportunity"]);
    await tour.getByRole("button", { name: /^Advertise test-snap.foo/ }).click();
    await tour.getByRole("button", { name: "Next", exact: true }).click();
    await tour.getByRole("heading", { name: "3 of 5 It is tested" }).waitFor();
    await tour.getByText(/^(passed|failed|error)$/).waitFor();
    const done = await tour.getByRole("listitem").filter({ hasText: "done in" }).allTextContents();
    expect(done.map((line) => /: (\w+) done in .+ of the sandbox's time$/.exec(line)?.[1])).toEqual([
      "provision",
      "test",
      "teardown",
    ]);
  });

  it("copies a command that names the sandbox and address of its page", async () => {
    const sandbox = await dashboard.emulator.createSandbox({ seed: "demo" });
    const page = await dashboard.open(`/?sandbox=${sandbox.name}`);
    await page.getByRole("button", { name: /^Advertise test-snap.foo/ }).click();
    // A press while the next step comes would be one on the step before.
    for (const next of ["3 of 5 It is tested", "4 of 5 Read its events"]) {
      await page.getByRole("button", { name: "Next", exact: true }).click();
      await page.getByRole("heading", { name: next }).waitFor();
    }
    const command = (await page.locator("#tour-command").textContent())!;
    expect(command).toContain(` --sandbox ${sandbox.name} `);
    expect(await typed(command)).toMatchObject({ event_logs: [{}] });
  });

  it("continues where it was left, also after a reload", async () => {
    const page = await dashboard.open();
    await page.getByRole("button", { name: /^Advertise test-snap.foo/ }).click();
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await page.getByRole("heading", { name: "3 of 5 It is tested" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "3 of 5 It is tested" }).waitFor();
  });

  it("can be skipped for good, and started again", async () => {
    const page = await dashboard.open();
    await page.getByRole("button", { name: "Skip the guided tour" }).click();
    await page.getByRole("complementary").waitFor({ state: "detached" });
    await page.reload();
    expect(await page.getByRole("complementary").count()).toBe(0);
    await page.getByRole("button", { name: /^Sandbox/ }).click();
    await page.getByRole("button", { name: "Start the guided tour" }).click();
    await page.getByRole("heading", { name: "1 of 5 Advertise a revision" }).waitFor();
  });

  it("is not needed: the devices' activities change without a click", async () => {
    const emulator = await startProcess();
    const page = await dashboard.open("/", {}, emulator.url);
    await page.goto(emulator.url);
    await page.waitForURL(/\/_emulator\/dashboard\//);
    const devices = page.locator(".card-head");
    await devices.first().waitFor();
    const before = await devices.allInnerTexts();
    await expect.poll(() => devices.allInnerTexts()).not.toEqual(before);
    await page.goto("about:blank");
    await emulator.kill("SIGTERM");
  }, 120_000);
});
