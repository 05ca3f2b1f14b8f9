import type { Product, TestSpec } from "../../domain/records.js";
import { Empty } from "../components/empty.js";
import { Growing } from "../components/growing.js";
import { ListPager } from "../components/pager.js";
import { rangeText } from "../components/pages-of.js";
import { subjectOf } from "../opportunities/words.js";
import type { Fragment, Html, View } from "../page.js";
import { ResultCell } from "./cell.js";
import { choiceOf, eachRun, matrixChoice } from "./choice.js";
import { type Matrix, MatrixRows, type Row } from "./matrix.js";

/** Approximate number of cells on a page of the matrix, within bounds for the number of rows. */
const MAX_CELLS = 400;
/** Maximum number of Test Specs on a page of the matrix. */
const MAX_SPECS = 100;
const ROWS = { least: 10, most: 40 };

/** The results of the chosen product: things under test × Test Specs. */
export const matrix: Fragment = {
  name: "matrix",
  topics: ["opportunity", "state"],
  async render(view) {
    const choice = choiceOf(view);
    const { product } = choice;
    if (product === null) return <NoProduct view={view} />;
    const { state } = view.sandbox;
    const specs = state.allTestSpecs(product.id);
    const rows = new MatrixRows(matrixChoice(choice));
    await eachRun(state, product, (run) => rows.add(run));
    const found = rows.matrix(specs, {
      before: view.query.get("before") ?? undefined,
      held: view.held ?? undefined,
      size: Math.min(ROWS.most, Math.max(ROWS.least, Math.floor(MAX_CELLS / Math.max(1, specs.length)))),
      most: MAX_SPECS,
    });
    return <Found view={view} product={product} found={found} />;
  },
};

function Found({ view, product, found }: { view: View; product: Product; found: Matrix }): Html {
  const { specs, rows } = found;
  if (rows.total === 0) return <NoRuns view={view} product={product} />;
  return (
    <>
      <div class="row apart">
        <h2>{product.name}</h2>
        <ListPager
          view={view}
          page={rows}
          text={`${rangeText(rows)} advertised`}
          label="Pages of the matrix"
        />
      </div>
      {found.allSpecs > specs.length && (
        <p class="muted small">{`The first ${specs.length} of ${found.allSpecs} Test Specs.`}</p>
      )}
      <Growing view={view} page={rows}>
        <div class="scrolls" tabindex={0} role="region" aria-label={`Results of ${product.name}`}>
          <table class="matrix">
            <Head specs={specs} />
            <tbody>
              {rows.shown.map((row) => (
                <MatrixRow view={view} row={row} specs={specs} />
              ))}
            </tbody>
          </table>
        </div>
      </Growing>
    </>
  );
}

/** The table head: platforms, and below each its Test Specs. */
function Head({ specs }: { specs: readonly TestSpec[] }): Html {
  const platforms = specs
    .map(({ platform }) => platform)
    .filter((platform, index, all) => all[index - 1] !== platform || index === 0);
  return (
    <thead>
      <tr>
        <th scope="col" rowspan={2} class="first">
          Advertised
        </th>
        {platforms.map((platform) => (
          <th
            scope="colgroup"
            colspan={specs.filter((spec) => spec.platform === platform).length}
            class="platform"
          >
            {platform ?? "any platform"}
          </th>
        ))}
      </tr>
      <tr>
        {specs.map(({ name, deleted }) => (
          <th scope="col">
            <span class="line-text" title={name}>
              {name}
            </span>
            {deleted && <span class="small"> (deleted)</span>}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function MatrixRow({ view, row, specs }: { view: View; row: Row; specs: readonly TestSpec[] }): Html {
  const subject = subjectOf(row.first);
  return (
    <tr id={`row-${row.id}`}>
      <th scope="row" class="first">
        <span class="line-text" title={subject}>
          {subject}
        </span>
        <span class="line-text small muted">{row.channels.join(", ")}</span>
      </th>
      {row.cells.map((cell, index) => (
        <ResultCell view={view} row={row} spec={specs[index]!} cell={cell} />
      ))}
    </tr>
  );
}

function NoProduct({ view }: { view: View }): Html {
  const some = view.sandbox.state.tables.products.size > 0;
  return (
    <Empty title={some ? "This product does not exist" : "No product yet"}>
      {some ? (
        <a class="button" href={view.href("/results")}>
          All products
        </a>
      ) : (
        <p>Create one through the API, or reset the sandbox to a seed with products (sandbox menu).</p>
      )}
    </Empty>
  );
}

function NoRuns({ view, product }: { view: View; product: Product }): Html {
  const filtered = view.query.get("what") ?? "";
  return (
    <Empty
      title={
        filtered === ""
          ? "Nothing has been advertised for it yet"
          : "Nothing of this kind has been advertised"
      }
    >
      <p>{`Each revision, image and gold master of ${product.name} will be a row, each Test Spec a column.`}</p>
      {filtered === "" ? (
        <a class="button primary" href={view.href("/trigger")}>
          Advertise something
        </a>
      ) : (
        <a class="button" href={view.href("/results", { product: product.id })}>
          Show everything
        </a>
      )}
    </Empty>
  );
}
