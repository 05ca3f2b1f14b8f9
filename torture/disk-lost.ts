import { appendFileSync, copyFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { Data, ProductRecord, readiness } from "./lives.js";
import type { Context } from "./part.js";

/** What another program does to the state file or its folder, and whether it is undone by `undo`. */
interface Attack {
  what: string;
  attack: (data: Data) => void;
  undo?: (data: Data) => void;
}

const ATTACKS: readonly Attack[] = [
  {
    what: "the file is moved away",
    attack: ({ state }) => renameSync(state, `${state}.away`),
    undo: ({ state }) => renameSync(`${state}.away`, state),
  },
  {
    what: "the file is replaced by a copy",
    attack: ({ state }) => {
      copyFileSync(state, `${state}.copy`);
      renameSync(state, `${state}.away`);
      renameSync(`${state}.copy`, state);
    },
    undo: ({ state }) => renameSync(`${state}.away`, state),
  },
  {
    what: "the folder is moved away",
    attack: ({ dir }) => renameSync(dir, `${dir}.away`),
    undo: ({ dir }) => renameSync(`${dir}.away`, dir),
  },
  { what: "the file is cut", attack: ({ state }) => truncateSync(state, 100) },
  {
    what: "another program appends to the file",
    attack: ({ state }) => appendFileSync(state, "more\n"),
  },
  {
    what: "the file is emptied",
    attack: ({ state }) => writeFileSync(state, ""),
  },
];

/** The state file is removed, replaced or changed while the emulator runs. */
export async function lostWhileRunning(context: Context): Promise<void> {
  const told = context.promise("file replaced while running: 503, and the other file is not touched");
  const back = context.promise("file moved back: everything continues, nothing is lost");
  for (const { what, attack, undo } of context.quick ? ATTACKS.slice(1, 4) : ATTACKS) {
    const data = new Data();
    const { emulator, client } = await data.start();
    const record = new ProductRecord("lost");
    for (let n = 0; n < 10; n++) await record.create(client);
    attack(data);
    const content = contentOf(data.state);
    for (let n = 0; n < 5; n++) {
      const { status, text } = await record.create(client);
      told.check(status === 503, () => `${what}: a write got ${status} ${text}`);
    }
    const read = await client.call("GET", "/products");
    told.check(read.status === 503, () => `${what}: a read got ${read.status}`);
    const ready = await readiness(client);
    told.check(ready.status === 503, () => `${what}: ready answers ${ready.status} ${ready.text}`);
    told.check(content === contentOf(data.state), () => `${what}: the file was changed`);
    if (undo) {
      undo(data);
      const { status } = await readiness(client);
      back.check(status === 200, () => `${what}: ready answers ${status}`);
      const written = await record.create(client);
      back.check(written.status === 201, () => `${what}: a write got ${written.status} ${written.text}`);
      await emulator.kill("SIGKILL");
      const again = await data.start();
      await record.compare(again.client, back);
      again.client.close();
      await again.emulator.kill("SIGKILL");
    } else await emulator.kill("SIGKILL");
    client.close();
    data.remove();
  }
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return null;
  }
}
