import { MAX_RESULT_BYTES } from "../api-types.js";
import { behaviour } from "./behaviour.js";

export const oversizedPayload = behaviour<"oversized-payload", object>({
  kind: "oversized-payload",
  description: "Posts results over 16 MiB; after the refusal it posts a short ERROR result instead.",
  settings: {},
  hooks: () => ({
    changeResult: (post) => ({
      ...post,
      result_payload: { ...post.result_payload, log: "x".repeat(MAX_RESULT_BYTES + 1) },
    }),
  }),
});
