import { objectOf } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { become, onStatus, refuse, remembering, refuseWhere } from "../mutants/changes.js";
import { type WrittenFlaw } from "../mutants/define-flaws.js";

export const IMAGE = "legacyAdvertiseImage";

const SNAP = "legacyAdvertiseSnap";

/** Changes the ids in the answer to a trigger. */
const ids = (operation: string, change: (all: unknown[]) => unknown[]): Mutant["wrap"] =>
  onStatus([operation], 201, (answer) => {
    answer.body = { ids: change(objectOf(answer.body)["ids"] as unknown[]) };
  });

const message = (operation: string, text: string): Mutant["wrap"] =>
  onStatus([operation], 404, (a) => refuse(a, 404, "resource-not-found", text));

const noIds = (operation: string): Mutant["wrap"] =>
  onStatus([operation], 404, (a) => become(a, 201, { ids: [] }));

/** Flaws of the older API's triggers. */
export const legacyTriggerFlaws: readonly WrittenFlaw[] = [
  [
    "image.first-alone",
    "the answer to an image has only the first id",
    "legacy.image.one-per-test-spec",
    ids(IMAGE, (all) => all.slice(0, 1)),
  ],
  [
    "image.objects",
    "the answer to an image has objects instead of plain ids",
    "legacy.image.one-per-test-spec",
    ids(IMAGE, (all) => all.map((id) => ({ test_opportunity_id: id }))),
  ],
  [
    "image.all-products",
    "an image makes only one opportunity",
    "legacy.image.all-products",
    ids(IMAGE, (all) => all.slice(-1)),
  ],
  [
    "image.by-test-spec",
    "the ids of an image come in the order of the Test Specs, not product by product",
    "legacy.image.all-products",
    ids(IMAGE, (all) => (all.length === 4 ? [all[0], all[2], all[3], all[1]] : all)),
  ],
  [
    "image.prefix",
    "an image also triggers Test Specs whose image name only begins the same",
    "legacy.image.only-its-name",
    remembering(["createTestSpec", IMAGE], () => {
      const names = new Set<string>();
      return async (answer, call) => {
        const body = objectOf(await call.body());
        const name = body["image_name"];
        if (typeof name !== "string") return;
        if (call.operationId === "createTestSpec") names.add(name);
        else if (answer.status === 201)
          for (const other of [...names].filter((one) => one !== name && one.startsWith(name))) {
            const more = objectOf((await call.send({ body: { ...body, image_name: other } })).body);
            (objectOf(answer.body)["ids"] as unknown[]).push(...(more["ids"] as unknown[]));
          }
      };
    }),
  ],
  [
    "upgrade-snaps.needed",
    "an image without upgrade_snaps is refused",
    "legacy.image.upgrade-snaps-ignored",
    refuseWhere(IMAGE, (body) => !("upgrade_snaps" in body)),
  ],
  [
    "upgrade-snaps.checked",
    "upgrade_snaps other than strings are refused",
    "legacy.image.upgrade-snaps-ignored",
    refuseWhere(
      IMAGE,
      ({ upgrade_snaps: all }) => Array.isArray(all) && all.some((one) => typeof one !== "string"),
    ),
  ],
  [
    "image.no-test-spec.message",
    "the refusal of an unknown image name has another message",
    "legacy.image.no-test-spec",
    message(IMAGE, "Not found"),
  ],
  [
    "image.no-test-spec.empty",
    "an unknown image name is 201 without ids",
    "legacy.image.no-test-spec",
    noIds(IMAGE),
  ],
  [
    "snap.first-alone",
    "the answer to a snap revision has only the first id",
    "legacy.snap.one-per-test-spec",
    ids(SNAP, (all) => all.slice(0, 1)),
  ],
  [
    "snap.image-for-each",
    "each opportunity of a snap revision has its own image_unique_id",
    "legacy.snap.one-per-test-spec",
    ids(SNAP, (all) =>
      all.map((one) => ({ ...objectOf(one), image_unique_id: objectOf(one)["test_opportunity_id"] })),
    ),
  ],
  [
    "snap.not-referenced.message",
    "the refusal of a snap that no product references has a message",
    "legacy.snap.not-referenced",
    message(SNAP, "Not found"),
  ],
  [
    "snap.not-referenced.empty",
    "a snap that no product references is 201 without ids",
    "legacy.snap.not-referenced",
    noIds(SNAP),
  ],
  [
    "snap.first-without-test-spec",
    "a snap is refused if the first product that references it has no Test Spec",
    "legacy.snap.one-per-test-spec",
    remembering(["createProduct", "createTestSpec", SNAP], () => {
      const first = new Map<unknown, unknown>();
      const withSpecs = new Set<unknown>();
      return async (answer, call) => {
        const { snaps, name } = objectOf(await call.body());
        if (call.operationId === "createTestSpec") withSpecs.add(call.path["product_id"]);
        else if (call.operationId === SNAP && first.has(name) && !withSpecs.has(first.get(name)))
          refuse(answer, 404, "resource-not-found", "Couldn't find a Spec for it");
        else if (Array.isArray(snaps))
          for (const snap of snaps) if (!first.has(snap)) first.set(snap, objectOf(answer.body)["id"]);
      };
    }),
  ],
  [
    "snap.of-replaced-product",
    "a snap that a replacement added is not found",
    "legacy.snap.of-replaced-product",
    remembering(["updateProduct", SNAP], () => {
      const added = new Set<unknown>();
      return async (answer, call) => {
        const { snaps, name } = objectOf(await call.body());
        if (call.operationId === "updateProduct") for (const snap of snaps as unknown[]) added.add(snap);
        else if (added.has(name)) refuse(answer, 404, "resource-not-found", "");
      };
    }),
  ],
  [
    "snap.no-test-spec.message",
    "the refusal of a snap without Test Specs has no message",
    "legacy.snap.no-test-spec",
    message(SNAP, ""),
  ],
];
