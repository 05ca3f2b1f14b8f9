import type { Html } from "../page.js";

/** A table head with the names of the columns. */
export function Columns({ names }: { names: readonly string[] }): Html {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th scope="col">{name}</th>
        ))}
      </tr>
    </thead>
  );
}
