import type { Client } from "./client.js";
import { uuid, valueOf } from "./generate.js";
import { type Draft, encoded } from "./mutate.js";
import type { Random } from "./random.js";
import type { Operation, Spec } from "./spec.js";

/** The sandbox for operations that change time, faults or whole states, so that product requests find an ordinary one. */
export const OTHER = "other";

/** Number of ids that are kept of each kind. */
const KEPT = 40;
const DASHBOARD = "/_emulator/dashboard/";

/** Ids that the emulator has named, by the parameter that takes them. */
export class Ids {
  readonly #known = new Map<string, string[]>();

  of(parameter: string, random: Random): string | null {
    const known = this.#known.get(parameter) ?? [];
    return known.length === 0 ? null : random.pick(known);
  }

  add(parameter: string, id: string): void {
    const known = this.#known.get(parameter) ?? [];
    if (!known.includes(id)) known.push(id);
    this.#known.set(parameter, known.slice(-KEPT));
  }

  /** Collects the ids in an answer. */
  learn({ id, path }: Operation, text: string): void {
    if (text.length > 200_000) return;
    for (const [, name, value] of text.matchAll(
      /"(product_id|test_opportunity_id|agent_id)":"([^"]{1,60})"/g,
    ))
      this.add(name!, value!);
    const own = IDS_OF[id];
    const key = own === "name" ? "name" : "id";
    if (own !== undefined)
      for (const [, value] of text.matchAll(new RegExp(`"${key}":"?([^",}]{1,60})`, "g")))
        this.add(own, value!);
    const org = /^\/orgs\//.test(path);
    if (org) this.add("org_id", "docs-org");
  }
}

/** Which parameter the ids in an operation's answer belong to. */
const IDS_OF: Record<string, string> = {
  createProduct: "product_id",
  listProducts: "product_id",
  createTestSpec: "test_spec_id",
  listTestSpecs: "test_spec_id",
  addFault: "fault_id",
  listFaults: "fault_id",
  listExchanges: "exchange_id",
  listSnapshots: "name",
  listSandboxes: "name",
  listDevices: "agent_id",
};

/** A request of the spec, valid as far as the generator can tell. */
export function draftOf(
  operation: Operation,
  { spec, ids, random }: { spec: Spec; ids: Ids; random: Random },
): Draft {
  const { plane, method, parameters, body, examples } = operation;
  const value = (name: string, schema: Operation["parameters"][number]["schema"]): string => {
    if (name === "sandbox") return random.chance(0.9) ? OTHER : "default";
    if (name === "org_id" && random.chance(0.8)) return "docs-org";
    const known = random.chance(0.8) ? ids.of(name, random) : null;
    return known ?? (name.endsWith("_id") ? uuid(random) : String(valueOf(schema, { spec, plane, random })));
  };
  let path = operation.path;
  const query: [string, string][] = [];
  for (const { name, in: place, schema } of parameters) {
    if (place === "path") path = path.replace(`{${name}}`, encoded(value(name, schema)));
    if (place === "query" && (name === "sandbox" || random.chance(0.3)))
      query.push([name, value(name, schema)]);
  }
  let text: string | null = null;
  if (body !== null) {
    const isExample = examples.length > 0 && random.chance(0.5);
    text = JSON.stringify(isExample ? random.pick(examples) : valueOf(body, { spec, plane, random }));
  }
  const headers: Record<string, string> = text === null ? {} : { "content-type": "application/json" };
  return { method, path, query, headers, body: text, isItsOperation: true };
}

/** A form of a page: its address and its fields with their values. */
interface Form {
  action: string;
  fields: [string, string][];
}

/** Pages and forms of the dashboard, found by following its links. */
export class DashboardSource {
  readonly #pages: string[] = [DASHBOARD];
  readonly #forms = new Map<string, Form>();

  /** Follows the links of the pages once. */
  async explore(client: Client, pages: number): Promise<void> {
    for (let n = 0; n < Math.min(pages, this.#pages.length); n++) {
      const { text } = await client.call("GET", this.#pages[n]!, {
        credentials: null,
      });
      this.#learn(this.#pages[n]!, text);
    }
  }

  get size(): string {
    return `${this.#pages.length} pages, ${this.#forms.size} forms`;
  }

  draft(random: Random): Draft {
    if (this.#forms.size > 0 && random.chance(0.4)) {
      const { action, fields } = random.pick([...this.#forms.values()]);
      const [path, search] = split(action);
      const body = fields
        .map(([name, value]) => `${encoded(name)}=${encoded(random.chance(0.2) ? random.word(4) : value)}`)
        .join("&");
      return {
        method: "POST",
        path,
        query: [...new URLSearchParams(search)],
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body,
        isItsOperation: true,
      };
    }
    const [path, search] = split(random.pick(this.#pages));
    return {
      method: "GET",
      path,
      query: [...new URLSearchParams(search)],
      headers: {},
      body: null,
      isItsOperation: true,
    };
  }

  #learn(page: string, html: string): void {
    const add = (link: string): void => {
      const url = new URL(link.replaceAll("&amp;", "&"), `http://h${page}`);
      const address = url.pathname + url.search;
      const isPage =
        url.hostname === "h" &&
        address.startsWith(DASHBOARD) &&
        !address.includes("/assets/") &&
        !address.includes("/events");
      if (isPage && this.#pages.length < 200 && !this.#pages.includes(address)) this.#pages.push(address);
    };
    for (const [, link] of html.matchAll(/ href="([^"]+)"/g)) add(link!);
    for (const [, tag, content] of html.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)) {
      const action = / action="([^"]*)"/.exec(tag!)?.[1] ?? "";
      const url = new URL(action.replaceAll("&amp;", "&"), `http://h${page}`);
      const fields = [...content!.matchAll(/<(?:input|select|textarea|button)([^>]*)>/g)].flatMap(
        ([, attributes]): [string, string][] => {
          const name = / name="([^"]*)"/.exec(attributes!)?.[1];
          return name === undefined ? [] : [[name, / value="([^"]*)"/.exec(attributes!)?.[1] ?? ""]];
        },
      );
      if (!/ method="post"/i.test(tag!)) continue;
      // One form of each kind of page is enough.
      const kind = `${url.pathname.replaceAll(/[0-9a-f-]{30,}|\d+/g, "N")} ${url.searchParams.get("action") ?? ""}`;
      this.#forms.set(kind, { action: url.pathname + url.search, fields });
    }
  }
}

function split(address: string): [string, string] {
  const at = address.indexOf("?");
  return at === -1 ? [address, ""] : [address.slice(0, at), address.slice(at + 1)];
}
