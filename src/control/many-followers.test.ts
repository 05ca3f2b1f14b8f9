import { expect, it } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { sharedController } from "../clock/shared-signal.js";
import { type BusEvent, EventBus } from "../sandbox/event-bus.js";
import { Follower } from "./follower.js";

const COUNT = 400;

/** Followers of a bus, and the texts that each has read. */
function followed(bus: EventBus) {
  const abort = sharedController();
  const texts = Array.from({ length: COUNT }, () => "");
  const ends = texts.map(async (_, n) => {
    const stream = new Follower(bus, { after: undefined, types: new Set() }).stream(abort.signal);
    for await (const piece of stream) texts[n] = `${texts[n]!}${Buffer.from(piece).toString()}`;
  });
  const count = (): number => texts.reduce((sum, text) => sum + (text.match(/^event: /gm) ?? []).length, 0);
  const end = async (): Promise<void> => {
    abort.abort();
    await Promise.all(ends);
  };
  return { texts, count, end };
}

it("an event is sent to many followers in several turns, and its text is made once", async () => {
  const bus = new EventBus();
  const { texts, count, end } = followed(bus);
  await yieldToLoop();
  let made = 0;
  const data = { toJSON: () => ({ made: ++made }) };
  bus.publish("exchange", 0, { data });
  expect(count()).toBe(0);
  const turns: number[] = [];
  while (count() < COUNT) {
    await yieldToLoop();
    turns.push(count());
  }
  const steps = turns.map((now, n) => now - (turns[n - 1] ?? 0));
  expect(Math.max(...steps)).toBeLessThan(COUNT / 10);
  expect(made).toBe(1);
  expect(new Set(texts).size).toBe(1);
  await end();
  expect(bus.watchers).toBe(0);
});

it("events that come while many followers are woken are all sent, each once, and few at a time", async () => {
  const bus = new EventBus();
  const { texts, count, end } = followed(bus);
  await yieldToLoop();
  const events = 50;
  for (let n = 0; n < events; n++) {
    bus.publish("exchange", 0, { n });
    await yieldToLoop();
  }
  while (count() < COUNT * events) await yieldToLoop();
  const all = Array.from({ length: events }, (_, n) => `id: ${bus.placeAfter(n + 1)}`);
  for (const text of texts) expect(text.match(/^id: .*$/gm)).toEqual(all);
  await end();
});

it("an event is the same object for all", () => {
  const bus = new EventBus();
  bus.publishLater("device", 0, () => ({}));
  const [one] = bus.since(0) as [BusEvent];
  expect(bus.since(0)![0]).toBe(one);
});
