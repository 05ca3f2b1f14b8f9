import type { ControlOutput } from "../../api/control-client.js";
import { ActionForm } from "../components/action-form.js";
import type { Action, Html, View } from "../page.js";
import { Menu } from "./menu.js";

type Snapshot = ControlOutput<"GET /_emulator/snapshots">["snapshots"][number];

const save: Action = {
  name: "save-snapshot",
  async run(view, form) {
    const name = form.text("name").trim();
    await view.control.send("POST /_emulator/snapshots", { query: view.here, body: { name } });
    return { message: `Snapshot ${name} is saved.` };
  },
};
const load: Action = {
  name: "load-snapshot",
  async run(view, form) {
    const name = form.text("name");
    await view.control.send("POST /_emulator/snapshots/{name}/load", { path: { name }, query: view.here });
    return { message: `Snapshot ${name} is loaded.` };
  },
};
const remove: Action = {
  name: "delete-snapshot",
  async run(view, form) {
    const name = form.text("name");
    await view.control.send("DELETE /_emulator/snapshots/{name}", { path: { name } });
    return { message: `Snapshot ${name} is deleted.` };
  },
};

/** The actions of the snapshots' forms. */
export const snapshotActions: readonly Action[] = [save, load, remove];

/** Saves the sandbox's state under a name, and loads it again. */
export async function SnapshotsMenu({ view }: { view: View }): Promise<Awaited<Html>> {
  const { snapshots } = await view.control.send("GET /_emulator/snapshots");
  return (
    <Menu name="snapshots" label="Snapshots" button="Snapshots">
      <ActionForm view={view} action={save} id="save-snapshot">
        <label for="snapshot-name">Save the state as</label>
        <div class="row">
          <input
            id="snapshot-name"
            name="name"
            type="text"
            required
            maxlength={100}
            placeholder="before-upgrade"
          />
          <button>Save</button>
        </div>
      </ActionForm>
      {snapshots.length === 0 ? (
        <p class="small muted">No snapshots yet.</p>
      ) : (
        <ul>
          {snapshots.map((one) => (
            <Saved view={view} snapshot={one} />
          ))}
        </ul>
      )}
    </Menu>
  );
}

function Saved({ view, snapshot }: { view: View; snapshot: Snapshot }): Html {
  const { name, saved_at, bytes, sandbox } = snapshot;
  return (
    <li id={`snapshot-${name}`}>
      <div>
        <strong>{name}</strong>
        <div class="small muted">
          {`${saved_at.slice(0, 16).replace("T", " ")} UTC, ${Math.ceil(bytes / 1024)} KiB, of ${sandbox}`}
        </div>
      </div>
      <div class="row">
        <ActionForm view={view} action={load} id={`load-${name}`} fields={{ name }}>
          <button class="tight" aria-label={`Load ${name}`} title="Replaces the sandbox's current state">
            Load
          </button>
        </ActionForm>
        <ActionForm view={view} action={remove} id={`delete-${name}`} fields={{ name }}>
          <button class="tight danger" aria-label={`Delete ${name}`}>
            Delete
          </button>
        </ActionForm>
      </div>
    </li>
  );
}
