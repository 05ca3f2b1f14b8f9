import type { Html } from "../page.js";

interface ProductFieldsProps {
  name: string;
  release: string;
  snaps: readonly string[];
  /** Prefix of the fields' ids, unique on the page. */
  at: string;
}

/** The fields of a product. */
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
      <label>
        Snaps, one a line
        <textarea name="snaps" id={`${at}-snaps`} rows={Math.min(10, Math.max(3, snaps.length + 1))}>
          {snaps.join("\n")}
        </textarea>
      </label>
    </>
  );
}
