import fc from "fast-check";
import { expect, it } from "vitest";
import { ImageIndex } from "./image-index.js";

interface Row {
  account_id: string;
  image_unique_id: string;
}
const name = fc.constantFrom("a", "b", "c");
/** Adds a row, or removes some: numbers that count from the last one. */
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ account_id: name, image_unique_id: name }) },
    { weight: 1, arbitrary: fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 20 }) },
  ),
  { maxLength: 200 },
);

it("finds the rows of an image, whatever is added and removed", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const rows: (Row | undefined)[] = [];
      const index = new ImageIndex(
        {
          isThere: (row) => rows[row] !== undefined,
          isText: (row, field, text) => rows[row]?.[field as keyof Row] === text,
          field: (row, field) => rows[row]![field as keyof Row] as never,
        },
        4,
      );
      for (const step of all) {
        if (Array.isArray(step)) {
          const gone = step.map((back) => rows.length - 1 - back).filter((row) => rows[row] !== undefined);
          index.remove(new Set(gone));
          for (const row of gone) rows[row] = undefined;
        } else index.add(rows.push(step) - 1, step.account_id, step.image_unique_id);
      }
      for (const account of ["a", "b", "c"])
        for (const image of ["a", "b", "c"]) {
          const expected = [...rows.keys()].filter(
            (row) => rows[row]?.account_id === account && rows[row].image_unique_id === image,
          );
          expect(index.rows(account, image)).toEqual(expected);
        }
    }),
  );
});
