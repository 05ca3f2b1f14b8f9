import type { Html } from "../page.js";
import { type Source, SOURCES } from "../spec/provenance-words.js";

const SAMPLES: Record<Source, string> = {
  documented: "D 701",
  legacy: "L 1062",
  public: "P",
  assumed: "A-14",
};

/** Explains the marks beside fields. */
export function Legend(): Html {
  return (
    <section class="panel" id="legend" aria-labelledby="legend-title">
      <h2 id="legend-title">Sources of a statement</h2>
      <dl class="legend">
        {Object.entries(SOURCES).map(([source, { word, meaning }]) => (
          <div>
            <dt>
              <span class="mark" data-source={source}>
                {SAMPLES[source as Source]}
              </span>{" "}
              {word}
            </dt>
            <dd class="small muted">{meaning}</dd>
          </div>
        ))}
        <div>
          <dt>
            <span class="mark" data-source="contradiction">
              C-2
            </span>{" "}
            contradiction
          </dt>
          <dd class="small muted">
            The documents contradict each other here. The mark links to both statements and to what the
            emulator does.
          </dd>
        </div>
      </dl>
    </section>
  );
}
