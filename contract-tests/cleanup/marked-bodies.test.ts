import { expect, it } from "vitest";
import { startOwnTarget } from "../../src/cli/own-target.js";
import { allClauses } from "../clauses/index.js";
import { contractSpec } from "../run/contract-spec.js";
import { Session, TIMEOUT_MS } from "../run/session.js";
import { Transport } from "../target/transport.js";
import { jsonOrNone } from "../../src/text/json-or-none.js";
import { isObject } from "../../src/schema/json-type.js";

const MAKES = /^(text|conventions|errors|numbers|near|request\.(create|update)Product)/;

it("each body of a product has the run's name, so that `cleanup` knows the product", async () => {
  const own = await startOwnTarget();
  const transport = new Transport(TIMEOUT_MS);
  const without: string[] = [];
  let bodies = 0;
  const session = await Session.open({
    target: own.target,
    transport: {
      send(request, signal) {
        const isOfProduct = /^\/products(\/[^/]+)?$/.test(new URL(request.url).pathname);
        const body = ["POST", "PUT"].includes(request.method) && isOfProduct ? request.body : null;
        if (body !== null && isObject(jsonOrNone(body.toString()))) {
          bodies += 1;
          if (!body.toString().includes(session.run)) without.push(body.toString().slice(0, 200));
        }
        return transport.send(request, signal);
      },
      accepts: (url) => transport.accepts(url),
      close: () => transport.close(),
    },
  });
  for (const clause of allClauses(contractSpec))
    if (MAKES.test(clause.id) && /^(create|update)Product$|^\*$/.test(clause.operation))
      await session.judge(clause);
  session.close(true);
  await own.close();
  expect(bodies).toBeGreaterThan(50);
  expect(without).toEqual([]);
}, 60_000);
