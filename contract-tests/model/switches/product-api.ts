/** Assumptions about products, Test Specs, triggers and deletion, the other way round. */
import { onStatus, onSuccess, refuse } from "../changes.js";
import type { ModelSwitch } from "../changes.js";
import type { Policy } from "../policy.js";
import type { Operation } from "../routes.js";

function answersWith(p: Policy, status: number, ...operations: Operation[]): void {
  const right = p.success.status;
  p.success.status = (operation) => (operations.includes(operation) ? status : right(operation));
}

const newestFirst = <T>(list: T[]): T[] => list.toReversed();

export const productSwitches: ModelSwitch[] = [
  {
    id: "a07-200",
    about: "A-07",
    says: "Making a product is 200.",
    apply: (p) => answersWith(p, 200, "createProduct"),
  },
  {
    id: "a07-put-204",
    about: "A-07",
    says: "Replacing a product is 204 without a body.",
    apply: (p) => answersWith(p, 204, "updateProduct"),
  },
  {
    id: "a07-delete-200",
    about: "A-07",
    says: "Deleting a product is 200 with an empty object.",
    apply: (p) =>
      p.after.push((answer, { operation }) =>
        operation === "deleteProduct" && answer.status === 204
          ? { status: 200, headers: {}, body: {} }
          : answer,
      ),
  },
  {
    id: "a07-newest-first",
    about: "A-07",
    says: "Products are listed newest first.",
    apply(p) {
      p.order.products = newestFirst;
    },
  },
  {
    id: "a07-unique-names",
    about: "A-07",
    says: "A product whose name an account has already is 409.",
    apply(p) {
      const right = p.readers.product;
      p.before.push(({ state, operation, incoming }) => {
        if (operation !== "createProduct") return undefined;
        const names = [...state.products.values()].map(({ name }) => name);
        p.readers.product = (body) => {
          const product = right(body);
          if (incoming.method === "POST" && names.includes(product.name)) refuse(409, "The name is taken.");
          return product;
        };
        return undefined;
      });
    },
  },
  {
    id: "a07-bare-list",
    about: "A-07",
    says: "The list of products is a bare JSON list.",
    apply: (p) => onSuccess(p, ["listProducts"], ({ products }) => products),
  },
  {
    id: "a08-200",
    about: "A-08",
    says: "Making a Test Spec is 200.",
    apply: (p) => answersWith(p, 200, "createTestSpec"),
  },
  {
    id: "a08-delete-200",
    about: "A-08",
    says: "Deleting a Test Spec is 200 with an empty object.",
    apply: (p) =>
      p.after.push((answer, { operation }) =>
        operation === "deleteTestSpec" && answer.status === 204
          ? { status: 200, headers: {}, body: {} }
          : answer,
      ),
  },
  {
    id: "a08-no-reading",
    about: "A-08",
    says: "One Test Spec cannot be read: GET is 405.",
    apply: (p) =>
      p.after.push((answer, { operation }) =>
        operation === "getTestSpec" && answer.status === 200
          ? { status: 405, headers: { Allow: "DELETE" }, body: p.errors.body(405, "Only DELETE.") }
          : answer,
      ),
  },
  {
    id: "a08-payload-required",
    about: "A-08",
    says: "A Test Spec needs a test_payload.",
    apply(p) {
      const right = p.readers.testSpec;
      p.readers.testSpec = (body) => {
        p.rules.required(p.rules.anyObject(body, "The body"), "test_payload");
        return right(body);
      };
    },
  },
  {
    id: "a09-any-channel",
    about: "A-09",
    says: "Any name is a channel.",
    apply(p) {
      p.rules.channel = (value, field) => p.rules.text(value, field, p.rules.name);
    },
  },
  {
    id: "a10-message",
    about: "A-10",
    says: "The 404 of a snap that is not referenced has a text.",
    apply(p) {
      p.errors.notReferenced = (product, name) => (product ? `No Manifest has ${name}.` : "");
    },
  },
  {
    id: "a10-409",
    about: "A-10",
    says: "A snap that the product does not reference is 409.",
    apply: (p) =>
      onStatus(p, [404], (answer, { operation }) => {
        const isEmpty = JSON.stringify(answer.body).includes('"message":""');
        const isSnap = operation === "advertiseSnap" && isEmpty;
        return isSnap ? { status: 409, headers: {}, body: p.errors.body(409, "Not referenced.") } : answer;
      }),
  },
  {
    id: "a10-taken-anyway",
    about: "A-10",
    says: "A snap that the product does not reference makes opportunities all the same.",
    apply(p) {
      const right = p.match.references;
      p.match.legacyProducts = (all, name) => all.filter((product) => right(product, name));
      p.match.references = () => true;
    },
  },
  {
    id: "a11-empty-ids",
    about: "A-11",
    says: "A product without a Test Spec answers 201 with no ids.",
    apply: (p) =>
      onStatus(p, [404], (answer, { operation }) => {
        const isTrigger = operation?.startsWith("advertise") ?? false;
        const isNone = JSON.stringify(answer.body).includes("Couldn't find a Spec");
        return isTrigger && isNone ? { status: 201, headers: {}, body: { ids: [] } } : answer;
      }),
  },
  {
    id: "a11-message",
    about: "A-11",
    says: "The 404 of a product without a Test Spec has another text.",
    apply(p) {
      p.errors.noSpecOfProduct = () => "Nothing to test.";
    },
  },
  {
    id: "a12-base-of-now",
    about: "A-12",
    says: "A revision that comes again has the base of the gold master that is the last by then.",
    apply(p) {
      p.contexts.base = (product) => product.lastGoldMaster;
    },
  },
  {
    id: "a12-revision-without-channel",
    about: "A-12",
    says: "A revision is the same context on every channel.",
    apply(p) {
      p.contexts.baseKey = ({ name, revision }) => `${name} ${revision}`;
    },
  },
  {
    id: "a13-first-snap",
    about: "A-13",
    says: "A gold master's primary snap is its first.",
    apply(p) {
      p.contexts.primary = (snaps) => snaps[0]?.name ?? null;
    },
  },
  {
    id: "a13-empty-gold-master",
    about: "A-13",
    says: "A gold master may have no snaps.",
    apply(p) {
      p.readers.goldMasterSnaps = (value) =>
        p.rules
          .list(value, "snaps")
          .map((snap) => p.readers.snapRevision(p.rules.object(snap, "snaps", ["name", "revision"])));
    },
  },
  {
    id: "a13-own-snaps-only",
    about: "A-13",
    says: "A gold master with a snap that the product does not reference is 404.",
    apply(p) {
      const right = p.contexts.goldMaster;
      p.contexts.goldMaster = (product, input) => {
        if (!input.snaps.every(({ name }) => product.snaps.includes(name))) refuse(404, "");
        return right(product, input);
      };
    },
  },
  {
    id: "a14-dropped",
    about: "A-14",
    says: "An image's extra_snaps and channel are not carried through.",
    apply(p) {
      const right = p.contexts.image;
      p.contexts.image = (product, image) => right(product, { ...image, extraSnaps: [], channel: null });
    },
  },
  {
    id: "a29-spec-takes-its-opportunities",
    about: "A-29",
    says: "Deleting a Test Spec deletes what waits for an agent.",
    apply(p) {
      const right = p.remove.spec;
      p.remove.spec = (state, spec) => {
        right(state, spec);
        for (const [id, { spec: own, holder }] of state.opportunities)
          if (own.id === spec.id && !holder) state.opportunities.delete(id);
      };
    },
  },
  {
    id: "a29-product-in-use",
    about: "A-29",
    says: "A product with opportunities that are not finished is not deleted: 409.",
    apply(p) {
      const right = p.remove.product;
      p.remove.product = (state, product) => {
        const own = p.scope.opportunities(state, product);
        if (own.some(({ result }) => !result)) refuse(409, "The product has opportunities.");
        right(state, product);
      };
    },
  },
  {
    id: "a29-opportunities-run-on",
    about: "A-29",
    says: "What was queued of a deleted product still goes to agents, and takes their results.",
    apply(p) {
      p.remove.opportunitiesOf = () => undefined;
    },
  },
];
