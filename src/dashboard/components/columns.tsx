import type { Html } from "../page.js";

/** The head of a table: the names of its columns. */
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
