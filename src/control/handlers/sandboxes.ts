import type { components } from "../../spec/control-types.gen.js";
import { DocumentError } from "../../documents/document-error.js";
import type { Config } from "../../config.js";
import { dateProblem, offsetTime, parseDate } from "../../domain/dates.js";
import { type ClockSettings, LATEST_START } from "../../domain/records.js";
import { invalid, isRefusal, type Refusal } from "../../domain/refusal.js";
import { wallTime } from "../../clock/clock.js";
import { checkSeed, type Seed, seedNames } from "../../sandbox/seed.js";
import { listAnswer } from "../../operations/long-list.js";
import type { ControlHandlers } from "../control.js";
import { sandboxShape } from "../shape.js";

type Schemas = components["schemas"];

export const sandboxes: Pick<
  ControlHandlers,
  "listSandboxes" | "createSandbox" | "getSandbox" | "deleteSandbox"
> = {
  async listSandboxes(_, { sandboxes: { registry }, replicas }) {
    const bodyOf = (sandboxes: Schemas["Sandbox"][]) => ({ sandboxes });
    const known = (await replicas?.sandboxes()) ?? null;
    if (known !== null) return listAnswer({ bodyOf, count: known.length, item: (at) => known[at] });
    const here = registry.all();
    // One may be deleted meanwhile.
    const item = (at: number) =>
      registry.get(here[at]!.name) === here[at] ? sandboxShape(here[at]!) : undefined;
    return listAnswer({ bodyOf, count: here.length, item });
  },

  async createSandbox({ body = {} }, { sandboxes: all, config, replicas }) {
    const clock = clockOf(body.clock, config);
    if (isRefusal(clock)) return clock;
    const sandbox = await all.create({
      name: body.name,
      ...(body.seed === undefined ? { seed: config.seed } : seedOf(body.seed)),
      randomSeed: body.random_seed ?? null,
      clock,
      lab: body.lab ?? true,
      expiresInS: body.expires_in_s ?? null,
    });
    await replicas?.made(sandbox);
    return { status: 201, body: sandboxShape(sandbox) };
  },

  async getSandbox({ path }, { sandboxes: all }) {
    const sandbox = all.get(path.name);
    const body = sandboxShape(sandbox);
    await sandbox.timeKept();
    return { status: 200, body };
  },

  async deleteSandbox({ path }, { sandboxes: all }) {
    await all.delete(path.name);
    return { status: 204, body: undefined };
  },
};

/** A seed, given by name or as a document; a name is never a file here. @throws DocumentError */
export function seedOf(seed: Schemas["SeedChoice"]): { seed: string; seedDocument?: Seed } {
  if (typeof seed !== "string") return { seed: "inline", seedDocument: checkSeed(seed, "seed") };
  const names = seedNames();
  if (names.includes(seed)) return { seed };
  throw new DocumentError([
    `seed: got ${JSON.stringify(seed)}; accepted: ${names.join(", ")}, or a seed document`,
  ]);
}

function clockOf(clock: Schemas["NewClock"] | undefined, config: Readonly<Config>): ClockSettings | Refusal {
  const { mode = config.clock, speed, start } = clock ?? {};
  if (mode === "scaled") {
    if (start !== undefined) return invalid("clock.start: accepted: only for a manual clock");
    return { mode, speed: speed ?? config.speed };
  }
  if (speed !== undefined) return invalid("clock.speed: a manual clock has no speed; advance it instead");
  if (start === undefined) return { mode, start: clock ? wallTime() * 1000 : config.clockStart };
  const at = parseDate(start);
  if (at === null) return invalid(dateProblem("clock.start", start));
  if (at > LATEST_START)
    return invalid(`clock.start: got ${JSON.stringify(start)}; accepted: up to ${offsetTime(LATEST_START)}`);
  return { mode, start: at };
}
