import type { Fault } from "../../sandbox/fault-book.js";
import { FAULT_SETS, type FaultSet } from "../../sandbox/fault-sets.js";
import { ActionForm } from "../components/action-form.js";
import type { Action, Html, View } from "../page.js";
import { Menu } from "./menu.js";

/** Whether a fault belongs to a set: rules are matched by name. */
const madeBy = ({ rules }: FaultSet, { rule }: Fault): boolean =>
  rules.some(({ name }) => name === rule.name);

const switchOn: Action = {
  name: "faults-on",
  async run(view, form) {
    const set = form.text("set");
    await view.control.send("POST /_emulator/faults", { query: view.here, body: { set } });
    return { message: `Faults ${set} are on.` };
  },
};
const switchOff: Action = {
  name: "faults-off",
  async run(view, form) {
    const name = form.text("set");
    const set = FAULT_SETS.find((one) => one.name === name);
    const ids = view.sandbox.faults
      .list()
      .filter((fault) => set && madeBy(set, fault))
      .map(({ id }) => id);
    for (const fault_id of ids) await removeFault(view, fault_id);
    return { message: `Faults ${name} are off.` };
  },
};
const remove: Action = {
  name: "remove-fault",
  async run(view, form) {
    await removeFault(view, form.text("fault_id"));
    return { message: "The fault is removed." };
  },
};
const clear: Action = {
  name: "clear-faults",
  async run(view) {
    await view.control.send("DELETE /_emulator/faults", { query: view.here });
    return { message: "All faults are off." };
  },
};

const removeFault = (view: View, fault_id: string): Promise<unknown> =>
  view.control.send("DELETE /_emulator/faults/{fault_id}", { path: { fault_id }, query: view.here });

/** The actions of the faults' forms. */
export const faultActions: readonly Action[] = [switchOn, switchOff, remove, clear];

/** Injected faults: ready-made sets to switch on and off, and the active rules. */
export function FaultsMenu({ view }: { view: View }): Html {
  const faults = view.sandbox.faults.list();
  const word = faults.length === 0 ? "off" : `${faults.length} on`;
  const button = (
    <>
      <span class={faults.length === 0 ? "muted" : "warns"}>Faults</span>
      <strong class={faults.length === 0 ? undefined : "warns"}>{word}</strong>
    </>
  );
  return (
    <Menu name="faults" label="Faults" button={button}>
      <p class="small muted">Deliberate failures of this sandbox's API, to test how clients handle them.</p>
      <ul>
        {FAULT_SETS.map((set) => (
          <FaultSwitch view={view} set={set} on={faults.some((fault) => madeBy(set, fault))} />
        ))}
      </ul>
      {faults.length > 0 && (
        <section class="stack" aria-label="Active faults">
          <div class="row apart">
            <h2>Active</h2>
            <ActionForm view={view} action={clear} id="clear-faults">
              <button class="tight">Remove all</button>
            </ActionForm>
          </div>
          <ul>
            {faults.map((fault) => (
              <ActiveFault view={view} fault={fault} />
            ))}
          </ul>
        </section>
      )}
    </Menu>
  );
}

function FaultSwitch({ view, set, on }: { view: View; set: FaultSet; on: boolean }): Html {
  const { name, description } = set;
  return (
    <li id={`fault-set-${name}`}>
      <strong>{name}</strong>
      <ActionForm view={view} action={on ? switchOff : switchOn} id={`switch-${name}`} fields={{ set: name }}>
        <button class="tight" role="switch" aria-checked={on ? "true" : "false"} aria-label={name}>
          {on ? "On" : "Off"}
        </button>
      </ActionForm>
      <p class="small muted">{`${description}.`}</p>
    </li>
  );
}

function ActiveFault({ view, fault }: { view: View; fault: Fault }): Html {
  const { id, rule, seen, fired } = fault;
  const name = rule.name ?? Object.keys(rule.effect).join(", ");
  return (
    <li id={`fault-${id}`}>
      <div>
        {name}
        <div class="small muted number">{`applied to ${fired} of ${seen} requests`}</div>
      </div>
      <ActionForm view={view} action={remove} id={`remove-${id}`} fields={{ fault_id: id }}>
        <button class="tight" aria-label={`Remove the fault ${name}`}>
          Remove
        </button>
      </ActionForm>
    </li>
  );
}
