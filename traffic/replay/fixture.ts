import { stringify } from "yaml";
import { HIDDEN } from "../../src/http/secrets.js";
import { headerOf, jsonOf, type TrafficExchange } from "../exchange.js";
import type { RecordingHead } from "../recording/format.js";
import { RecordingError } from "../recording/read.js";
import { accountOf } from "./account.js";
import { A_MOMENT_BEFORE, documentedWords } from "./compare-body.js";
import { mapPlaces } from "./map-places.js";
import { neededAccounts } from "./needed-accounts.js";
import { type IdKind, schemaOfAnswer } from "./places.js";
import { replay } from "./replay.js";
import { mapRequest } from "./request.js";
import type { Step } from "./replayer.js";
import type { Stage } from "./stage.js";
import { readTime } from "./times.js";

/** A fixture that was made of a recording. */
export interface MadeFixture {
  /** A file for `fixtures/exchanges`; its README describes the format. */
  text: string;
  steps: number;
  /** Exchanges that are not in it, with the reason. */
  leftOut: { n: number; why: string }[];
  /** Numbers of the exchanges whose answers the emulator gives otherwise, so that the fixture fails. */
  differing: number[];
}

/** What is needed to make one. */
export interface FixtureSource {
  head: RecordingHead;
  exchanges: readonly TrafficExchange[];
  title: string;
  stageAt: (start: number) => Promise<Stage>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** The two forms of times that have placeholders (contract.md §2). */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(\+00:00)?$/;
const PATIENCE_MS = 60_000;

/**
 * Makes golden exchanges of a recording: ids and times become placeholders. It is replayed meanwhile, so that the fixture's
 * clock stands where the emulator's has to. @throws RecordingError if the recording needs what was there before it
 */
export async function fixtureOf({ head, exchanges, title, stageAt }: FixtureSource): Promise<MadeFixture> {
  const [account] = neededAccounts(exchanges);
  let stage: Stage | undefined;
  let clock = 0;
  const writer = new FixtureWriter();
  const leftOut: MadeFixture["leftOut"] = [];
  const differing: number[] = [];
  const steps: object[] = [];
  let start = 0;
  const { made } = await replay({
    ...{ exchanges, patienceMs: PATIENCE_MS, signal: new AbortController().signal },
    async stageAt(at) {
      start = clock = at;
      return (stage = await stageAt(at));
    },
    onStep(step) {
      const why = whyNot(step, account?.names[0]);
      if (why !== null) {
        leftOut.push({ n: step.exchange.n, why });
        return;
      }
      if (step.found.differences.length > 0) differing.push(step.exchange.n);
      const now = stage!.now();
      steps.push(writer.step(step, (now - clock) / 1000));
      clock = now;
    },
  });
  if (made.products + made.opportunities > 0)
    throw new RecordingError(
      "the recording names products that were there before it began; accepted for a fixture: a recording from their beginning",
    );
  const organizations = account?.organizations ?? [];
  const fixture = {
    title,
    recorded: { target: head.target, started: head.started },
    seed: { accounts: [{ email: "recorded@example.com", password: "of a fixture", organizations }] },
    clock: isoOf(start),
    steps,
  };
  return { text: stringify(fixture, { lineWidth: 0 }), steps: steps.length, leftOut, differing };
}

/** Why an exchange cannot be a golden one; null if it can. */
function whyNot({ exchange, operation, notSent, found }: Step, account: string | undefined): string | null {
  if (notSent !== null) return notSent;
  if (accountOf(exchange) !== account) return "only requests of the first account can be in a fixture";
  if (operation === "createToken") return "its secrets are not in the recording";
  if (found.notCompared.some(({ why }) => why.startsWith(A_MOMENT_BEFORE)))
    return "an emulator is a moment ahead of it, which does not matter";
  const { answer, method } = exchange;
  if (answer === null || answer.body.isCut || answer.body.text === null)
    return "its answer was not kept whole";
  if (method !== "HEAD" && answer.body.text !== "" && jsonOf(answer.body) === undefined)
    return "its answer is not JSON";
  return null;
}

/** Writes steps, with one name for each id and each time. */
class FixtureWriter {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  /** Ids that a client chose. */
  readonly #given = new Set<string>();

  step({ exchange, operation }: Step, advance: number): object {
    const { n, method } = exchange;
    const answer = exchange.answer!;
    const { path, body } = mapRequest(exchange, (kind, id) => this.#inRequest(kind, id));
    const type = headerOf(exchange.headers, "content-type");
    const needsType = body !== null && type !== undefined && type !== "application/json";
    const told = jsonOf(answer.body);
    return {
      name: `${n}: ${operation ?? "no operation"}`,
      ...(advance > 0 ? { advance } : {}),
      request: {
        ...{ method, path },
        ...(needsType ? { headers: { "content-type": type } } : {}),
        ...(body === null || body === "" ? {} : { body: asWritten(body) }),
      },
      answer: {
        status: answer.status,
        ...(told === undefined
          ? {}
          : {
              body: mapPlaces(schemaOfAnswer(operation, answer.status), told, {
                id: (kind, id) => this.#inAnswer(kind, id),
                time: (text) => this.#time(text),
                words: (text) => (documentedWords(text) === "words" ? "{{any}}" : text),
                value: (value) => (typeof value === "string" && value.includes(HIDDEN) ? "{{any}}" : value),
              }),
            }),
      },
    };
  }

  #inRequest(kind: IdKind, id: string): string {
    const known = this.#names.get(`${kind} ${id}`);
    if (known === undefined) this.#given.add(`${kind} ${id}`);
    return known ?? id;
  }

  #inAnswer(kind: IdKind, id: string): string {
    const key = `${kind} ${id}`;
    if (this.#given.has(key) || !UUID.test(id)) return id;
    return this.#name(key, "uuid", kind.replaceAll(" ", "-"));
  }

  #time(text: string): string {
    if (!TIME.test(text) || readTime(text) === null) return text;
    return this.#name(text, text.endsWith("+00:00") ? "time" : "naive", "t");
  }

  #name(key: string, form: string, of: string): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const count = (this.#counts.get(of) ?? 0) + 1;
    this.#counts.set(of, count);
    const name = `{{${form}:${of}-${count}}}`;
    this.#names.set(key, name);
    return name;
  }
}

/** A body as YAML; as its text if that says more than its JSON. */
function asWritten(body: string): unknown {
  const json = jsonOf({ bytes: body.length, text: body, isCut: false });
  const plain = (text: string): string => text.replaceAll(/\s+/g, "");
  return json !== undefined && typeof json !== "string" && plain(JSON.stringify(json)) === plain(body)
    ? json
    : body;
}

/** A time in microseconds as the format of fixtures has it. */
function isoOf(at: number): string {
  const whole = Math.floor(at / 1_000_000);
  const fraction = String(at - whole * 1_000_000).padStart(6, "0");
  return `${new Date(whole * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}
