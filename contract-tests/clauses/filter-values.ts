import { check } from "../judge/mismatch.js";
import type { Clause } from "./clause.js";
import { defineClauses } from "./support/define.js";
import { answered, list, refused, same } from "./support/expect.js";
import { DATE_FORMS, SECOND, secondOf, ZONES } from "./support/times.js";
import {
  type FilteredList,
  finished,
  finds,
  exactly,
  idsOf,
  expectedOf,
  found,
  NAMES,
  valueFor,
} from "./support/filtered-list.js";

const FRACTION_FORMS = Object.entries(DATE_FORMS);

export const special = (of: FilteredList): Clause[] =>
  defineClauses(
    { operation: of.operation, answer: "200", needs: of.needs, leaves: "opportunities" },
    {
      [`filters.${of.name}.bounds`]: {
        title: `${of.operation}: dates count to the microsecond; an empty or reversed span finds nothing`,
        provenance: [...of.grounds.start_date, ...of.all],
        statements: [of.statement],
        async run(t) {
          const all = await finished(t);
          const at = all.items[2]![of.time];
          for (const by of [-1, 0, 1]) {
            await finds(t, of, all, { start_date: exactly(at + by) });
            await finds(t, of, all, { end_date: exactly(at + by) });
          }
          for (const [start, end] of [
            [at, at],
            [at, at + 1],
            [at - 1, at],
            [at + 1, at],
            [at + 3600 * SECOND, at - 3600 * SECOND],
          ])
            await finds(t, of, all, { start_date: exactly(start!), end_date: exactly(end!) });
        },
      },
      [`filters.${of.name}.far`]: {
        title: `${of.operation}: dates in the distant past, also before 1970, and in the future find all or nothing`,
        provenance: [...of.grounds.start_date, ...of.all],
        statements: [of.statement],
        async run(t) {
          const all = await finished(t);
          const own = idsOf(
            expectedOf(of, all.items, {}, of.operation.startsWith("legacy") ? null : all.productId),
          );
          const [early, past, ahead] = ["19680229T04:05:06", "20010203T04:05:06", "21010203T04:05:06"];
          for (const [query, expected] of [
            [{ start_date: past }, own],
            [{ end_date: ahead }, own],
            [{ start_date: early, end_date: `${ahead}+14:00` }, own],
            [{ start_date: ahead }, []],
            [{ end_date: early }, []],
            [{ start_date: ahead, end_date: past }, []],
          ] as const)
            same(`what ${JSON.stringify(query)} finds`, await found(t, of, all, query), expected, of.all);
        },
      },
      [`filters.${of.name}.id-case`]: {
        title: `${of.operation}: test_opportunity_id in upper case finds the same as in lower case`,
        provenance: ["A-27"],
        statements: ["2.ids"],
        async run(t) {
          const all = await finished(t);
          const { test_opportunity_id: id } = all.items[1]!;
          const seen = await found(t, of, all, { test_opportunity_id: id.toUpperCase() });
          same("what it finds", seen, [id], ["A-27", ...of.all]);
        },
      },
      [`filters.${of.name}.image-alike`]: {
        title: `${of.operation}: image_unique_id is compared as a whole and with case; similar values find nothing`,
        provenance: ["A-23"],
        statements: ["5.filters"],
        async run(t) {
          const all = await finished(t);
          const { image_unique_id: id } = all.items[0]!;
          for (const alike of [
            id.toLowerCase(),
            id.slice(0, -1),
            id.slice(1),
            `${id.slice(0, 8)}%`,
            `${id.slice(0, -1)}_`,
            `${id.slice(0, 8)}*`,
            `${id} `,
            ` ${id}`,
            `${id.slice(0, 8)}.*`,
          ])
            same(`what "${alike}" finds`, await found(t, of, all, { image_unique_id: alike }), []);
        },
      },
      [`filters.${of.name}.parameters-in-any-order`]: {
        title: `${of.operation}: the order of the filters has no effect`,
        provenance: of.all,
        statements: [of.statement],
        async run(t) {
          const all = await finished(t);
          const item = all.items[2]!;
          const pairs = NAMES.map((name) => [name, valueFor(of, item, item, name, true)] as const);
          for (const order of [pairs, pairs.toReversed()]) {
            const got = await found(t, of, all, Object.fromEntries(order));
            same("what they find", got, [item.test_opportunity_id], [...of.all, ...of.grounds.start_date]);
          }
        },
      },
      [`filters.${of.name}.empty-value`]: {
        title: `${of.operation}: a filter without a value is 400, and the message names it`,
        provenance: ["A-01", "A-27"],
        statements: ["2.error-ids", "2.date-refused"],
        answer: "400",
        async run(t) {
          const { productId } = await finished(t);
          const path = { product_id: productId, org_id: t.target.organization ?? "" };
          for (const name of NAMES) {
            const { message } = refused(await t.call(of.operation, { path, query: { [name]: "" } }), 400);
            check(message.includes(name), `a message that names ${name}`, message);
          }
        },
      },
      [`filters.${of.name}.fractions`]: {
        title: `${of.operation}: a date in any form and zone may have a fraction of up to six digits`,
        provenance: ["A-03", ...of.all],
        statements: ["2.date-forms", "2.date-zones"],
        async run(t) {
          const all = await finished(t);
          const item = all.items[3]!;
          const { test_opportunity_id } = item;
          const path = { product_id: item.productId, org_id: t.target.organization ?? "" };
          const at = item[of.time];
          for (const [form, write] of of.thorough ? FRACTION_FORMS : FRACTION_FORMS.slice(0, 1))
            for (const { suffix, ahead } of Object.values(ZONES)) {
              // The shortest span that has the time: it has it only if both dates are read to the microsecond.
              const [start_date, end_date] = [at, at + 1].map((micros) => {
                const fraction = String(micros - secondOf(micros)).padStart(6, "0");
                return `${write(secondOf(micros) + ahead)}.${fraction}${suffix}`;
              }) as [string, string];
              const query = { test_opportunity_id, start_date, end_date };
              const answer = await t.call(of.operation, { path, query });
              const shown = list(answered(answer, 200, ["A-03"]), of.list);
              check(shown.length === 1, `1 found from ${start_date} to ${end_date} (${form})`, shown);
            }
        },
      },
      [`filters.${of.name}.fraction-digits`]: {
        title: `${of.operation}: a fraction of one to five digits is read as a decimal fraction`,
        provenance: ["A-03", ...of.all],
        statements: ["2.date-forms"],
        async run(t) {
          const all = await finished(t);
          const item = all.items[3]!;
          const path = { product_id: item.productId, org_id: t.target.organization ?? "" };
          const at = item[of.time];
          const fraction = String(at - secondOf(at)).padStart(6, "0");
          for (const digits of [1, 2, 3, 4, 5]) {
            const start_date = `${DATE_FORMS.extended(secondOf(at))}.${fraction.slice(0, digits)}`;
            const { test_opportunity_id } = item;
            const before = await t.call(of.operation, { path, query: { test_opportunity_id, start_date } });
            const shown = list(answered(before, 200, ["A-03"]), of.list);
            check(shown.length === 1, `one found from ${start_date}`, shown);
            const next = (Number(fraction.slice(0, digits)) + 1) * 10 ** (6 - digits);
            if (next >= SECOND) continue;
            const end_date = `${DATE_FORMS.extended(secondOf(at))}.${String(next).padStart(6, "0").slice(0, digits)}`;
            const until = await t.call(of.operation, { path, query: { test_opportunity_id, end_date } });
            check(
              list(answered(until, 200), of.list).length === 1,
              `one found before ${end_date}`,
              until.text,
            );
          }
        },
      },
    },
  );
