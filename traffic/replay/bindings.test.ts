import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { align } from "./align.js";
import { Bindings } from "./bindings.js";
import { firstOutOfOrder, readTime, TimeMemory } from "./times.js";

const id = fc.constantFrom("a", "b", "c", "d", "e");

describe("bindings", () => {
  it("are one to one within each kind, and never change", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("product" as const, "image" as const), id, id)),
        (tries) => {
          const bindings = new Bindings();
          const accepted = new Map<string, string>();
          for (const [kind, recorded, replayed] of tries) {
            const key = `${kind} ${recorded}`;
            const outcome = bindings.bind(kind, recorded, replayed);
            if (outcome === "same") accepted.set(key, replayed);
            else if (outcome === "other") expect(accepted.get(key)).not.toBe(replayed);
            else expect([...accepted]).toContainEqual([expect.stringMatching(`^${kind} `), replayed]);
            expect(bindings.replayedOf(kind, recorded)).toBe(accepted.get(key));
            const back = bindings.replayedOf(kind, recorded);
            if (back !== undefined) expect(bindings.recordedOf(kind, back)).toBe(recorded);
          }
          for (const kind of ["product", "image"]) {
            const values = [...accepted].flatMap(([key, value]) => (key.startsWith(kind) ? [value] : []));
            expect(new Set(values).size).toBe(values.length);
          }
        },
      ),
    );
  });
});

describe("aligning two lists", () => {
  const list = fc.uniqueArray(id);
  const known = fc
    .dictionary(id, id)
    .filter((of) => new Set(Object.values(of)).size === Object.keys(of).length);

  it("gives each item one partner or none, and known ids their own", () => {
    fc.assert(
      fc.property(list, list, known, (recorded, replayed, bound) => {
        const back = Object.fromEntries(Object.entries(bound).map(([one, other]) => [other, one]));
        const { pairs, onlyRecorded, onlyReplayed } = align({
          ...{ recorded, replayed },
          replayedOf: (one) => bound[one],
          recordedOf: (one) => back[one],
          isLost: () => false,
        });
        const all = (places: number[]): number[] => places.toSorted((one, other) => one - other);
        expect(all([...pairs.map(([one]) => one), ...onlyRecorded])).toEqual([...recorded.keys()]);
        expect(all([...pairs.map(([, other]) => other), ...onlyReplayed])).toEqual([...replayed.keys()]);
        for (const [one, other] of pairs) {
          const partner = bound[recorded[one]!];
          if (partner === undefined) expect(back[replayed[other]!]).toBeUndefined();
          else expect(replayed[other]).toBe(partner);
        }
        for (const place of onlyRecorded) {
          const partner = bound[recorded[place]!];
          if (partner !== undefined) expect(replayed).not.toContain(partner);
        }
      }),
    );
  });

  it("finds the same order in two lists of the same things, and another one in those that are reversed", () => {
    const itself = (one: string): string => one;
    fc.assert(
      fc.property(list, (items) => {
        const of = (replayed: string[]) =>
          align({ recorded: items, replayed, replayedOf: itself, recordedOf: itself, isLost: () => false })
            .firstMoved;
        expect(of(items)).toBeNull();
        expect(of(items.toReversed())).toBe(items.length > 1 ? 1 : null);
      }),
    );
  });
});

describe("times", () => {
  it("are read to the microsecond in the forms of the contract, with what their form is", () => {
    const at = Date.UTC(2016, 0, 4, 16, 58, 28) * 1000 + 805_001;
    expect(readTime("2016-01-04T16:58:28.805001")).toEqual({ at, form: ".6" });
    expect(readTime("2016-01-04T16:58:28.805001+00:00")).toEqual({ at, form: ".6+00:00" });
    expect(readTime("2016-01-04T17:58:28.805001+01:00")).toEqual({ at, form: ".6+01:00" });
    expect(readTime("2016-01-04T16:58:28Z")?.form).toBe("Z");
    for (const text of ["yesterday", "2016-13-04T16:58:28", "20160104"]) expect(readTime(text)).toBeNull();
  });

  it("are out of order where they go back in only one of two flows", () => {
    const flow = (...pairs: [number, number][]) =>
      pairs.map(([recorded, replayed]) => ({ recorded, replayed }));
    expect(firstOutOfOrder(flow([1, 10], [2, 10], [3, 11]))).toBeNull();
    expect(firstOutOfOrder(flow([1, 10], [2, 9]))).toBe(1);
    expect(firstOutOfOrder(flow([1, 10], [2, 10], [1, 11]))).toBe(2);
    expect(firstOutOfOrder(flow([2, 10], [1, 9]))).toBeNull();
  });

  it("of one place stay where they stay in the recording, and do not go the other way", () => {
    const after = (...next: [number, number]): string | null => {
      const memory = new TimeMemory();
      memory.note("a", { recorded: 5, replayed: 50 });
      memory.note("b", { recorded: 9, replayed: 90 });
      return memory.note("a", { recorded: next[0], replayed: next[1] });
    };
    expect([after(5, 50), after(6, 60), after(6, 50)]).toEqual([null, null, null]);
    expect([after(5, 51), after(6, 49)]).toEqual(["changed", "went the other way"]);
  });
});
