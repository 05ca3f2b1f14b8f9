import { Hono } from "hono";
import { expect, it } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { EventBus } from "../sandbox/event-bus.js";
import { follow } from "./events.js";

const MAX_EVENTS = 10;

it("a client that does not read occupies a stream but buffers no events, and leaves nothing behind", async () => {
  const bus = new EventBus(MAX_EVENTS);
  const app = new Hono().get("/", (c) => follow(c, bus));
  const publish = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n++) {
      bus.publish("device", 0, {});
      await yieldToLoop();
    }
  };
  const { body } = await app.request("/?after=0");
  await publish(300);
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!/^id: 300\b/m.test(text)) text += (await reader.read()).value ?? "";
  // The events in transit, a note that some are missing, and the latest.
  expect(text).toContain("event: gap\n");
  expect((text.match(/^event: device$/gm) ?? []).length).toBeLessThan(4 * MAX_EVENTS);
  await publish(50);
  expect(bus.watchers).toBe(1);
  await reader.cancel();
  for (let turn = 0; turn < 20 && bus.watchers > 0; turn++) await yieldToLoop();
  expect(bus.watchers).toBe(0);
});
