import { expect, it, onTestFinished } from "vitest";
import { startEmulator } from "../../index.js";
import { MAX_OPTIONS } from "../components/filter-fields.js";

it("the form that makes a product offers as many accounts as a choice may have", async () => {
  const emulator = await startEmulator({ seed: "empty", lab: false });
  onTestFinished(() => emulator.close());
  const accounts = Array.from({ length: MAX_OPTIONS + 1 }, (_, n) => ({
    email: `a${n}@example.com`,
    password: "p",
  }));
  await emulator.seed({ accounts });
  const page = await (await fetch(`${emulator.url}/_emulator/dashboard/products`)).text();
  const choice = /<select name="account">.*?<\/select>/s.exec(page)![0];
  expect(choice.match(/<option/g)).toHaveLength(MAX_OPTIONS);
});
