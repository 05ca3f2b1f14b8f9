import { conflict, invalid, isRefusal, notFound } from "../../domain/refusal.js";
import { inSteps } from "../../clock/in-turns.js";
import type { Tables } from "../../domain/records.js";
import type { Sandbox } from "../../sandbox/sandbox.js";
import { recordsIn } from "../../sandbox/building.js";
import { seedNames } from "../../sandbox/seed.js";
import type { SnapshotText } from "../../sandbox/snapshot-text.js";
import type { BodyText } from "../../http/body.js";
import { makeSnapshot, readingSnapshot } from "../../sandbox/snapshot.js";
import type { ControlCall, ControlHandlers } from "../control.js";
import { sandboxShape, wallShape } from "../shape.js";
import { seedOf } from "./sandboxes.js";

type Handled =
  | "reset"
  | "loadSeed"
  | "listSnapshots"
  | "saveSnapshot"
  | "getSnapshot"
  | "loadSnapshot"
  | "importSnapshot"
  | "deleteSnapshot";

export const state: Pick<ControlHandlers, Handled> = {
  async reset({ body }, call) {
    const sandbox = call.sandbox();
    await call.sandboxes.reset(sandbox, body?.seed === undefined ? undefined : seedOf(body.seed));
    await call.replicas?.made(sandbox);
    return { status: 200, body: sandboxShape(sandbox) };
  },

  async loadSeed({ body }, call) {
    const sandbox = call.sandbox();
    await call.sandboxes.reset(sandbox, seedOf("name" in body ? body.name : body.seed));
    await call.replicas?.made(sandbox);
    return { status: 200, body: sandboxShape(sandbox) };
  },

  listSnapshots: async (_, { snapshots }) => ({
    status: 200,
    body: {
      snapshots: (await snapshots.list()).map((entry) => ({ ...entry, saved_at: wallShape(entry.saved_at) })),
    },
  }),

  async saveSnapshot({ body }, call) {
    const entry = await call.snapshots.save(body.name, makeSnapshot(call.sandbox()));
    if (entry === null) {
      return conflict(`name: snapshot ${body.name} already exists; delete it first, or choose another name`);
    }
    return { status: 201, body: { ...entry, saved_at: wallShape(entry.saved_at) } };
  },

  async getSnapshot({ path }, { snapshots }) {
    // It is checked when it is loaded.
    const text = await snapshots.stream(path.name);
    if (text === null) return unknown(path.name);
    return new Response(text, { headers: { "content-type": "application/json" } });
  },

  // How long it is, is not known before it is in memory.
  loadSnapshot: ({ path }, call) =>
    call.sandboxes.building.run(call.sandbox().name, Infinity, async () => {
      const text = await call.snapshots.read(path.name);
      return text === null ? unknown(path.name) : load(call, text);
    }),

  importSnapshot({ body }, call) {
    // A body of this size reaches its operation in pieces.
    const text = body as unknown as BodyText;
    return call.sandboxes.building.run(call.sandbox().name, recordsIn(text.bytes), () =>
      load(call, text, withoutFile),
    );
  },

  async deleteSnapshot({ path }, { snapshots }) {
    return (await snapshots.delete(path.name)) ? { status: 204, body: undefined } : unknown(path.name);
  },
};

async function load(
  call: ControlCall,
  text: SnapshotText,
  prepare?: (tables: Tables, sandbox: Sandbox) => void,
) {
  const sandbox = call.sandbox();
  const { tables } = await inSteps(readingSnapshot(text));
  if (isRefusal(tables)) return invalid(tables.message);
  prepare?.(tables, sandbox);
  await call.sandboxes.replace(sandbox, tables);
  await call.replicas?.made(sandbox);
  return { status: 200 as const, body: sandboxShape(sandbox) };
}

/**
 * A snapshot of a client may not name a file of this machine as its seed: a reset would read it, and tell what is in it. Then the
 * sandbox keeps its own seed.
 */
function withoutFile({ meta }: Tables, { settings: { seed, seed_document } }: Sandbox): void {
  const own = meta.get("sandbox")!;
  const { settings } = own;
  if (
    (settings.seed_document ?? null) !== null ||
    settings.seed === seed ||
    seedNames().includes(settings.seed)
  )
    return;
  meta.set("sandbox", { ...own, settings: { ...settings, seed, seed_document } });
}

const unknown = (name: string) => notFound(`name: there is no snapshot ${name}`);
