import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseCredentialsIni } from "../../oauth1/credentials-file.js";
import { missingPython, printed, PYTHON } from "../../testing/programs.js";
import { describeInBrowser } from "../testing/browser.js";
import { postJson } from "../testing/product.js";

interface Products {
  products: object[];
}

const noPython = missingPython();
/** Reads conf.ini and lists the names of the products of its owner. */
const CLIENT = `
import configparser, sys
from requests_oauthlib import OAuth1Session
file = configparser.ConfigParser()
file.read_string(sys.argv[2])
auth = file["auth"]
session = OAuth1Session(auth["consumer_key"], auth["consumer_secret"], auth["token_key"], auth["token_secret"])
session.trust_env = False
print(session.get(sys.argv[1] + "/products").json()["products"][0]["id"])
`;

describeInBrowser("the sandbox bar", { seed: "demo", speed: 60 }, (dashboard) => {
  const clock = () => dashboard.emulator.control.send("GET /_emulator/clock");

  it("sets the clock's speed by a preset and freely, pauses the clock, and resumes at the same speed", async () => {
    const page = await dashboard.open();
    await page.getByRole("button", { name: /^Clock/ }).click();
    const panel = page.getByRole("dialog", { name: "Clock" });
    await panel.getByRole("button", { name: "600×", exact: true }).click();
    await panel.locator("button[aria-pressed=true]", { hasText: "600×" }).waitFor();
    await panel.getByRole("spinbutton").fill("42");
    await panel.getByRole("button", { name: "Set" }).click();
    await page.getByRole("button", { name: /42×/ }).waitFor();
    expect((await clock()).speed).toBe(42);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Pause the clock" }).click();
    await page.getByRole("button", { name: /paused/ }).waitFor();
    const face = page.locator("#sandbox-clock");
    const stands = await face.textContent();
    await page.getByRole("button", { name: "Resume the clock" }).click();
    await page.getByRole("button", { name: /42×/ }).waitFor();
    await expect.poll(() => face.textContent()).not.toBe(stands);
  });

  it("keeps typed text while the page follows the sandbox", async () => {
    const page = await dashboard.open();
    await page.getByRole("button", { name: "Snapshots" }).click();
    const name = page.getByLabel("Save the state as");
    await name.fill("half-typ");
    await dashboard.emulator.setSpeed(61);
    await page.getByRole("button", { name: /61×/ }).waitFor();
    expect(await name.inputValue()).toBe("half-typ");
    expect(await page.evaluate("document.activeElement.id")).toBe("snapshot-name");
  });

  it("saves, loads and deletes snapshots, and shows refusals there", async () => {
    const page = await dashboard.open();
    dashboard.expectStatus(422);
    const names = async () =>
      ((await (await dashboard.emulator.fetch("/products")).json()) as Products).products;
    const before = await names();
    await page.getByRole("button", { name: "Snapshots" }).click();
    const panel = page.getByRole("dialog", { name: "Snapshots" });
    const save = async (): Promise<void> => {
      await panel.getByLabel("Save the state as").fill("one");
      await panel.getByRole("button", { name: "Save" }).click();
    };
    await save();
    await panel.locator("#snapshot-one").waitFor();
    await save();
    await panel.getByRole("alert").getByText("snapshot one already exists").waitFor();
    await postJson(dashboard.emulator, "/products", { name: "made.later", release: "r", snaps: [] });
    expect(await names()).toHaveLength(before.length + 1);
    await panel.getByRole("button", { name: "Load one" }).click();
    await page.getByText("Snapshot one is loaded.").waitFor();
    expect(await names()).toEqual(before);
    await panel.getByRole("button", { name: "Delete one" }).click();
    await panel.getByText("No snapshots yet.").waitFor();
  });

  it("switches faults on and off, and shows the active ones", async () => {
    const page = await dashboard.open();
    await page.getByRole("button", { name: "Faults off" }).click();
    const panel = page.getByRole("dialog", { name: "Faults" });
    await panel.getByRole("switch", { name: "maintenance" }).click();
    await page.getByRole("button", { name: "Faults 1 on" }).waitFor();
    expect((await dashboard.emulator.fetch("/products")).status).toBe(503);
    await panel.getByText(/applied to \d+ of \d+ requests/).waitFor();
    await panel.getByRole("switch", { name: "maintenance" }).click();
    await page.getByRole("button", { name: "Faults off" }).waitFor();
    expect((await dashboard.emulator.fetch("/products")).status).toBe(200);
  });

  it("removes one fault and keeps the others, including those of other clients", async () => {
    const make = (name: string) =>
      dashboard.emulator.control.send("POST /_emulator/faults", {
        body: { name, effect: { status: 503 } },
      });
    await make("first");
    await make("second");
    const page = await dashboard.open();
    await page.getByRole("button", { name: "Faults 2 on" }).click();
    const active = page.getByRole("region", { name: "Active faults" });
    await active.getByRole("button", { name: "Remove the fault first" }).click();
    await page.getByRole("button", { name: "Faults 1 on" }).waitFor();
    const { faults } = await dashboard.emulator.control.send("GET /_emulator/faults");
    expect(faults.map(({ name }) => name)).toEqual(["second"]);
    expect(await active.getByRole("listitem").count()).toBe(1);
    await active.getByRole("button", { name: "Remove all" }).click();
    await page.getByRole("button", { name: "Faults off" }).waitFor();
    expect((await dashboard.emulator.fetch("/products")).status).toBe(200);
  });

  it("offers the credentials as a file", async () => {
    const page = await dashboard.open();
    await page.getByRole("button", { name: "Credentials" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download conf.ini of customer@example.com" }).click(),
    ]);
    const { credentials } = dashboard.emulator;
    expect(parseCredentialsIni(readFileSync(await download.path(), "utf8"), "conf.ini")).toEqual(credentials);
  });

  it("copies credentials that work unchanged in a Python client", async (context) => {
    context.skip(noPython !== undefined, noPython);
    const page = await dashboard.open("/", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByRole("button", { name: "Credentials" }).click();
    await page.getByRole("button", { name: "Copy conf.ini of customer@example.com" }).click();
    await page.getByText("Copied.").waitFor();
    const ini = await page.evaluate<string>("navigator.clipboard.readText()");
    const { products } = (await (await dashboard.emulator.fetch("/products")).json()) as {
      products: { id: string }[];
    };
    const read = await printed(PYTHON, ["-c", CLIENT, dashboard.emulator.url, ini]);
    expect(read).toBe(`${products[0]!.id}\n`);
  });

  it("resets after a confirmation, to another seed", async () => {
    const page = await dashboard.open();
    await page.getByRole("button", { name: /^Sandbox/ }).click();
    const panel = page.getByRole("dialog", { name: "Sandbox" });
    expect(await panel.getByRole("button", { name: "Reset the sandbox" }).isVisible()).toBe(false);
    await panel.getByText("Reset…").click();
    await panel.getByLabel("Seed").selectOption("empty");
    await panel.getByRole("button", { name: "Reset the sandbox" }).click();
    await page.getByText("Nothing has been advertised yet").waitFor();
    expect((await dashboard.emulator.status()).counts.products).toBe(0);
  });

  it("links to other sandboxes", async () => {
    const other = await dashboard.emulator.createSandbox({ name: "other", seed: "empty" });
    const page = await dashboard.open();
    await page.getByRole("button", { name: /^Sandbox/ }).click();
    await page.getByRole("link", { name: "other" }).click();
    await page.getByRole("button", { name: "Sandbox other" }).waitFor();
    expect(page.url()).toContain("sandbox=other");
    // A page of a deleted sandbox would request it in vain.
    await page.goto("about:blank");
    await other.close();
  });
});

describeInBrowser("the bar of a manual clock", { seed: "demo", clock: "manual" }, (dashboard) => {
  it("advances by a time, to the next event and until idle", async () => {
    const page = await dashboard.open();
    const now = async (): Promise<number> =>
      Date.parse((await dashboard.emulator.control.send("GET /_emulator/clock")).now);
    const start = await now();
    await page.getByRole("button", { name: /^Clock/ }).click();
    const panel = page.getByRole("dialog", { name: "Clock" });
    await panel.getByLabel("Advance by").fill("5");
    await panel.getByLabel("Unit").selectOption("seconds");
    await panel.getByRole("button", { name: "Advance", exact: true }).click();
    await expect.poll(now).toBe(start + 5000);
    await panel.getByRole("button", { name: "To the next event" }).click();
    await expect.poll(now).toBeGreaterThan(start + 5000);
    await panel.getByRole("button", { name: "Until idle" }).click();
    await expect.poll(async () => (await dashboard.emulator.status()).counts.unfinished).toBe(0);
  });
});
