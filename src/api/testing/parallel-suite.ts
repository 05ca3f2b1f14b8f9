import { beforeAll, describe, expect, it } from "vitest";
import { useSandbox } from "../../vitest.js";

const START = "2016-01-04T00:00:00.000000+00:00";

const json = async (response: Promise<Response>): Promise<any> => (await response).json();

/**
 * The tests of one of `files` files that run at once on one emulator. Each test leaves products, faults, exchanges
 * and time behind, and expects to see none of another file or of an earlier test.
 */
export function parallelSuite(name: string, files: number, tests: number): void {
  const sandbox = useSandbox({ name, seed: "empty", clock: "manual", clockStart: START, randomSeed: "same" });

  beforeAll(async () => {
    // Wait until all files have their sandbox.
    const everybody = async (): Promise<number> =>
      (await sandbox().control.send("GET /_emulator/sandboxes")).sandboxes.length;
    while ((await everybody()) < files + 1);
  });

  describe(name, () => {
    it.each(Array.from({ length: tests }, (_, index) => index))(
      "sees only its own data, %i",
      async (index) => {
        const { fetch } = sandbox();
        const mine = `${name}-${index}`;
        const names = async (): Promise<string[]> =>
          (await json(fetch("/products"))).products.map((product: { name: string }) => product.name);

        expect((await sandbox().clock()).now).toBe(START);
        expect(await names()).toEqual([]);
        const headers = { "content-type": "application/json" };
        const body = JSON.stringify({ name: mine, release: "r", snaps: [] });
        expect((await fetch("/products", { method: "POST", headers, body })).status).toBe(201);

        const fault = await sandbox().fault({
          match: { operation: "listProducts" },
          effect: { status: 503, message: mine, retryAfterS: 9 },
          times: 1,
        });
        expect(fault.id).toBe("1");
        expect(await json(fetch("/products"))).toMatchObject({ message: mine });
        expect(await names()).toEqual([mine]);
        expect(await fault.fired()).toBe(1);

        const { now } = await sandbox().advance(index * 10);
        expect(now).toBe(START.replace("00.000000", `0${(index / 100).toFixed(2)}0000`));

        const ours = await sandbox().exchanges({ path: "/products" });
        expect(ours.map(({ response }) => response!.status)).toEqual([200, 201, 503, 200]);
        expect(ours[1]!.request.body).toMatchObject({ name: mine });
      },
    );
  });
}
