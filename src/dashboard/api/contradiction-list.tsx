import type { Html, View } from "../page.js";
import type { Contradiction } from "../../spec/spec-reader.js";
import { Explained } from "./explained.js";
import { Prose } from "../components/prose.js";

/** The contradictions in the documents, and what the emulator does about each. */
export function ContradictionList({ view, all }: { view: View; all: readonly Contradiction[] }): Html {
  return (
    <section class="section" aria-labelledby="contradictions">
      <h2 id="contradictions">Contradictions</h2>
      <p class="muted">
        Places where the documents contradict each other. The emulator serves both; the contract suite reports
        which one a target follows.
      </p>
      <div class="explained">
        {all.map(({ id, title, one, another, served }) => (
          <Explained id={id} source="contradiction" title={title}>
            <ul>
              <li>
                <Prose view={view} text={one} />
              </li>
              <li>
                <Prose view={view} text={another} />
              </li>
            </ul>
            <p class="small">
              <strong>Served: </strong>
              <Prose view={view} text={served} />
            </p>
          </Explained>
        ))}
      </div>
    </section>
  );
}
