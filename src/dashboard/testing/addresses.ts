import type { EmulatorHandle } from "../../index.js";
import { pages } from "../pages/index.js";

/** An example of each parameter of the pages' paths, from a sandbox's records. */
const EXAMPLES: Record<string, (emulator: EmulatorHandle) => Promise<string> | string> = {
  "/opportunities/:id": async ({ control, name }) => {
    const found = await control.send("GET /_emulator/opportunities", {
      query: { sandbox: name, limit: "1" },
    });
    return found.opportunities[0]!.test_opportunity_id;
  },
  "/exchanges/:id": async (emulator) => String((await emulator.exchanges({ limit: 1 }))[0]!.id),
  "/products/:id": async ({ control, name }) => {
    const found = await control.send("GET /_emulator/opportunities", {
      query: { sandbox: name, limit: "1" },
    });
    return found.opportunities[0]!.product_id;
  },
  "/api/:operationId": () => "pickTestOpportunity",
  "/parity/:operationId": () => "pickTestOpportunity",
};

/** The paths of all pages of `pages/index.ts`. */
export const pagePaths: readonly string[] = pages.map(({ path }) => path);

/** An address of the page with this path and of the sandbox. @throws if a parameter has no example */
export async function addressOf(emulator: EmulatorHandle, path: string): Promise<string> {
  const example = EXAMPLES[path];
  if (path.includes(":") && example === undefined) throw new Error(`no example for the page ${path}`);
  const value = example === undefined ? "" : await example(emulator);
  const address = path.replace(/:\w+/, encodeURIComponent(value));
  return emulator.name === "default" ? address : `${address}?sandbox=${encodeURIComponent(emulator.name)}`;
}
