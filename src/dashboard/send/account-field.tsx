import { MAX_OPTIONS } from "../components/filter-fields.js";
import type { Html, View } from "../page.js";
import { UNSIGNED } from "./draft.js";

/** The choice of the signing account. `chosen`: an e-mail address, or {@link UNSIGNED}. */
export function AccountField({ view, chosen }: { view: View; chosen: string }): Html {
  const accounts = view.sandbox.state.accounts();
  const shown = accounts.filter(({ email }, index) => index < MAX_OPTIONS || email === chosen);
  return (
    <div class="field">
      <label for="account">Signed by</label>
      <select id="account" name="account">
        {shown.map(({ email, name }) => (
          <option value={email} selected={email === chosen}>
            {`${name} (${email})`}
          </option>
        ))}
        <option value={UNSIGNED} selected={chosen === UNSIGNED}>
          nobody: not signed
        </option>
      </select>
    </div>
  );
}
