import { around } from "../mutants/around.js";
import { idsOf, objectOf, testSpecsOf } from "../mutants/bodies.js";
import type { WireAnswer } from "../mutants/call.js";
import { become, onStatus, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";
import { copied, raced, shared } from "./repeats.raced.flaws.js";
import { LAX, letterByLetter } from "./repeats.lax.flaws.js";
import { repeatedPostFlaws } from "./repeats.posts.flaws.js";

const ADVERTISE = ["advertiseSnap", "advertiseGoldMaster", "advertiseImage"];

/** Compares a post less strictly with the first post for its opportunity. */
const compared = (lax: (post: Record<string, unknown>) => Record<string, unknown>): Mutant["wrap"] =>
  around(["postTestResult"], () => {
    const first = new Map<string, { post: string; answer: WireAnswer }>();
    return async (call) => {
      const id = call.path["test_opportunity_id"]!;
      const post = JSON.stringify(lax(objectOf(await call.body())));
      const known = first.get(id);
      if (known?.post === post) return { ...copied(known.answer), status: 200 };
      const answer = await call.send();
      if (answer.status === 201) first.set(id, { post, answer });
      return answer;
    };
  });

/** Flaws that only show with concurrent, repeated or reordered requests. */
export const repeatFlaws = defineFlaws("repeats", [
  [
    "products.one",
    "concurrent requests for products of the same name create one product",
    "repeats.products",
    raced(["createProduct"], async (_, first) => copied(await first)),
  ],
  [
    "test-specs.one",
    "concurrent requests for Test Specs of the same name create one Test Spec",
    "repeats.test-specs",
    raced(["createTestSpec"], async (_, first) => copied(await first)),
  ],
  [
    "test-specs.by-name",
    "only the last of several Test Specs of the same name is listed",
    "repeats.test-specs",
    remembering(["listTestSpecs"], () => (answer) => {
      const specs = testSpecsOf(answer);
      const last = new Map(specs.map((spec) => [spec.name, spec]));
      specs.splice(0, specs.length, ...last.values());
    }),
  ],
  [
    "put.mixed",
    "concurrent replacements of a product are merged",
    "repeats.put",
    raced(["updateProduct"], async (call, first) => {
      const { release } = (await first).body as { release: string };
      return call.send({ body: { ...objectOf(await call.body()), release } });
    }),
  ],
  [
    "put.conflict",
    "a concurrent replacement is 409",
    "repeats.put",
    raced(["updateProduct"], async (_, first) => {
      const answer = copied(await first);
      refuse(answer, 409, "conflict");
      return answer;
    }),
  ],
  ...(["product", "test-spec"] as const).map((thing): WrittenFlaw => [
    `delete-${thing}.twice`,
    `several concurrent deletions of a ${thing} are 204`,
    `repeats.delete-${thing}`,
    raced([thing === "product" ? "deleteProduct" : "deleteTestSpec"], async (_, first) =>
      copied(await first),
    ),
  ]),
  ...(["snap", "gold-master", "image"] as const).flatMap((kind, n): WrittenFlaw[] => [
    [
      `advertise.${kind}.one`,
      `concurrent advertisements of ${kind} make one set of opportunities`,
      `repeats.advertise.${kind}`,
      raced([ADVERTISE[n]!], async (_, first) => copied(await first)),
    ],
    [
      `advertise.${kind}.lost`,
      `one of several concurrent advertisements of ${kind} is answered with ids but makes no opportunity`,
      `repeats.advertise.${kind}`,
      raced([ADVERTISE[n]!], async (call, first) => {
        const answer = copied(await first);
        for (const made of idsOf(answer)) {
          if (typeof made !== "string") made.test_opportunity_id = call.world.nonce().padEnd(36, "0");
        }
        return answer;
      }),
    ],
  ]),
  ...LAX.map(([differs, breaks, lax]): WrittenFlaw => [
    `post.lax.${differs}`,
    `when a post is repeated, ${breaks}`,
    `repeats.post.other.${differs}`,
    compared(lax),
  ]),
  ...["members-in-another-order", "revision-left-out", "revision-null"].map((name): WrittenFlaw => [
    `post.letter.${name}`,
    `a repeated post is compared as text, not as JSON: ${name.replaceAll("-", " ")}`,
    `repeats.post.same.${name}`,
    letterByLetter,
  ]),
  [
    "pick.twice",
    "agents that poll concurrently get the same opportunity",
    ["repeats.pick.one", "repeats.pick.while-advertised"],
    (fetch, world) => shared(false)(fetch, world),
  ],
  [
    "pick.same-agent-twice",
    "concurrent polls of one agent get the same opportunity",
    "repeats.pick.same-agent",
    (fetch, world) => shared(true)(fetch, world),
  ],
  [
    "delete-and-post",
    "a post for a deleted product makes a result",
    "repeats.delete-and-post",
    onStatus(["postTestResult"], 404, (answer, call) =>
      become(answer, 201, { result_id: call.world.nonce() }),
    ),
  ],
  [
    "token.two",
    "concurrent requests for one token make one token each",
    "repeats.token",
    raced(["createToken"], async (call, first) => {
      await first;
      const body = objectOf(await call.body());
      return call.send({
        body: { ...body, token_name: `${String(body["token_name"])}${call.world.nonce()}`.slice(0, 200) },
      });
    }),
  ],
  [
    "token.conflict",
    "a concurrent request for the same token is 409",
    "repeats.token",
    raced(["createToken"], async (_, first) => {
      const answer = copied(await first);
      refuse(answer, 409, "conflict");
      return answer;
    }),
  ],
  ...repeatedPostFlaws,
]);
