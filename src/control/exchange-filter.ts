import type { Exchange } from "../sandbox/exchange-log.js";
import type { components, operations } from "../spec/control-types.gen.js";
import type { Steps } from "../domain/steps.js";
import { Glob } from "../text/glob.js";

type InBody = Omit<components["schemas"]["ExchangeWait"], "count" | "timeout_ms">;
type InQuery = NonNullable<operations["countExchanges"]["parameters"]["query"]>;

/** The filters of exchanges in a query or a body; all given filters must match. */
export type ExchangeFilters = { [Name in keyof InBody]?: InBody[Name] | InQuery[Name] | undefined };

/** One filter: its text, and a function that says why an exchange does not match, or null if it does. */
interface Check {
  asks: string;
  mismatch: (exchange: Exchange) => string | null;
}

/** Filters, prepared for many exchanges. */
export class ExchangeFilter {
  readonly #checks: Check[];

  constructor(filters: ExchangeFilters) {
    this.#checks = checksOf(filters);
  }

  passes(exchange: Exchange): boolean {
    return this.#checks.every(({ mismatch }) => mismatch(exchange) === null);
  }

  /** The exchanges that match. */
  *among(all: readonly Exchange[]): Steps<Exchange[]> {
    const passing: Exchange[] = [];
    for (const exchange of all) {
      yield comparedIn(exchange);
      if (this.passes(exchange)) passing.push(exchange);
    }
    return passing;
  }

  /** The reasons why an exchange does not match, a few words each. */
  mismatches(exchange: Exchange): string[] {
    return this.#checks.flatMap(({ mismatch }) => mismatch(exchange) ?? []);
  }

  /** ` with operation listProducts, status 4xx`; empty without filters. */
  get text(): string {
    const asks = this.#checks.map((check) => check.asks);
    return asks.length === 0 ? "" : ` with ${asks.join(", ")}`;
  }
}

/** The size of a short text that is compared, with what it takes to compare it. */
const ONE_TEXT = 100;

/** About how many characters of an exchange are compared with filters. */
export function comparedIn({ path, subjects }: Exchange): number {
  return path.length + ONE_TEXT * (1 + subjects.products.length + subjects.opportunities.length);
}

function checksOf(filters: ExchangeFilters): Check[] {
  const checks: Check[] = [];
  const oneOf = (
    name: string,
    wanted: string | undefined,
    of: (exchange: Exchange) => readonly string[],
  ): void => {
    if (wanted === undefined) return;
    const wants = wanted.toLowerCase();
    checks.push({
      asks: `${name} ${wanted}`,
      mismatch: (exchange) => {
        const are = of(exchange);
        if (are.some((text) => text.toLowerCase() === wants)) return null;
        return are.length === 0 ? `no ${name}` : `${name} ${are.slice(0, 3).join(", ")}`;
      },
    });
  };
  const text = (name: string, wanted: string | undefined, of: (exchange: Exchange) => string | null): void =>
    oneOf(name, wanted, (exchange) => {
      const is = of(exchange);
      return is === null ? [] : [is];
    });
  text("operation", filters.operation, ({ operationId }) => operationId);
  text("method", filters.method, ({ method }) => method);
  const { path, status, since } = filters;
  if (path !== undefined) {
    const glob = new Glob(path);
    checks.push({
      asks: `path ${path}`,
      mismatch: (exchange) => (glob.fits(exchange.path) ? null : "another path"),
    });
  }
  if (status !== undefined) {
    const wants = String(status);
    checks.push({
      asks: `status ${wants}`,
      mismatch: ({ response }) => {
        if (response === null) return "no answer";
        const is = String(response.status);
        return is === wants || (wants.endsWith("xx") && is[0] === wants[0]) ? null : `status ${is}`;
      },
    });
  }
  text("agent", filters.agent, ({ subjects }) => subjects.agent);
  text("account", filters.account, ({ account }) => account);
  oneOf("product", filters.product, ({ subjects }) => subjects.products);
  oneOf("opportunity", filters.opportunity, ({ subjects }) => subjects.opportunities);
  const after = Number(since ?? 0);
  if (after > 0) {
    checks.push({
      asks: `since ${after}`,
      mismatch: ({ id }) => (id > after ? null : `number ${id}, before`),
    });
  }
  return checks;
}
