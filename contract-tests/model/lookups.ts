/** What exists for whom, what a trigger meets, what is deleted with what, and in which order things come. */
import type { Account, Agent, Opportunity, Product, State, TestSpec } from "./records.js";

/** What an account, a product and an organization have. */
export function rightScope() {
  return {
    products: (state: State, account: Account): Product[] =>
      [...state.products.values()].filter((product) => product.account === account),
    product(state: State, account: Account, id: string): Product | undefined {
      const product = state.products.get(id);
      return product?.account === account ? product : undefined;
    },
    specs: (state: State, product: Product): TestSpec[] =>
      [...state.specs.values()].filter((spec) => spec.product === product),
    spec(state: State, product: Product, id: string): TestSpec | undefined {
      const spec = state.specs.get(id);
      return spec?.product === product ? spec : undefined;
    },
    /** Of a product's logs and results. */
    opportunities: (state: State, product: Product): Opportunity[] =>
      [...state.opportunities.values()].filter((opportunity) => opportunity.product === product),
    /** The one that a result is posted for. */
    opportunity(state: State, account: Account, id: string): Opportunity | undefined {
      const opportunity = state.opportunities.get(id);
      return opportunity?.product.account === account ? opportunity : undefined;
    },
    /** Of an account's agents. */
    waiting: (state: State, account: Account): Opportunity[] =>
      [...state.opportunities.values()].filter(
        ({ product, holder }) => product.account === account && holder === null,
      ),
    organization: (account: Account, name: string): string | undefined =>
      account.organizations.find((own) => own === name),
    /** Of an organization's logs and results. */
    organizationOpportunities: (state: State, account: Account): Opportunity[] =>
      [...state.opportunities.values()].filter(({ product }) => product.account === account),
    account: (state: State, email: string): Account | undefined =>
      state.accounts.find((account) => account.email === email),
  };
}

/** Which Test Specs a trigger starts, and which agent may have an opportunity. */
export function rightMatch() {
  const match = {
    /** Every trigger of a product starts all its Test Specs. */
    specs: (_state: State, specs: TestSpec[]): TestSpec[] => specs,
    references: (product: Product, snapName: string): boolean => product.snaps.includes(snapName),
    ofImageName: (spec: TestSpec, imageName: string): boolean => spec.imageName === imageName,
    /** Product by product, the oldest first. */
    legacyImage: (state: State, account: Account, imageName: string): TestSpec[] =>
      [...state.products.values()]
        .filter((product) => product.account === account)
        .flatMap((product) => match.legacySnap(state, [product]))
        .filter((spec) => match.ofImageName(spec, imageName)),
    legacyProducts: (products: Product[], snapName: string): Product[] =>
      products.filter((product) => match.references(product, snapName)),
    legacySnap: (state: State, products: Product[]): TestSpec[] =>
      products.flatMap((product) => [...state.specs.values()].filter((spec) => spec.product === product)),
    platform: (wanted: string, agents: string | null): boolean => wanted === agents,
    fits: (opportunity: Opportunity, agent: Agent): boolean =>
      opportunity.spec.platform === null || match.platform(opportunity.spec.platform, agent.platform),
    /** Of those that fit, in the order in which they came about. */
    next: (fitting: Opportunity[]): Opportunity | undefined => fitting[0],
  };
  return match;
}

export function rightRemove() {
  const remove = {
    product(state: State, product: Product): void {
      state.products.delete(product.id);
      remove.specsOf(state, product);
      remove.opportunitiesOf(state, product);
    },
    specsOf(state: State, product: Product): void {
      for (const [id, spec] of state.specs) if (spec.product === product) state.specs.delete(id);
    },
    opportunitiesOf(state: State, product: Product): void {
      for (const [id, opportunity] of state.opportunities)
        if (opportunity.product === product) state.opportunities.delete(id);
    },
    spec(state: State, spec: TestSpec): void {
      state.specs.delete(spec.id);
    },
  };
  return remove;
}

/** Lists are oldest first. What came about is in that order already, but for results, which count from storing. */
export function rightOrder() {
  return {
    products: (list: Product[]): Product[] => list,
    specs: (list: TestSpec[]): TestSpec[] => list,
    made: (list: Opportunity[]): Opportunity[] => list,
    logs: (list: Opportunity[]): Opportunity[] => list,
    results: (list: Opportunity[]): Opportunity[] =>
      list.toSorted((a, b) => (a.result?.storedAt ?? 0) - (b.result?.storedAt ?? 0)),
  };
}
