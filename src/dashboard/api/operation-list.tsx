import type { Operation } from "../../spec/operation-table.js";
import type { Html, View } from "../page.js";
import { Verb } from "./verb.js";

/** Operations by tag, in the spec's order. */
export function OperationList({ view, operations }: { view: View; operations: readonly Operation[] }): Html {
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return (
    <div class="operations">
      {tags.map((tag) => (
        <section class="panel" aria-labelledby={`tag-${tag}`}>
          <h2 id={`tag-${tag}`}>{tag}</h2>
          <ul>
            {operations
              .filter((one) => one.tag === tag)
              .map(({ operationId, method, path, summary, deprecated }) => (
                <li class="operation">
                  <a href={view.href(`/api/${operationId}`)}>
                    <Verb method={method} />
                    <code>{path}</code>
                  </a>
                  <span class="small muted">
                    {summary}
                    {deprecated ? " (deprecated)" : ""}
                  </span>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
