import { describe, expect, it } from "vitest";
import { Likeness } from "./likeness.js";

const [A, B] = ["aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"];
const [X, Y] = ["bbbbbbbb-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"];
const at = (micros: string): string => `2016-01-04T17:34:39.${micros}`;

describe("ids", () => {
  it("stand for each other one to one", () => {
    const like = new Likeness(() => false);
    expect(like.id(A, X)).toBeNull();
    expect(like.id(A, X)).toBeNull();
    expect(like.id(A, Y)).toBe(`${X}, as before`);
    expect(like.id(B, X)).toBe("an id of its own, not that of another object");
    expect(like.id(B, "7")).toBe("a UUID");
  });

  it("that a client sent come back unchanged", () => {
    const like = new Likeness((value) => value === "img-1");
    expect(like.id("img-1", "img-1")).toBeNull();
    expect(like.id("img-1", "IMG-1")).toBe("img-1, as before");
  });
});

describe("times", () => {
  it("are equal where the model's are, in either form", () => {
    const like = new Likeness(() => false);
    expect(like.time(at("000001"), at("100000"))).toBeNull();
    expect(like.time(`${at("000001")}+00:00`, `${at("100000")}+00:00`)).toBeNull();
    expect(like.time(at("000001"), at("100001"))).toBe("the same time as before");
  });

  it("are in the model's order; later objects may have the same time", () => {
    const like = new Likeness(() => false);
    expect(like.time(at("000005"), at("100005"))).toBeNull();
    expect(like.time(at("000007"), at("100004"))).toBe("a time not before that of an earlier object");
    expect(like.time(at("000003"), at("100006"))).toBe("a time not after that of a later object");
    expect(like.hasTies).toBe(false);
    expect(like.time(at("000006"), at("100005"))).toBeNull();
    expect(like.hasTies).toBe(true);
  });
});
