import { check, Skip } from "../judge/mismatch.js";
import type { Product } from "./support/bodies.js";
import { defineClauses, MAKE } from "./support/define.js";
import { answered } from "./support/expect.js";
import { logOf } from "./support/read.js";
import { microsOf, SECOND } from "./support/times.js";
import { advertise, productWithSpecs } from "./support/trigger.js";
import { read } from "./support/stages.js";

/** More than clocks of a service and its proxy may differ, and less than any time zone. */
const TOLERANCE_S = 600;

/** At least so long between two products, in milliseconds; the inaccuracy of a clock in real time, in microseconds. */
const LEAST_MS = 6;

const TICK = 3_000;

export const ofDay = defineClauses(
  { operation: "createProduct", answer: "201", needs: MAKE, leaves: "opportunities" },
  {
    "times.of-day": {
      title: "created_at and queued_at are the time of the answers' Date header",
      provenance: ["D 258", "D 964-991", "A-07"],
      statements: ["4.product-created-at", "2.naive-times", "2.offset-times"],
      async run(t) {
        if (t.target.capabilities.has("control-plane")) throw new Skip("an emulator has a clock of its own");
        const began = performance.now();
        const { product, specs } = await productWithSpecs(t);
        const made = performance.now();
        while (performance.now() - made < LEAST_MS) await read(t, "getProduct", { product_id: product.id });
        const second = performance.now();
        const body = { name: t.name("product"), release: "r", snaps: [] };
        const answer = await t.call("createProduct", { body });
        const { created_at } = answered<Product>(answer, 201);
        const elapsed = microsOf(created_at) - microsOf(product.created_at);
        const [least, most] = [(second - made) * 1000, (performance.now() - began) * 1000];
        if (elapsed < least - TICK || elapsed > most + TICK)
          throw new Skip("the target's clock does not run in real time");
        const date = Date.parse(answer.headers["date"] ?? "") / 1000;
        if (Number.isNaN(date)) throw new Skip("the answers have no Date header");
        const [queued] = await advertise(t, "image", product.id, {
          image_unique_id: t.uuid(),
          image_reference: null,
        });
        const { queued_at } = await logOf(t, product.id, queued.test_opportunity_id);
        const times = { created_at, queued_at, "created_at of a Test Spec": specs[0]!.created_at };
        for (const [name, time] of Object.entries(times)) {
          const off = Math.abs(microsOf(time) / SECOND - date);
          check(off <= TOLERANCE_S, `${name} within 10 minutes of ${answer.headers["date"]!}`, time);
        }
      },
    },
  },
);
