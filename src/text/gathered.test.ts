import { expect, it } from "vitest";
import { Gathered } from "./gathered.js";

const MIB = 1024 * 1024;

it("holds the pieces of a body in few objects, however short they are, and gives them whole", () => {
  const text = Buffer.from(Array.from({ length: MIB }, (_, at) => at % 251));
  const sizes: [name: string, next: (at: number) => number][] = [
    ["one byte", () => 1],
    ["16 KiB", () => 16 * 1024],
    ["short and long by turns", (at) => (at % 2 === 0 ? 3 : 16 * 1024)],
    ["a little over half a page", () => 8193],
  ];
  for (const [name, next] of sizes) {
    const gathered = new Gathered();
    for (let at = 0, n = 0; at < text.length; n++) {
      const size = next(n);
      gathered.push(text.subarray(at, at + size));
      at += size;
    }
    expect([name, gathered.size, gathered.objects <= 150]).toEqual([name, MIB, true]);
    expect(gathered.whole().equals(text)).toBe(true);
  }
});

it("keeps one piece as it is, and nothing of none", () => {
  const gathered = new Gathered();
  expect(gathered.whole()).toHaveLength(0);
  gathered.push(Buffer.alloc(0));
  expect([gathered.objects, gathered.size]).toEqual([0, 0]);
  const piece = Buffer.from("whole");
  gathered.push(piece);
  expect(gathered.whole().buffer).toBe(piece.buffer);
});
