/** Advertisements of the legacy organization API, misunderstood. */
import { flawsOf, wrap } from "../changes.js";
import type { Policy } from "../policy.js";

export const legacyTriggerFlaws = flawsOf("legacy API", {
  "legacy-image-first-product": [
    "`8.image-name`: only the first product with such a Test Spec counts.",
    (p) =>
      wrap(
        p.match,
        "legacyImage",
        (right) => (state, account, name) =>
          right(state, account, name).filter((spec, _i, all) => spec.product === all[0]!.product),
      ),
  ],
  "legacy-image-first-spec": [
    "`8.image-name`: only the first Test Spec counts.",
    (p) =>
      wrap(
        p.match,
        "legacyImage",
        (right) => (state, account, name) => right(state, account, name).slice(0, 1),
      ),
  ],
  "legacy-image-all-specs": [
    "`8.image-name`: all Test Specs of a product count that has one of that image name.",
    (p) =>
      wrap(p.match, "legacyImage", (right) => (state, account, name) => {
        const products = new Set(right(state, account, name).map(({ product }) => product));
        return [...state.specs.values()].filter(({ product }) => products.has(product));
      }),
  ],
  "legacy-image-case": [
    "`8.image-name`: image names are compared without their case.",
    (p) => (p.match.ofImageName = (spec, name) => spec.imageName?.toLowerCase() === name.toLowerCase()),
  ],
  "legacy-image-prefix": [
    "`8.image-name`: an image name matches those that begin with it.",
    (p) => (p.match.ofImageName = (spec, name) => spec.imageName?.startsWith(name) ?? false),
  ],
  "legacy-image-trimmed": [
    "`8.image-name`: image names are compared trimmed.",
    (p) => (p.match.ofImageName = (spec, name) => spec.imageName?.trim() === name.trim()),
  ],
  "legacy-image-null-matches": [
    "`8.image-name`: Test Specs without an image name match every image.",
    (p) => (p.match.ofImageName = (spec, name) => spec.imageName === null || spec.imageName === name),
  ],
  "legacy-image-empty-matches-null": [
    "`8.image-name`: the empty image name matches Test Specs without one.",
    (p) => (p.match.ofImageName = (spec, name) => (spec.imageName ?? "") === name),
  ],
  "legacy-image-spec-name": [
    "`8.image-name`: the image name is compared with the Test Spec's name.",
    (p) => (p.match.ofImageName = (spec, name) => spec.name === name),
  ],
  "legacy-image-product-name": [
    "`8.image-name`: the image name matches all Test Specs of a product of that name as well.",
    (p) =>
      wrap(
        p.match,
        "ofImageName",
        (right) => (spec, name) => right(spec, name) || spec.product.name === name,
      ),
  ],
  "legacy-image-ids-objects": [
    "`8.legacyAdvertiseImage`: ids are objects, as those of the newer API.",
    (p) => (p.views.legacyImageIds = (made) => p.views.ids(made)),
  ],
  "legacy-image-fresh-id": [
    "`8.ids-agree`: opportunities of an image have a fresh image_unique_id.",
    (p) =>
      legacyMade(
        p,
        (o) => o.context.snaps.length === 0,
        () => p.make.imageUniqueId(),
      ),
  ],
  "legacy-image-200": [
    "`8.legacyAdvertiseImage`: an image is 200.",
    (p) =>
      wrap(
        p.success,
        "status",
        (right) => (operation) => (operation === "legacyAdvertiseImage" ? 200 : right(operation)),
      ),
  ],
  "legacy-image-reference-null": [
    "`8.legacyAdvertiseImage`: the image_reference of an object is lost.",
    (p) =>
      wrap(
        p.store,
        "opaque",
        (right) => (place, value) =>
          place === "legacy image_reference" && typeof value === "object" ? null : right(place, value),
      ),
  ],
  "legacy-image-reference-required": [
    "`8.legacyAdvertiseImage`: an image_reference of null is refused.",
    (p) =>
      wrap(p.readers, "legacyImage", (right) => (body) => {
        const image = right(body);
        return image.imageReference === null ? p.rules.refuse("image_reference", "other than null") : image;
      }),
  ],
  "legacy-message-double-quotes": [
    "`8.no-test-spec`: the image name is in double quotes.",
    (p) => (p.errors.noSpecOfImage = (name) => `Couldn't find a Spec for image name "${name}"`),
  ],
  "legacy-message-no-name": [
    "`8.no-test-spec`: the message does not tell the image name.",
    (p) => (p.errors.noSpecOfImage = () => "Couldn't find a Spec for image name"),
  ],
  "legacy-message-escaped": [
    "`8.no-test-spec`: the image name is percent-encoded in the message.",
    (p) =>
      (p.errors.noSpecOfImage = (name) =>
        `Couldn't find a Spec for image name '${encodeURIComponent(name)}'`),
  ],
  "legacy-message-curly": [
    "`8.no-test-spec`: the message has a curly apostrophe.",
    (p) => wrap(p.errors, "noSpecOfImage", (right) => (name) => right(name).replace("'", "’")),
  ],
  "legacy-no-spec-201": [
    "`8.no-test-spec`: an image that nothing waits for is 201 with no ids.",
    (p) =>
      p.after.push((answer, { operation }) =>
        operation === "legacyAdvertiseImage" &&
        answer.status === 404 &&
        JSON.stringify(answer.body).includes("Couldn't find")
          ? { status: 201, headers: {}, body: { ids: [] } }
          : answer,
      ),
  ],
  "legacy-upgrade-snaps-shown": [
    "`8.upgrade-snaps`: upgrade_snaps show as extra_snaps.",
    (p) =>
      wrap(p.contexts, "legacyImage", (right) => (reference, snaps) => ({
        ...right(reference, snaps),
        extra_snaps: (snaps as unknown[] | undefined) ?? [],
      })),
  ],
  "legacy-upgrade-snaps-refused": [
    "`8.upgrade-snaps`: upgrade_snaps are refused.",
    (p) =>
      wrap(p.readers, "legacyImage", (right) => (body) => {
        const image = right(body);
        return image.upgradeSnaps === undefined ? image : p.rules.refuse("upgrade_snaps", "left out");
      }),
  ],
  "legacy-snap-ids-plain": [
    "`8.legacyAdvertiseSnap`: ids are plain strings.",
    (p) => (p.views.legacySnapIds = (made) => ({ ids: made.map(({ id }) => id) })),
  ],
  "legacy-snap-id-per-product": [
    "`8.legacyAdvertiseSnap`: each product has an image_unique_id of its own.",
    (p) => {
      const ids = new Map<string, string>();
      wrap(p.order, "made", (right) => (made) => {
        ids.clear();
        for (const o of made)
          if (o.legacy && o.context.snaps.length > 0) {
            ids.set(o.product.id, ids.get(o.product.id) ?? p.make.imageUniqueId());
            o.imageUniqueId = ids.get(o.product.id)!;
          }
        return right(made);
      });
    },
  ],
  "legacy-snap-first-product": [
    "`8.legacyAdvertiseSnap`: only the first product that references the snap counts.",
    (p) => wrap(p.match, "legacyProducts", (right) => (products, name) => right(products, name).slice(0, 1)),
  ],
  "legacy-snap-all-products": [
    "`8.snap-not-referenced`: products that do not reference the snap count as well.",
    (p) => (p.match.legacyProducts = (products) => products),
  ],
  "legacy-snap-message": [
    "`8.snap-not-referenced`: the 404 has a text.",
    (p) => (p.errors.notReferenced = (product, name) => (product ? "" : `No Manifest has ${name}`)),
  ],
  "legacy-snap-channel": [
    "Section 4: a legacy snap revision has the channel edge.",
    (p) =>
      wrap(p.contexts, "legacySnap", (right) => (product, snap) => ({
        ...right(product, snap),
        channel: "edge",
        update_channel: "edge",
      })),
  ],
  "legacy-snap-no-base": [
    "Section 4: a legacy snap revision has no base.",
    (p) =>
      wrap(p.contexts, "legacySnap", (right) => (product, snap) => ({
        ...right(product, snap),
        base_channel: null,
      })),
  ],
});

function legacyMade(
  p: Policy,
  applies: (o: { context: { snaps: unknown[] } }) => boolean,
  id: () => string,
): void {
  wrap(p.order, "made", (right) => (made) => {
    const fresh = id();
    for (const o of made) if (o.legacy && applies(o)) o.imageUniqueId = fresh;
    return right(made);
  });
}
