import { ActionForm } from "../components/action-form.js";
import { Live } from "../components/live.js";
import type { Exchange } from "../../sandbox/exchange-log.js";
import { exchangeShape } from "../../control/exchange-shape.js";
import { harOf } from "../../control/har.js";
import { textInPieces } from "../../http/long-reply.js";
import { Detail } from "../exchanges/detail.js";
import { FilterForm } from "../exchanges/filter-form.js";
import { Neighbours } from "../exchanges/neighbours.js";
import { exchangeList } from "../exchanges/list.js";
import { type Action, type DashboardPage, type Download, NotFound, type View } from "../page.js";
import type { Shown } from "../exchanges/verdict.js";

const clear: Action = {
  name: "clear",
  async run(view) {
    await view.control.send("DELETE /_emulator/exchanges", { query: view.here });
    return { message: "All exchanges are deleted." };
  },
};

const har: Download = {
  name: "har",
  make({ sandbox }) {
    const { long, text } = harOf(sandbox.exchanges);
    return {
      fileName: `spi-emulator-${sandbox.name}.har`,
      type: "application/json",
      content: long ? textInPieces({ ...long, whenSent: () => undefined }) : text,
    };
  },
};

/** The exchanges with the product API, updated live. */
export const exchanges: DashboardPage = {
  path: "/exchanges",
  nav: "Exchanges",
  title: () => "Exchanges",
  fragments: [exchangeList],
  actions: [clear],
  downloads: [har],
  render: (view) => (
    <>
      <div class="row apart">
        <p class="muted">
          Every request to the product API and its answer, newest first. Secrets are never shown.
        </p>
        <div class="row">
          <a class="button" href={view.hrefHere({ download: "har" })} download>
            Export HAR
          </a>
          <ActionForm view={view} action={clear} id="clear-exchanges">
            <button>Clear</button>
          </ActionForm>
        </div>
      </div>
      <FilterForm view={view} />
      <Live view={view} fragment={exchangeList} label="List of exchanges" class="list" />
    </>
  ),
};

/** One exchange. */
export const exchange: DashboardPage = {
  path: "/exchanges/:id",
  under: "/exchanges",
  title: (view) => `Exchange ${view.params["id"] ?? ""}`,
  heading(view) {
    const { request } = shownOf(view);
    return (
      <span class="mono heading">
        {request.method} {request.path}
      </span>
    );
  },
  render: (view) => (
    <>
      <Neighbours view={view} exchange={keptOf(view)} />
      <Detail view={view} exchange={shownOf(view)} />
    </>
  ),
};

/** Made once for a page, of which the heading and the content show parts. */
function shownOf(view: View): Shown {
  const known = shapes.get(view);
  if (known !== undefined) return known;
  const shape = exchangeShape(keptOf(view));
  shapes.set(view, shape);
  return shape;
}

const shapes = new WeakMap<View, Shown>();

/** @throws NotFound */
function keptOf({ params, sandbox }: View): Exchange {
  const found = sandbox.exchanges.get(Number(params["id"]));
  if (!found) throw new NotFound(`Exchange ${params["id"] ?? ""} does not exist or is no longer kept.`);
  return found;
}
