import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { hmacSha1 } from "./hmac-sha1.js";

it("signs as Node's own HMAC, whatever the lengths of key and text", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 70, unit: "binary" }),
    fc.string({ minLength: 60, maxLength: 130 }),
  );
  const long = fc.oneof(
    text,
    fc.nat(9000).map((length) => "é%3D".repeat(length / 4)),
  );
  fc.assert(
    fc.property(text, long, (secret, signed) => {
      expect(hmacSha1(secret, signed)).toBe(createHmac("sha1", secret).update(signed).digest("base64"));
    }),
    { numRuns: 500 },
  );
});
