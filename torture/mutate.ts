import type { Random } from "./random.js";

/** A request that is made and changed before it is signed and sent. */
export interface Draft {
  method: string;
  /** Percent-encoded, without query. */
  path: string;
  query: [string, string][];
  headers: Record<string, string>;
  body: string | Buffer | null;
  /** Whether the path and the method are still those of the operation. */
  isItsOperation: boolean;
}

const ODD_STRINGS = [
  "",
  " ",
  "\0",
  "\u202e",
  "é",
  "😀",
  "\ud800",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "-1",
  "1e999",
  "%",
  "%00",
  "../..",
  "..%2f",
  "'",
  "<script>",
  "{{}}",
  "\r\nX: y",
  "a".repeat(37),
  "a".repeat(201),
  "a".repeat(5000),
];
const ODD_NUMBERS = ["-1", "0", "1e308", "1e999", "-0", "9007199254740993", "0.1", "1".repeat(400)];
const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND"];
const TYPES = [
  "text/plain",
  "application/xml",
  "application/json; charset=utf-16",
  "application/json;charset=utf-8",
  "multipart/form-data; boundary=x",
  "",
  "APPLICATION/JSON",
  "application/x-www-form-urlencoded",
];

/** Bodies that are large or hard to judge for their size. `size`: about that many bytes. */
const HEAVY: readonly ((size: number) => string)[] = [
  (size) => `[${"0,".repeat(size / 2)}0]`,
  (size) => `{"snaps":[${"0,".repeat(size / 2)}0]}`,
  (size) =>
    `{"name":"a","release":"b","snaps":[${Array.from({ length: size / 12 }, (_, n) => `"s${n}.foo"`).join()}]}`,
  (size) => `{"name":"a","release":"b","snaps":[${'"same.foo",'.repeat(size / 11)}"same.foo"]}`,
  (size) => `{${Array.from({ length: size / 10 }, (_, n) => `"k${n}":1`).join()}}`,
  (size) => "[".repeat(size / 2) + "]".repeat(size / 2),
  (size) => '{"a":'.repeat(size / 6) + "1" + "}".repeat(size / 6),
  (size) => `{"name":"${"\\u0000".repeat(size / 6)}"}`,
  (size) => `{"name":"${"é".repeat(size / 2)}","release":"${"\\ud800".repeat(10)}"}`,
  (size) => `{"accounts":[${Array.from({ length: size / 30 }, (_, n) => `{"email":"a${n}@b.c"}`).join()}]}`,
  (size) => `{"seed":{"accounts":[{${Array.from({ length: size / 10 }, (_, n) => `"x${n}":0`).join()}}]}}`,
  (size) =>
    `{"agent_id":"a","test_status":"PASSED","result_payload":{${Array.from({ length: size / 12 }, (_, n) => `"k${n}":"v"`).join()}}}`,
  (size) => `{"image_unique_id":"i","image_reference":[${"[],".repeat(size / 3)}[]]}`,
  () => `{"image_unique_id":"i","image_reference":${'{"__proto__":'.repeat(90)}1${"}".repeat(90)}}`,
  (size) => " ".repeat(size),
  (size) => `"${"\\".repeat(size)}"`,
  (size) => `{"email":"${"a@".repeat(size / 2)}","password":"x","token_name":"y"}`,
  (size) => "9".repeat(size),
];

/** Changes a draft in place: none to three small changes, now and then a heavy body. */
export function mutate(draft: Draft, random: Random): void {
  if (draft.body !== null && random.chance(0.03)) {
    const size = random.pick([2e3, 2e4, 1e5, 3e5, 1e6]);
    draft.body = random.pick(HEAVY)(size);
    return;
  }
  for (let left = random.pick([0, 1, 1, 1, 2, 3]); left > 0; left--) random.pick(CHANGES)(draft, random);
}

type Change = (draft: Draft, random: Random) => void;

const inBody: Change = (draft, random) => {
  if (typeof draft.body !== "string") return;
  let value: unknown;
  try {
    value = JSON.parse(draft.body);
  } catch {
    return;
  }
  draft.body = JSON.stringify(changed(value, random));
};

const CHANGES: readonly Change[] = [
  inBody,
  inBody,
  inBody,
  inBody,
  (draft, random) => (draft.body = damaged(draft.body, random)),
  (draft, random) => (draft.query = changedQuery(draft.query, random)),
  (draft, random) => (draft.query = changedQuery(draft.query, random)),
  (draft, random) => {
    const steps = draft.path.split("/");
    const at = 1 + random.below(Math.max(1, steps.length - 1));
    steps[at] = random.pick([
      encoded(random.pick(ODD_STRINGS)),
      "%zz",
      "%c3%28",
      "",
      "..",
      "%2e%2e",
      random.word(3),
    ]);
    draft.path = steps.join("/");
    draft.isItsOperation = false;
  },
  (draft, random) => {
    draft.method = random.pick(METHODS);
    draft.isItsOperation = false;
  },
  (draft, random) => (draft.headers["content-type"] = random.pick(TYPES)),
  (draft, random) => {
    const [name, value] = random.pick([
      ["accept", "text/html"],
      ["accept-encoding", "gzip, br"],
      ["content-encoding", "gzip"],
      ["if-none-match", "*"],
      ["range", "bytes=0-1"],
      ["x-http-method-override", "DELETE"],
      ["x-forwarded-for", "1.2.3.4"],
      ["cookie", "a=b; ".repeat(100)],
      ["expect", "200-ok"],
      ["last-event-id", "-1"],
      ["referer", "http://127.0.0.1/"],
    ] as const);
    draft.headers[name] = value;
  },
];

function changed(given: unknown, random: Random): unknown {
  const value = given as object | readonly unknown[] | string | number | boolean | null;
  if (isList(value) && value.length > 0 && random.chance(0.8)) {
    const at = random.below(value.length);
    return random.pick([
      () => value.with(at, changed(value[at], random)),
      () => [...value, ...value],
      () => value.toSpliced(at, 1),
    ])();
  }
  if (typeof value === "object" && value !== null && !isList(value) && random.chance(0.9)) {
    const entries = Object.entries(value) as [string, unknown][];
    const at = random.below(Math.max(1, entries.length));
    const [name, inner] = entries[at] ?? ["a", 1];
    if (entries.length === 0) return { [random.pick(ODD_STRINGS)]: inner };
    return random.pick([
      () => Object.fromEntries(entries.with(at, [name, changed(inner, random)])),
      () => Object.fromEntries(entries.with(at, [name, changed(inner, random)])),
      () => Object.fromEntries(entries.filter(([one]) => one !== name)),
      () => ({ ...value, [random.pick(ODD_STRINGS)]: inner }),
    ])();
  }
  return random.pick<() => unknown>([
    () => null,
    () => true,
    () => [],
    () => ({}),
    () => [value],
    () => random.pick(ODD_STRINGS),
    () => Number(random.pick(ODD_NUMBERS)),
    () => random.below(1e9),
    () => ({ a: value }),
  ])();
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function damaged(body: Draft["body"], random: Random): Draft["body"] {
  if (body === null) return random.pick(["{}", "null", "x", Buffer.from([0xff, 0xfe])]);
  const bytes = Buffer.from(body);
  const at = random.below(bytes.length + 1);
  return random.pick<() => Draft["body"]>([
    () => bytes.subarray(0, at),
    () => Buffer.concat([bytes, bytes]),
    () => Buffer.concat([bytes.subarray(0, at), Buffer.from([random.below(256)]), bytes.subarray(at)]),
    () => `\ufeff${bytes.toString()}`,
    () => bytes.toString().replace(/\d+/, random.pick(ODD_NUMBERS)),
    () => bytes.toString().replace("{", '{"__proto__":{"a":1},'),
    () => bytes.toString().replace(/"(\w+)":/, '"$1":1,"$1":'),
    () => null,
  ])();
}

function changedQuery(query: Draft["query"], random: Random): Draft["query"] {
  const at = random.below(Math.max(1, query.length));
  const odd = random.pick([...ODD_STRINGS, ...ODD_NUMBERS]);
  return random.pick<() => Draft["query"]>([
    () => [...query, [random.word(4), odd]],
    () => [...query, ...query],
    () => (query.length === 0 ? [[odd, odd]] : query.with(at, [query[at]![0], odd])),
    () => query.filter((_, index) => index !== at),
    () => [...query, ...Array.from({ length: 200 }, (_, n): [string, string] => [`q${n}`, "1"])],
  ])();
}

/** Percent-encoded; characters that cannot be encoded are replaced. */
export const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString());
