import type { Html } from "../page.js";

interface ProductFieldsProps {
  name: string;
  release: string;
  snaps: readonly string[];
  /** Prefix of the fields' ids, unique on the page. */
  at: string;
}

/** Maximum number of snaps that can be edited. */
const MOST_EDITED = 1000;

/** The fields of a product. Where it has too many snaps, there is no field for them. */
export function ProductFields({ name, release, snaps, at }: ProductFieldsProps): Html {
  return (
    <>
      <label>
        Name
        <input type="text" name="name" id={`${at}-name`} value={name} required maxlength={200} />
      </label>
      <label>
        Release
        <input type="text" name="release" id={`${at}-release`} value={release} required maxlength={200} />
      </label>
      {snaps.length > MOST_EDITED ? (
        <p class="muted small">{`The product keeps its ${snaps.length} snaps: they are too many for this form. The API can change them.`}</p>
      ) : (
        <label>
          Snaps, one a line
          <textarea name="snaps" id={`${at}-snaps`} rows={Math.min(10, Math.max(3, snaps.length + 1))}>
            {snaps.join("\n")}
          </textarea>
        </label>
      )}
    </>
  );
}
