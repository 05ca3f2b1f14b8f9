import { countsShape } from "../../control/shape.js";
import { ActionForm } from "../components/action-form.js";
import type { Action, Html, View } from "../page.js";
import { again } from "../tour/actions.js";
import { Menu } from "./menu.js";

const reset: Action = {
  name: "reset",
  async run(view, form) {
    const seed = form.text("seed");
    const { query, control } = { query: view.here, control: view.control };
    await control.send("POST /_emulator/reset", { query, ...(seed === "" ? {} : { body: { seed } }) });
    return { message: `Sandbox ${view.sandbox.name} was reset to its seed.` };
  },
};

/** The actions of the sandbox menu's forms. */
export const sandboxActions: readonly Action[] = [reset];

/** The shown sandbox, links to the other sandboxes, and the reset form. */
export function SandboxMenu({ view, seeds }: { view: View; seeds: readonly string[] }): Html {
  const { sandbox, session } = view;
  const { seed, random_seed } = sandbox.settings;
  const { products, opportunities, unfinished, results } = countsShape(sandbox);
  const button = (
    <>
      <span class="muted">Sandbox</span>
      <strong>{sandbox.name}</strong>
    </>
  );
  return (
    <Menu name="sandbox" label="Sandbox" button={button}>
      <dl>
        <dt>Seed</dt>
        <dd>{`${seed} (random seed ${random_seed})`}</dd>
        <dt>Products</dt>
        <dd>{String(products)}</dd>
        <dt>Opportunities</dt>
        <dd>{`${opportunities}, ${unfinished} unfinished`}</dd>
        <dt>Results</dt>
        <dd>{String(results)}</dd>
      </dl>
      {session.notice !== null && <p class="small muted">{session.notice}</p>}
      {session.others.length > 0 && <Others view={view} />}
      {session.mayNot("POST /_emulator/reset") === null && <Reset view={view} seeds={seeds} />}
      <hr />
      <ActionForm view={view} action={again} id="tour-again">
        <button class="tight">Start the guided tour</button>
      </ActionForm>
      {session.logOut !== null && (
        <form method="post" action={session.logOut}>
          <button>Log out</button>
        </form>
      )}
    </Menu>
  );
}

function Others({ view }: { view: View }): Html {
  return (
    <>
      <hr />
      <nav aria-label="Other sandboxes">
        <h2>Other sandboxes</h2>
        <ul>
          {view.session.others.map(({ name, carry, where }) => (
            <li id={`other-${name}`}>
              <a href={`${view.root}/?${new URLSearchParams(carry).toString()}`}>{name}</a>
              {where !== undefined && <span class="small muted">{` ${where}`}</span>}
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}

function Reset({ view, seeds }: { view: View; seeds: readonly string[] }): Html {
  const { seed } = view.sandbox.settings;
  const named = seeds.includes(seed);
  return (
    <>
      <hr />
      <details>
        <summary>Reset…</summary>
        <ActionForm view={view} action={reset} id="reset" class="stack">
          <p class="small">
            Deletes all products, opportunities, results and exchanges of this sandbox and loads its seed
            again. Credentials stay. This cannot be undone, but a saved snapshot can be loaded again.
          </p>
          <div class="row">
            <label for="reset-seed">Seed</label>
            <select id="reset-seed" name="seed">
              {!named && <option value="">{seed}</option>}
              {seeds.map((one) => (
                <option value={one} selected={one === seed}>
                  {one}
                </option>
              ))}
            </select>
            <button class="danger">Reset the sandbox</button>
          </div>
        </ActionForm>
      </details>
    </>
  );
}
