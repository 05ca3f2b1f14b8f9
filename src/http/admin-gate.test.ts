import { expect, it } from "vitest";
import { AdminGate, type TokenVerdict } from "./admin-gate.js";

const TOKEN = "a token that nobody guesses";

/** A gate with its clock in milliseconds. */
function gateAt(): { judge: (token: string, address: string) => TokenVerdict; pass: (ms: number) => void } {
  let now = 0;
  const gate = new AdminGate(TOKEN, 0, () => now);
  return {
    judge: (token, remoteAddress) =>
      gate.judge(token, new Headers(), { incoming: { socket: { remoteAddress } } }),
    pass: (ms) => (now += ms),
  };
}

/** How many of `tries` wrong tokens are compared. */
const compared = (count: number, judge: (guess: number) => TokenVerdict): number =>
  Array.from({ length: count }, (_, guess) => judge(guess)).filter((verdict) => "right" in verdict).length;

it("an address guesses ten times, then once every two seconds; then the right token waits no longer than that", () => {
  const { judge, pass } = gateAt();
  expect(compared(300, (guess) => judge(`guess ${guess}`, "192.0.2.1"))).toBe(10);
  expect(judge(TOKEN, "192.0.2.1")).toEqual({ waitMs: 2000 });
  expect(judge(TOKEN, "192.0.2.2")).toEqual({ right: true });
  pass(2000);
  expect(judge(TOKEN, "192.0.2.1")).toEqual({ right: true });
});

it("many addresses together guess 100 times, then five times a second; addresses with an earlier right token still pass", () => {
  const { judge, pass } = gateAt();
  expect(judge(TOKEN, "192.0.2.1")).toEqual({ right: true });
  const of = (guess: number): string => `10.${guess >> 8}.${guess & 255}.1`;
  expect(compared(5000, (guess) => judge("wrong", of(guess)))).toBe(100);
  expect(judge(TOKEN, "192.0.2.1")).toEqual({ right: true });
  expect(judge(TOKEN, "192.0.2.2")).toEqual({ waitMs: 200 });
  pass(200);
  expect(judge(TOKEN, "192.0.2.2")).toEqual({ right: true });
});

it.each(["127.0.0.1", "::1", "::ffff:127.0.0.1"])("others do not keep out the operator at %s", (local) => {
  const { judge } = gateAt();
  compared(5000, (guess) => judge("wrong", `10.${guess >> 8}.${guess & 255}.1`));
  expect(judge(TOKEN, local)).toEqual({ right: true });
  expect(compared(300, () => judge("wrong", local))).toBe(10);
});

it("the right token is never counted", () => {
  const { judge } = gateAt();
  for (let times = 0; times < 1000; times++) expect(judge(TOKEN, "192.0.2.1")).toEqual({ right: true });
});

it("remembers the 64 addresses that sent the right token last", () => {
  const { judge } = gateAt();
  const of = (n: number): string => `192.0.2.${n}`;
  for (let n = 0; n < 64; n++) judge(TOKEN, of(n));
  judge(TOKEN, of(0));
  judge(TOKEN, of(64));
  compared(5000, (guess) => judge("wrong", `10.${guess >> 8}.${guess & 255}.1`));
  expect([0, 1, 2, 64].map((n) => judge(TOKEN, of(n)))).toEqual([
    { right: true },
    { waitMs: 200 },
    { right: true },
    { right: true },
  ]);
});
