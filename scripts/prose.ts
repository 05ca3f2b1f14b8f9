/**
 * Finds phrases that a technical editor would not let pass, in documentation, messages and comments. The list grows by what
 * readers stumbled over: each entry says what to write instead.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** A phrase that is not to be used. */
interface Banned {
  phrase: RegExp;
  /** What to write instead. */
  instead: string;
}

const BANNED: readonly Banned[] = [
  // Inversions and riddles.
  {
    phrase:
      /(?<=^|[.:;)*"`>] )Who(ever)? (?!(is|are|was|can|may|did|does|has|sent|made|holds?)\b)[a-z]+ [^?]{5,80}[.;]/,
    instead: "Name the person: a client that..., a visitor who...",
  },
  {
    phrase: /\b[Nn]obody who\b|\b[Tt]hose who\b|\bwhoever\b/,
    instead: "Name the person: clients, visitors, agents",
  },
  { phrase: /\bit will be\b(?=[.`"])/, instead: "It will be ..." },
  {
    phrase: /(?<!so )\bthat there (is|are)\b(?! (no|a|an|any)\b)/,
    instead: "an existing ..., ... that exists",
  },
  {
    phrase:
      /\b(?<!not )(?<!in )(for|in|with|at|of|to|after|by|only) so (many|much|long|few|often)\b(?! (as|that)\b)/,
    instead: "Name the quantity: for N seconds, after this time",
  },
  {
    phrase: /\bso (many|much) (milliseconds|seconds|bytes|characters|of|at a time|records|requests)\b/,
    instead: "Name the quantity: N seconds, at most N bytes",
  },
  {
    phrase:
      /, for (it|they|there|nobody|no|such|its|what|who|a|an|the) [a-z]+ (is|are|has|have|was|were|holds?|does|do|comes?|would|will|can|may)\b/,
    instead: "..., because ...",
  },
  { phrase: /\bnor (is|are|does|do|has|have|may|can|will)\b/, instead: "..., and it does not ..." },
  { phrase: /\bin (its|their|his|whose) stead\b/, instead: "instead" },
  {
    phrase: /\b(have|has|had|be|is|are) as (many|much|few|fast) as\b.*\bwall's\b|\bthe wall's\b|\bwall's\b/,
    instead: "real time, wall-clock time",
  },
  // Defaults and conditions.
  { phrase: /\bwhere left out\b|[;:,] left out,|\bleft out(:| it is\b)/i, instead: "Default: X" },
  { phrase: /\bwhere there (is|are) (no|none)\b/, instead: "if there is no ..., if the ... does not exist" },
  { phrase: /\bthat (is|are) none\b/, instead: "an invalid ..., an unknown ..." },
  { phrase: /\bOne that (is|cannot|has)\b/, instead: "Unknown names get 404" },
  { phrase: /\bis no (number|UUID|JSON|API|emulator|report)\b/, instead: "is not a ..." },
  { phrase: /\bwhichever (of|agent|device)\b|\bof whichever\b/, instead: "any of" },
  // Private or old words.
  { phrase: /\bin hand\b/, instead: "current, unfinished, held" },
  { phrase: /\b(strikes?|struck)\b/, instead: "a fault applies" },
  { phrase: /\bfor want of\b/, instead: "because of, without" },
  { phrase: /\b(is|are) told (in|by|once)\b/, instead: "is reported" },
  { phrase: /\bsomebody('s| else's)\b|\bnobody's\b/, instead: "another account's, another client's" },
  { phrase: /\bmend(s|ed|ing)?\b/, instead: "fix, correct" },
  { phrase: /\bborne\b/, instead: "accepted, tolerated" },
  { phrase: /(?<![.-])\banew\b/, instead: "again" },
  {
    phrase: /\b(thereof|therein|thereby|whereby|wherein|hence|ere|lest|whence|thus)\b/i,
    instead: "so, because, in it",
  },
  { phrase: /\b(makes?|made|making) (\w+ ){0,3}known\b/, instead: "publishes, advertises" },
  { phrase: /\bfalls? (silent|asleep)\b|\bfell asleep\b/, instead: "stops, pauses" },
  { phrase: /\b(at|to) an end\b/, instead: "ends" },
  { phrase: /\bgone at the end\b/, instead: "deleted when it ends" },
  {
    phrase: /\bit is looked\b|\bis told of\b|\bare told of\b|\bto be had\b|\bto hear of\b/,
    instead: "Use the active voice and name the actor",
  },
  { phrase: /\band the like\b|\bor the like\b/, instead: "such as ..." },
  { phrase: /\bby way of\b/i, instead: "through" },
  { phrase: /\bmerely\b/, instead: "only" },
  { phrase: /\bbut one\b|\ball but (?!PASSED)/, instead: "only one; all except" },
  { phrase: /\bWhat of (a|the|an|its)\b/, instead: "The part of ... that ..." },
  {
    phrase:
      /(?<=^|[.(*/] )(Most|Least|Fewest|Longest) (?!(of|errors|such|test|tests)\b)[a-z]+ (of|that|at|in|which|a|for)\b/,
    instead: "The maximum number of ..., the longest time ...",
  },
  { phrase: /\bstrangers?\b/i, instead: "other tenants, visitors, unknown clients" },
  { phrase: /\bforetell\b|\bmind the\b(?! hyphen)/i, instead: "predict" },
  { phrase: /\bso and so\b|\bsuch and such\b/, instead: "Name it" },
  { phrase: /\bthat is what\b|\bthat is all\b/i, instead: "Say it in one clause" },
];

/**
 * Beginnings of the paths that are free of banned phrases; the check `prose` keeps them so. Add a path once it is clean: the
 * goal is everything.
 */
const CLEAN: readonly string[] = [
  "CONTRIBUTING.md",
  "README.md",
  "assumptions.yaml",
  "contract-tests/cleanup/",
  "contract-tests/clauses/",
  "contract-tests/generate/",
  "contract-tests/judge/",
  "contract-tests/mutants/",
  "contract-tests/report/",
  "contract-tests/run/",
  "contract-tests/target/",
  "contract-tests/testing/",
  "docs/",
  "emulator-openapi.yaml",
  "examples/",
  "fixtures/",
  "openapi.yaml",
  "bench/",
  "torture/",
  "traffic/",
  "devices/",
  "scripts/",
  "src/",
  "vitest.config.ts",
];

/** Generated or historical text, and the list itself. */
const SKIPPED =
  /^(CHANGELOG\.md|package-lock\.json|LICENSE|scripts\/prose(\.test)?\.ts|.*\.gen\.ts|fixtures\/exchanges\/.*)$/;
const READ = /\.(ts|tsx|md|yaml|yml|py|html|css)$/;

/** The banned phrases of a text, one line each: `line: phrase (instead)`. Phrases may go over line ends. */
export function proseProblems(text: string): string[] {
  // Comment signs at the beginnings of lines are blanked, so that positions stay.
  const plain = text.replace(/\n[ \t]*(\*(?!\/)|\/\/|#+|-|\|)?[ \t]*/g, (lead) => " ".repeat(lead.length));
  return BANNED.flatMap(({ phrase, instead }) =>
    [...plain.matchAll(new RegExp(phrase.source.replaceAll(" ", "\\s+"), `${phrase.flags}g`))].map(
      ({ 0: found, index }) =>
        `${lineAt(text, index)}: "${found.trim().replaceAll(/\s+/g, " ")}" (${instead})`,
    ),
  );
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length;

/** The banned phrases in the files of the clean paths, or with `all` of the whole repository: `file:line: ...`. */
export function proseProblemsOfRepository({ all = false } = {}): string[] {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => READ.test(file) && !SKIPPED.test(file) && existsSync(file))
    .filter((file) => all || CLEAN.some((path) => file.startsWith(path)));
  return files.flatMap((file) =>
    proseProblems(readFileSync(file, "utf8")).map((problem) => `${file}:${problem}`),
  );
}
