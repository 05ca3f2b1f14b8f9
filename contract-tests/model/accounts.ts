/** The accounts that a model server starts with, and their first tokens and products. */
import type { Policy } from "./policy.js";
import type { Account, Barred, State } from "./records.js";

export interface AccountSeed {
  name: string;
  email: string;
  password: string;
  organizations?: string[];
  /** The one-time password of a second factor. */
  otp?: string;
  barred?: Barred;
}

export interface TestSpecSeed {
  name: string;
  platform?: string | null;
  image_name?: string | null;
  test_payload?: unknown;
}

export interface ProductSeed {
  /** The account's name; the first account's if left out. */
  account?: string;
  name: string;
  release: string;
  snaps: string[];
  test_specs?: TestSpecSeed[];
}

/** What a client needs to know of an account. */
export interface ModelAccount {
  name: string;
  email: string;
  password: string;
  organizations: string[];
  credentials: { consumer_key: string; consumer_secret: string; token_key: string; token_secret: string };
}

export const DEFAULT_ACCOUNTS: AccountSeed[] = [
  { name: "docs", email: "docs@example.com", password: "docs-password", organizations: ["docs-org"] },
  { name: "other", email: "other@example.com", password: "other-password", organizations: ["other-org"] },
];

const FIRST_TOKEN = "first";

export function createState(policy: Policy, accounts: AccountSeed[], products: ProductSeed[]): State {
  const state: State = {
    accounts: accounts.map((seed) => createAccount(policy, seed)),
    products: new Map(),
    specs: new Map(),
    opportunities: new Map(),
    nonces: new Set(),
  };
  for (const product of products) addProduct(policy, state, product);
  return state;
}

function createAccount({ make, clock }: Policy, seed: AccountSeed): Account {
  const token = { key: make.secret(), secret: make.secret(), name: FIRST_TOKEN, createdAt: clock.now() };
  return {
    name: seed.name,
    email: seed.email,
    password: seed.password,
    otp: seed.otp ?? null,
    barred: seed.barred ?? null,
    consumerKey: make.secret(),
    consumerSecret: make.secret(),
    organizations: seed.organizations ?? [],
    tokens: new Map([[FIRST_TOKEN, token]]),
  };
}

function addProduct({ make, clock }: Policy, state: State, seed: ProductSeed): void {
  const account = state.accounts.find(({ name }) => name === seed.account) ?? state.accounts[0]!;
  const { name, release, snaps } = seed;
  const id = make.id();
  const product = { id, account, name, release, snaps, createdAt: clock.now() };
  state.products.set(id, { ...product, lastGoldMaster: null, bases: new Map<string, string | null>() });
  for (const spec of seed.test_specs ?? []) {
    const specId = make.id();
    state.specs.set(specId, {
      id: specId,
      product: state.products.get(id)!,
      name: spec.name,
      platform: spec.platform ?? null,
      imageName: spec.image_name ?? null,
      testPayload: spec.test_payload ?? null,
      createdAt: clock.now(),
    });
  }
}

export function toModelAccount(account: Account): ModelAccount {
  const [token] = account.tokens.values();
  return {
    name: account.name,
    email: account.email,
    password: account.password,
    organizations: account.organizations,
    credentials: {
      consumer_key: account.consumerKey,
      consumer_secret: account.consumerSecret,
      token_key: token!.key,
      token_secret: token!.secret,
    },
  };
}

/** The `conf.ini` of an account (`3.conf-ini`). */
export function confIni({ credentials }: ModelAccount): string {
  const lines = Object.entries(credentials).map(([name, value]) => `${name} = ${value}\n`);
  return `[auth]\n${lines.join("")}`;
}
