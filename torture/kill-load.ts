import type { Answer, Client } from "./client.js";
import { contentOf, type KillPromises, type KillRecord } from "./kill-record.js";
import type { Random } from "./random.js";

/** Number of products that the writers keep. */
const PRODUCTS = 12;
/** Number of snapshots that are kept. */
const SNAPSHOTS = 3;
/** Snaps of a large product: about 30 kB, so that few changes make a compaction due. */
const LARGE = 250;

/** What the clients send until the emulator is killed. */
export interface Load {
  client: Client;
  record: KillRecord;
  promises: KillPromises;
  random: Random;
  /** Distinguishes the names of this life of the emulator. */
  life: string;
  isOver: () => boolean;
}

/** Clients of different kinds, each with its own objects. Resolves when the emulator does not answer any more. */
export async function mixedLoad(load: Load, withSnapshots: boolean): Promise<void> {
  const others = withSnapshots ? [saveSnapshots(load)] : [createSandboxes(load)];
  await Promise.all([
    ...[0, 1, 2].map((writer) => writeProducts(load, writer)),
    advertise(load),
    readEvents(load),
    ...others,
  ]);
}

/** A busy machine may make the emulator refuse work, before it does any. */
const isRefused = ({ status, text }: Answer): boolean => status === 503 && text.includes("nothing was done");

async function writeProducts({ client, record, random, life, isOver }: Load, writer: number): Promise<void> {
  const own = random.fork(`writer-${writer}`);
  const mine = record.products.ids.filter((name) => name.endsWith(`-${writer}`));
  for (let count = 0; !isOver(); count++) {
    const name = mine.length > 0 && !own.chance(0.1) ? own.pick(mine) : null;
    const isDelete = name !== null && own.chance(mine.length > PRODUCTS / 3 ? 0.3 : 0.05);
    const target = name ?? `p-${life}-${count}-${writer}`;
    const snaps = Array.from({ length: own.chance(0.7) ? LARGE : 2 }, (_, n) => `${own.word(100)}.${n}`);
    const body = { name: target, release: own.word(8), snaps };
    record.products.begin(target, isDelete ? null : contentOf(body.release, snaps));
    const path = name === null ? "/products" : `/products/${record.idOf.get(name)!}`;
    const method = name === null ? "POST" : isDelete ? "DELETE" : "PUT";
    const answer = await client.call(method, path, isDelete ? {} : { body });
    if (answer.status === 0) return;
    const done = answer.status >= 200 && answer.status < 300;
    record.products.finish(target, done);
    if (isRefused(answer)) continue;
    if (!done) throw new Error(`${method} ${path}: HTTP ${answer.status} ${answer.text}`);
    record.acknowledged += 1;
    if (name === null) {
      record.idOf.set(target, (JSON.parse(answer.text) as { id: string }).id);
      mine.push(target);
    } else if (isDelete) mine.splice(mine.indexOf(name), 1);
  }
}

async function advertise({ client, record, random, life, isOver }: Load): Promise<void> {
  const own = random.fork("advertise");
  for (let count = 0; !isOver(); count++) {
    const isSnap = own.chance(0.5);
    const body = isSnap
      ? { name: "test-snap.foo", revision: own.below(1e6), channel: "edge" }
      : {
          image_unique_id: `i-${life}-${count}`,
          image_reference: { url: own.word(200) },
        };
    record.openAdvertisements += 1;
    const answer = await client.call(
      "POST",
      `/products/${record.advertised}/${isSnap ? "snaps" : "images"}`,
      { body },
    );
    if (answer.status === 0) return;
    record.openAdvertisements -= 1;
    if (isRefused(answer)) continue;
    if (answer.status !== 201) throw new Error(`advertisement: HTTP ${answer.status} ${answer.text}`);
    record.acknowledged += 1;
    const { ids } = JSON.parse(answer.text) as {
      ids: { test_opportunity_id: string }[];
    };
    for (const { test_opportunity_id: id } of ids) record.opportunities.set(id, []);
  }
}

/** Reads what the lab writes, so that the record has it. */
async function readEvents({ client, record, promises, isOver }: Load): Promise<void> {
  while (!isOver()) {
    try {
      await record.readEvents(client, promises);
    } catch (error) {
      const [, status] = /HTTP (\d+)/.exec((error as Error).message) ?? [];
      // The emulator is gone.
      if (status === "0") return;
      promises.read.check(status === "503", () => String(error));
    }
  }
}

async function saveSnapshots({ client, record, life, isOver }: Load): Promise<void> {
  for (let count = 0; !isOver(); count++) {
    const old = record.snapshots.ids;
    const isDelete = old.length >= SNAPSHOTS;
    const name = isDelete ? old[0]! : `s-${life}-${count}`;
    record.snapshots.begin(name, isDelete ? null : "saved");
    const answer = isDelete
      ? await client.call("DELETE", `/_emulator/snapshots/${name}`, {
          credentials: null,
        })
      : await client.call("POST", "/_emulator/snapshots", {
          credentials: null,
          body: { name },
        });
    if (answer.status === 0) return;
    record.snapshots.finish(name, answer.status < 300);
    if (answer.status > 299) throw new Error(`snapshot ${name}: HTTP ${answer.status} ${answer.text}`);
    record.acknowledged += 1;
  }
}

async function createSandboxes({ client, record, life, isOver }: Load): Promise<void> {
  for (let count = 0; !isOver(); count++) {
    const [old] = record.sandboxes.ids;
    const name = old ?? `b-${life}-${count}`;
    record.sandboxes.begin(name, old === undefined ? "created" : null);
    const answer =
      old === undefined
        ? await client.call("POST", "/_emulator/sandboxes", {
            credentials: null,
            body: { name, seed: "empty" },
          })
        : await client.call("DELETE", `/_emulator/sandboxes/${name}`, {
            credentials: null,
          });
    if (answer.status === 0) return;
    record.sandboxes.finish(name, answer.status < 300);
    if (answer.status > 299) throw new Error(`sandbox ${name}: HTTP ${answer.status} ${answer.text}`);
    record.acknowledged += 1;
  }
}
