import type { Html, View } from "../page.js";

/** Tells new visitors what this is. */
export function Greeting({ view: { session } }: { view: View }): Html | null {
  const { greeting } = session;
  if (greeting === null || greeting === undefined) return null;
  return (
    <details class="panel" open id="greeting">
      <summary>
        <strong>Welcome</strong>
      </summary>
      <div class="stack">
        {greeting.map((paragraph) => (
          <p>{paragraph}</p>
        ))}
      </div>
    </details>
  );
}
