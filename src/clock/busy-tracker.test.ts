import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { yieldToLoop } from "./clock.js";
import { ManualClock } from "./manual-clock.js";

/** Waits for a number of turns of the microtask queue, then of the event loop. */
async function dawdle(micro: number, macro: number): Promise<void> {
  for (let n = 0; n < micro; n++) await Promise.resolve();
  for (let n = 0; n < macro; n++) await yieldToLoop();
}

function setUp() {
  const errors: unknown[] = [];
  const clock = new ManualClock({ start: 0, onError: (error) => errors.push(error) });
  const story: [ms: number, what: string][] = [];
  const note = (what: string): void => void story.push([clock.now() / 1000, what]);
  return { clock, errors, story, note };
}

describe("what a manual clock waits for", () => {
  it("gives the same order of events however long the work takes", async () => {
    const turns = fc.record({ micro: fc.nat(20), macro: fc.nat(3) });
    const actors = fc.array(fc.array(fc.nat(5), { minLength: 1, maxLength: 6 }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(actors, fc.infiniteStream(turns), async (all, pace) => {
        const tell = async (slow: boolean): Promise<[number, string][]> => {
          const { clock, story, note } = setUp();
          const work = (): Promise<void> => {
            const turn = pace.next();
            return slow && turn.done !== true
              ? dawdle(turn.value.micro, turn.value.macro)
              : Promise.resolve();
          };
          const actor = async (name: string, sleeps: number[]): Promise<void> => {
            for (const ms of sleeps) {
              await clock.sleep(ms);
              await clock.track(work);
              note(name);
              clock.after(ms, async () => {
                await work();
                note(`${name} timer`);
              });
              await work();
            }
          };
          all.forEach(
            (sleeps, at) => void clock.sleep(at).then(() => clock.spawn(() => actor(`actor ${at}`, sleeps))),
          );
          await clock.advanceUntilIdle();
          expect(clock.busy).toEqual([]);
          return story;
        };
        const told = await tell(false);
        expect(await tell(true)).toEqual(told);
        expect(told.map(([ms]) => ms)).toEqual(told.map(([ms]) => ms).sort((a, b) => a - b));
      }),
    );
  });

  it("is an actor, from the moment its sleep is over till it sleeps again or ends", async () => {
    const { clock, story, note } = setUp();
    void clock.spawn(async () => {
      await clock.sleep(1);
      expect(clock.busy).toEqual(["agent-1"]);
      await dawdle(3, 3);
      note("agent");
      await clock.sleep(1);
      await dawdle(3, 3);
      note("agent");
    }, "agent-1");
    expect(clock.busy).toEqual([]);
    for (const ms of [1, 2, 2]) clock.after(ms, () => note("timer"));
    await clock.advance(2);
    expect(clock.busy).toEqual([]);
    expect(story).toEqual([
      [1, "agent"],
      [1, "timer"],
      [2, "timer"],
      [2, "timer"],
      [2, "agent"],
    ]);
  });

  it("is an actor that ends by throwing no longer", async () => {
    const { clock, errors } = setUp();
    void clock.spawn(async () => {
      await clock.sleep(1);
      throw new Error("broken");
    });
    await clock.spawn(() => {
      throw new Error("at once");
    });
    await clock.advance(5);
    expect(errors).toEqual([new Error("at once"), new Error("broken")]);
  });

  it("is an actor that another spawned, on its own", async () => {
    const { clock, story, note } = setUp();
    void clock.spawn(async () => {
      await clock.sleep(1);
      void clock.spawn(async () => {
        await dawdle(5, 2);
        note("child");
        await clock.sleep(2);
        await dawdle(5, 2);
        note("child");
      });
      note("parent");
    });
    clock.after(1, () => note("timer"));
    await clock.advanceUntilIdle();
    expect(story).toEqual([
      [1, "parent"],
      [1, "child"],
      [1, "timer"],
      [3, "child"],
    ]);
  });

  it("is a request in flight, until its answer, also where it fails", async () => {
    const { clock, story, note } = setUp();
    clock.after(1, () => note("timer"));
    const request = clock.track(async () => {
      await dawdle(0, 3);
      note("answer");
      throw new Error("503");
    });
    const advance = clock.advance(1);
    await expect(request).rejects.toThrow("503");
    await advance;
    expect(story).toEqual([
      [0, "answer"],
      [1, "timer"],
    ]);
  });

  it("is not a request that sleeps, nor the actor that waits for its answer", async () => {
    const { clock, story, note } = setUp();
    const serve = (): Promise<void> =>
      clock.track(async () => {
        await dawdle(4, 1);
        await clock.sleep(100);
        await dawdle(4, 1);
        note("answered");
      });
    void clock.spawn(async () => {
      await clock.sleep(10);
      await serve();
      await dawdle(9, 2);
      note("went on");
    });
    clock.after(50, () => note("timer"));
    clock.after(110, () => note("another"));
    await clock.advance(200);
    expect(story).toEqual([
      [50, "timer"],
      [110, "another"],
      [110, "answered"],
      [110, "went on"],
    ]);
  });

  it("is a part that is busy while another sleeps", async () => {
    const { clock, story, note } = setUp();
    const part = (ms: number, name: string): Promise<void> =>
      clock.track(async () => {
        await clock.sleep(ms);
        await dawdle(5, 3);
        note(name);
      });
    void clock.spawn(async () => {
      await Promise.all([part(1, "short"), part(3, "long")]);
      note("both");
    });
    clock.after(1, () => note("timer"));
    await clock.advanceUntilIdle();
    expect(story).toEqual([
      [1, "short"],
      [1, "timer"],
      [3, "long"],
      [3, "both"],
    ]);
  });

  it("is a part that outlives its activity", async () => {
    const { clock, story, note } = setUp();
    await clock.spawn(async () => {
      void clock.track(async () => {
        await clock.sleep(1);
        await dawdle(3, 3);
        note("part");
      });
    });
    clock.after(1, () => note("timer"));
    await clock.advance(1);
    expect(story.map(([, what]) => what)).toEqual(["part", "timer"]);
  });

  it("is one actor with several sleeps under way, once they are over", async () => {
    const { clock, story, note } = setUp();
    void clock.spawn(async () => {
      await Promise.all([clock.sleep(1), clock.sleep(3)]);
      note("all");
      const stop = new AbortController();
      await Promise.race([clock.sleep(1), clock.sleep(9, stop.signal).catch(() => undefined)]);
      note("race");
      stop.abort();
      await dawdle(5, 3);
      note("end");
    });
    clock.after(4, () => note("timer"));
    await clock.advance(4);
    expect(story).toEqual([
      [3, "all"],
      [4, "timer"],
      [4, "race"],
      [4, "end"],
    ]);
    expect(await clock.advanceUntilIdle()).toMatchObject({ fired: 0 });
  });

  it("is nothing of a sleep outside of any activity, but it gets a turn of the loop", async () => {
    const { clock, story, note } = setUp();
    void clock.sleep(1).then(async () => {
      await dawdle(20, 0);
      note("test code");
    });
    clock.after(1, () => note("timer"));
    await clock.advance(1);
    expect(story.map(([, what]) => what)).toEqual(["test code", "timer"]);
  });

  it("is an actor whose sleep was cut short", async () => {
    const { clock, story, note } = setUp();
    const stop = new AbortController();
    void clock.spawn(async () => {
      await clock.sleep(50, stop.signal).catch(() => undefined);
      await dawdle(5, 3);
      note("stopped");
    });
    clock.after(1, () => stop.abort());
    clock.after(1, () => note("timer"));
    await clock.advance(1);
    expect(story.map(([, what]) => what)).toEqual(["stopped", "timer"]);
  });

  it("is an actor that works on while another that it spawned sleeps", async () => {
    const { clock, story, note } = setUp();
    void clock.spawn(async () => {
      void clock.spawn(() => clock.sleep(5));
      await dawdle(3, 3);
      note("parent");
    });
    clock.after(1, () => note("timer"));
    await clock.advance(1);
    expect(story.map(([, what]) => what)).toEqual(["parent", "timer"]);
  });

  it("is an actor whose part ended and left a sleep behind", async () => {
    const { clock, story, note } = setUp();
    void clock.spawn(async () => {
      await clock.track(() => Promise.race([clock.sleep(1), clock.sleep(50)]));
      await dawdle(3, 3);
      note("actor");
    });
    clock.after(1, () => note("timer"));
    await clock.advance(1);
    expect(story.map(([, what]) => what)).toEqual(["actor", "timer"]);
  });

  it("is named by what has not ended", async () => {
    const { clock } = setUp();
    let answer = (): void => undefined;
    let request: Promise<void> | undefined;
    await clock.spawn(async () => {
      request = yieldToLoop().then(() =>
        clock.track(new Promise((resolve) => (answer = resolve)), "request 7"),
      );
    }, "agent-1");
    await yieldToLoop();
    expect(clock.busy).toEqual(["request 7"]);
    answer();
    await request;
  });

  it("is not what follows a part of a live actor: advancing from there is refused", async () => {
    const { clock } = setUp();
    let later: Promise<unknown> | undefined;
    await clock.spawn(async () => {
      await clock.track(async () => {
        later = yieldToLoop().then(() => clock.advance(1));
      });
      await expect(later).rejects.toThrow("from within a request");
    });
    await expect(later).rejects.toThrow("from within a request");
  });

  it("is kept apart for each clock", async () => {
    const [one, other] = [setUp(), setUp()];
    void one.clock.spawn(async () => {
      await one.clock.sleep(1);
      await other.clock.track(async () => {
        expect(other.clock.busy).toEqual(["a request"]);
        await dawdle(0, 3);
      });
      const sleep = other.clock.sleep(1);
      expect(one.clock.busy).toEqual(["an actor"]);
      await other.clock.advance(1);
      await sleep;
      one.note("ended");
    });
    await one.clock.advance(1);
    expect(one.errors).toEqual([]);
    expect(one.story).toEqual([[1, "ended"]]);
    expect(other.clock.busy).toEqual([]);
  });
});
