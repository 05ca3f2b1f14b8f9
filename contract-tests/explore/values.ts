import type { Random } from "./random.js";

/** Names that are different for the contract, but that a server may take for the same, or change. */
const NAMES = [
  ...["a", "A", " a ", "a  b", "<b>&amp;</b>", "é", "e\u0301", "null", "0", "__proto__", "a/b", "a%20b"],
  ...["a+b", '"quoted"', "$(x) 'y'", "\u05d0\u202e", "ß", "x".repeat(200), "\u{1d4b3}".repeat(200), "\\n"],
];
const SNAPS = ["snap-a.foo", "snap-b.foo", "Snap-a.foo", "snap-a.foo2", "snap-a", "snap-ä.foo"];
const IMAGE_IDS = [
  ...["img-1", "IMG-1", " img-1", "img-1 ", "img", "x".repeat(36), "\u{1d4b3}".repeat(36), "a+b", "a b"],
  ...["a%20b", "a&b=c", "ä", "a\u0308", "0", "DEADBEEF_83451039", "5e2a7d44-1c3b-4b8e-a1f5-60d9c7b2e813"],
];
const PLATFORMS = [null, null, "pi2", "PI2", "pi2 ", "pi", "amd64"];
const IMAGE_NAMES = [null, "", "my_image", "My_image", "my_image ", "my image", "<i>"];
const AGENTS = ["agent-1", "agent-2", "Agent-1", "agent/1", "agent 1", "agent%201", "a+b", "ä"];
const TOKEN_NAMES = ["token-1", "Token-1", " token-1", "token-2", "ä"];
export const CHANNELS = ["edge", "beta", "candidate", "stable"];
const STATUSES = ["PASSED", "FAILED", "ERROR"];
const REVISIONS = [0, 1, 2, 7, 2, 1, Number.MAX_SAFE_INTEGER];
const TIMES = ["2016-01-04T17:34:39.093142", "1999-12-31T23:59:59.999999", "2016-02-29T00:00:00.000000"];
const KEYS = ["a", "A", "b", "", "id", "created_at", "__proto__", "constructor", "ä", "a b", "0", "agent-id"];
const SCALARS = [
  ...[null, true, false, 0, -1, 1.5, 1e-7, 1e21, -0.1, Number.MAX_SAFE_INTEGER, "", " ", "0", "null", "true"],
  ...["2016-01-04T17:34:39.093142", "2016-01-04", "<script>", "\\", "\r\n\t", "\u0000", "\u2028", "e\u0301"],
  ...["0123456789abcdef".repeat(300), "\u00e4".repeat(1025)],
  ...["{'foo': 'bar'}", '{"foo": 1}', "\u{1f600}", "5E2A7D44-1C3B-4B8E-A1F5-60D9C7B2E813", "%20+&=", "$1"],
];

/** Values for requests. On a shared target, names contain the name of the run, so that they are of this run only. */
export class Values {
  /** @param tag put before names; empty on a target that only the suite uses */
  constructor(
    private readonly random: Random,
    private readonly tag: string,
  ) {}

  name = (): string => this.#tagged(this.random.of(NAMES), 200);
  snap = (): string => this.#tagged(this.random.of(SNAPS), 200);
  agent = (): string => this.#tagged(this.random.of(AGENTS), 200);
  imageId = (): string => this.random.of(IMAGE_IDS);
  platform = (): string | null => this.#maybeTagged(this.random.of(PLATFORMS));
  imageName = (): string | null => this.#maybeTagged(this.random.of(IMAGE_NAMES));
  tokenName = (): string => this.#tagged(this.random.of(TOKEN_NAMES), 200);
  channel = (): string => this.random.of(CHANNELS);
  status = (): string => this.random.of(STATUSES);
  revision = (): number => this.random.of(REVISIONS);

  /** A text that is almost the same. */
  like(text: string): string {
    const { random } = this;
    const characters = [...text];
    // A hole must stay as it is, and a longer text might be too long.
    if (text.includes("⟦") || characters.length < 2 || characters.length > 30) return text;
    const other = text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
    return random.of([other, `${text} `, ` ${text}`, characters.slice(0, -1).join(""), `${text}2`]);
  }

  /** Any JSON. */
  json(depth = 0): unknown {
    const { random } = this;
    if (depth === 0 && random.chance(0.06)) return this.#long();
    if (depth > 2 || random.chance(0.55)) return random.of(SCALARS);
    if (random.chance(0.4)) return Array.from({ length: random.below(4) }, () => this.json(depth + 1));
    return this.object(depth + 1);
  }

  /** A JSON object of any content. */
  object(depth = 0): Record<string, unknown> {
    const { random } = this;
    const keys = Array.from({ length: random.below(4) }, () => random.of(KEYS));
    // Unlike an assignment, this also makes `__proto__` a field.
    return Object.fromEntries(keys.map((key) => [key, this.json(depth + 1)]));
  }

  /** The `timing` of an agent. */
  timing(): Record<string, string> {
    const { random } = this;
    const names = ["setup_start", "Setup_start", "a b", "ä"].filter(() => random.chance(0.5));
    return Object.fromEntries(names.map((name) => [name, random.of(TIMES)]));
  }

  /** Long or deep JSON, less than what a server may refuse. */
  #long(): unknown {
    const { random } = this;
    if (random.chance(0.3)) return Array.from({ length: 10 }).reduce((inside) => [{ inside }], 7);
    if (random.chance(0.5)) return Array.from({ length: 130 }, (_, n) => n);
    return Object.fromEntries(Array.from({ length: 70 }, (_, n) => [`member ${n}`, random.of(SCALARS)]));
  }

  #maybeTagged(text: string | null): string | null {
    return text === null ? null : this.#tagged(text, 200);
  }

  #tagged(text: string, most: number): string {
    return this.tag === "" ? text : [...`${this.tag}-${text}`].slice(0, most).join("");
  }
}
