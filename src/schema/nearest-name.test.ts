import { expect, it } from "vitest";
import { nearestName } from "./nearest-name.js";

it("compares no name that is much longer than a person writes, and none of another length", () => {
  const letters = "abc".split("").map((letter) => letter.repeat(99));
  expect(nearestName(`${letters[0]!}x`, letters)).toBe(letters[0]);
  expect(nearestName(`${letters[0]!}xx`, letters)).toBeUndefined();
  expect(nearestName("speed", ["s".repeat(100_000), "sped"])).toBe("sped");
});
