import type { Json } from "../../domain/records.js";
import type { Html } from "../page.js";

interface JsonViewProps {
  value: unknown;
  /** Number of levels that are open at first; 2 by default. */
  open?: number;
}

/** Longer strings are shortened, with the full text below. */
const MAX_TEXT_LENGTH = 2000;
/** Maximum number of entries shown of a list or an object. */
const MAX_ENTRIES = 200;

/**
 * JSON with collapsible parts. Everything in it is shown as text: URLs do not become links, markup is not
 * interpreted.
 */
export function JsonView({ value, open = 2 }: JsonViewProps): Html {
  return (
    <div class="json">
      <Node value={value as Json} open={open} />
    </div>
  );
}

function Node({ name, value, open }: { name?: string; value: Json; open: number }): Html {
  const key = name === undefined ? null : <span class="key">{`${name}: `}</span>;
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    return (
      <div>
        {key}
        <Leaf value={value} />
      </div>
    );
  }
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  const more = entries.length - MAX_ENTRIES;
  return (
    <details open={open > 0}>
      <summary>
        {key}
        <span class="muted">{list ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      <div>
        {entries.slice(0, MAX_ENTRIES).map(([field, one]) => (
          <Node name={field} value={one} open={open - 1} />
        ))}
        {more > 0 && <div class="muted">{`and ${more} more`}</div>}
      </div>
    </details>
  );
}

function Leaf({ value }: { value: Json }): Html {
  if (typeof value === "string") {
    const long = value.length > MAX_TEXT_LENGTH;
    const text = long ? `${value.slice(0, MAX_TEXT_LENGTH)}… (${value.length} characters)` : value;
    return <span class="string">{JSON.stringify(text)}</span>;
  }
  if (typeof value === "number") return <span class="number">{String(value)}</span>;
  return <span class="word">{JSON.stringify(value)}</span>;
}
