import { describe, expect, it } from "vitest";
import { type BusEvent, EventBus } from "./event-bus.js";

describe("an event whose data is made later", () => {
  it("is for everybody like one that had its data at once, and makes it once", () => {
    const bus = new EventBus(3);
    let made = 0;
    const make = (n: number) => () => ({ n, made: (made += 1) });
    bus.publish("state", 1, { n: 0 });
    bus.publishLater("device", 2, make(1));
    expect(made).toBe(0);
    const watched: BusEvent[] = [];
    const unwatch = bus.watch((event) => watched.push(event));
    bus.publishLater("device", 3, make(2));
    unwatch();
    bus.publishLater("device", 4, make(3));
    expect(watched).toEqual([{ id: 3, type: "device", at: 3, data: { n: 2, made: 1 } }]);
    const all = [
      { id: 1, type: "state", at: 1, data: { n: 0 } },
      { id: 2, type: "device", at: 2, data: { n: 1, made: 2 } },
      { id: 3, type: "device", at: 3, data: { n: 2, made: 1 } },
      { id: 4, type: "device", at: 4, data: { n: 3, made: 3 } },
    ];
    expect(bus.since(0)).toStrictEqual(all);
    expect(bus.since(3)).toStrictEqual(all.slice(3));
    expect(bus.latest()).toStrictEqual(all.slice(1));
    expect(made).toBe(3);
  });
});
