import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { Uses } from "./uses.js";

/** An answer that a client has taken when it closes. */
const answer = (): ServerResponse => new EventEmitter() as ServerResponse;

it("keeps nothing of a sandbox that is gone", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const uses = new Uses();
  const used = (): WeakRef<object> => {
    const sandbox = { name: "its" };
    const outgoing = answer();
    uses.note(sandbox, outgoing);
    outgoing.emit("close");
    uses.quietMs(sandbox);
    return new WeakRef(sandbox);
  };
  const gone = used();
  await yieldToLoop();
  collect();
  expect(gone.deref()).toBeUndefined();
});

it("waits for the requests of a sandbox, but not for those of another of its name", async () => {
  const uses = new Uses();
  const [its, other] = [{ name: "its" }, { name: "its" }];
  const [first, second] = [answer(), answer()];
  uses.note(its, first);
  uses.note(its, second);
  let isIdle = false;
  const waiting = uses.idle(its, 60_000).then(() => (isIdle = true));
  await uses.idle(other, 60_000);
  expect([uses.quietMs(its), isIdle]).toEqual([0, false]);
  first.emit("close");
  await yieldToLoop();
  expect(isIdle).toBe(false);
  second.emit("close");
  await waiting;
  await uses.idle(its, 60_000);
  expect(uses.quietMs(its)).toBeGreaterThanOrEqual(0);
});

it("waits no longer than it is told, and for nothing once it is given up", async () => {
  const uses = new Uses();
  const its = { name: "its" };
  uses.note(its, answer());
  await Promise.all([uses.idle(its, 1), new Promise((resolve) => setTimeout(resolve, 20))]);
  const waiting = uses.idle(its, 60_000);
  uses.giveUp();
  await waiting;
  await uses.idle(its, 60_000);
});
