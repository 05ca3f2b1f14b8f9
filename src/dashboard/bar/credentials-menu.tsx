import { formatCredentialsIni } from "../../oauth1/credentials-file.js";
import { credentialsOf } from "../../sandbox/credentials.js";
import { CopyButton } from "../components/copy-button.js";
import type { Download, Html, View } from "../page.js";
import { Menu } from "./menu.js";

/** Maximum number of accounts whose credentials the menu shows: it is in every page. */
const MAX_SHOWN = 20;

const iniOf = (view: View, email: string): string =>
  formatCredentialsIni(credentialsOf(view.sandbox, email), email);

/** `conf.ini` of the account that `?account=` names, else of the first account. */
export const credentialsFile: Download = {
  name: "conf.ini",
  make(view) {
    const { state } = view.sandbox;
    const account = state.accountByEmail(view.query.get("account") ?? "") ?? state.accounts()[0]!;
    return { fileName: "conf.ini", type: "text/plain; charset=utf-8", content: iniOf(view, account.email) };
  },
};

/** The credentials of each account, as the file that clients read. */
export function CredentialsMenu({ view }: { view: View }): Html {
  const accounts = view.sandbox.state.accounts();
  const more = accounts.length - MAX_SHOWN;
  return (
    <Menu name="credentials" label="Credentials" button="Credentials">
      <p class="small muted">
        {"The credentials choose the sandbox. Clients use "}
        <code>{view.productUrl}</code>
        {" as they would use the real service."}
      </p>
      {accounts.slice(0, MAX_SHOWN).map(({ email, name }, index) => (
        <section class="stack" aria-label={`Credentials of ${email}`}>
          <div class="row apart">
            <div>
              <strong>{name}</strong>
              <div class="small muted">{email}</div>
            </div>
            <div class="row">
              <CopyButton of={`ini-${index}`} label={`Copy conf.ini of ${email}`} />
              <a
                class="button tight"
                href={view.hrefHere({ download: "conf.ini", account: email })}
                aria-label={`Download conf.ini of ${email}`}
                download="conf.ini"
              >
                Download
              </a>
            </div>
          </div>
          <pre id={`ini-${index}`} tabindex={0}>
            {iniOf(view, email)}
          </pre>
        </section>
      ))}
      {more > 0 && (
        <p class="small muted">
          {`${more} more accounts are listed by `}
          <code>{`GET /_emulator/sandboxes/${view.sandbox.name}`}</code>
        </p>
      )}
    </Menu>
  );
}
