import type { Html, View } from "../page.js";
import type { Contradiction } from "../../spec/spec-reader.js";
import { Explained } from "./explained.js";
import { Prose } from "../components/prose.js";

/** Where the documents say two things, and what the emulator does there. */
export function ContradictionList({ view, all }: { view: View; all: readonly Contradiction[] }): Html {
  return (
    <section class="section" aria-labelledby="contradictions">
      <h2 id="contradictions">Contradictions</h2>
      <p class="muted">
        Where the documents say two things. Both are served; the contract suite reports which one a target
        honours.
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
