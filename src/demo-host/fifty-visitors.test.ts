import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { wallPause } from "../clock/clock.js";
import type { Emulator } from "../emulator.js";
import { packageFile } from "../package-files.js";
import { demoHost, TestVisitor } from "./testing/visitor.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

let emulator: Emulator;
/** One device for each lab, because there are fifty labs. */
const devices = temporaryFolder();
beforeAll(async () => {
  copyFileSync(packageFile("devices", "profiles", "amd64-nuc.yaml"), join(devices, "amd64-nuc.yaml"));
  emulator = await demoHost({ demoRate: 200, speed: 120, devices });
});
afterAll(() => emulator.close());

/** A visitor who waits as long as a busy server asks: fifty labs and fifty clients share this machine. */
class PatientVisitor extends TestVisitor {
  override send = (...request: Parameters<TestVisitor["send"]>) => patiently(() => super.send(...request));
  override browse = (...request: Parameters<TestVisitor["browse"]>) =>
    patiently(() => super.browse(...request));
}

/** Sends again what got 503, after the time in `Retry-After`. */
async function patiently<Answer extends { status: number; headers: Headers }>(
  send: () => Promise<Answer>,
): Promise<Answer> {
  for (;;) {
    const answer = await send();
    if (answer.status !== 503) return answer;
    await wallPause(Number(answer.headers.get("retry-after")) * 1000);
  }
}

/** What one visitor does, and the marks that no other visitor may see. */
class Story {
  readonly secret: string;
  readonly image: string;
  product = "";
  opportunity = "";
  /** Everything that this visitor received. */
  readonly seen: string[] = [];

  constructor(
    readonly n: number,
    readonly visitor: TestVisitor,
  ) {
    this.secret = `secret-of-${n}.`;
    this.image = `image-${n}.`;
  }

  get marks(): string[] {
    return [this.visitor.sandbox, this.secret, this.image, this.product, this.opportunity];
  }

  async arrive(): Promise<void> {
    expect((await this.visitor.arrive()).status).toBe(200);
    await this.visitor.learnCredentials();
    await this.#makeProduct();
  }

  async reset(): Promise<void> {
    expect((await this.visitor.act("reset")).status).toBe(303);
    expect((await this.visitor.send("GET", "/products")).text).not.toContain(this.secret);
  }

  async trigger(): Promise<void> {
    this.product = await this.#makeProduct();
    const { visitor, product, secret: image_reference, image: image_unique_id } = this;
    await visitor.send("POST", `/products/${product}/test-specs`, { name: "smoke", platform: "amd64" });
    const advertised = { image_unique_id, image_reference };
    const { body } = await visitor.send("POST", `/products/${product}/images`, advertised);
    this.opportunity = (body as { ids: [{ test_opportunity_id: string }] }).ids[0].test_opportunity_id;
  }

  async watch(): Promise<void> {
    const stored = new RegExp(`"test_opportunity_id":"${this.opportunity}"[^\\n]*RESULT_STORED`);
    this.seen.push(await this.visitor.watch((text) => stored.test(text)));
  }

  async look(): Promise<void> {
    const { visitor, product } = this;
    for (const page of ["", "opportunities"])
      this.seen.push((await visitor.browse(`/_emulator/dashboard/${page}`)).text);
    this.seen.push((await visitor.send("GET", "/products")).text);
    const results = await visitor.send("GET", `/products/${product}/tests/results`);
    expect((results.body as { test_results: object[] }).test_results).toHaveLength(1);
    const exchanges = `/_emulator/exchanges?limit=1000&sandbox=${visitor.sandbox}`;
    this.seen.push(results.text, (await visitor.admin("GET", exchanges)).text);
  }

  async #makeProduct(): Promise<string> {
    const product = { name: this.secret, release: "r", snaps: ["s.d"] };
    return ((await this.visitor.send("POST", "/products", product)).body as { id: string }).id;
  }
}

it("fifty visitors at once reset, trigger and watch, and none sees another's data", async () => {
  const stories = Array.from(
    { length: 50 },
    (_, n) => new Story(n, new PatientVisitor(emulator.url, `10.0.0.${n}`)),
  );
  for (const step of ["arrive", "reset", "trigger", "watch", "look"] as const)
    await Promise.all(stories.map((story) => story[step]()));
  expect(new Set(stories.map(({ visitor }) => visitor.sandbox)).size).toBe(50);
  for (const story of stories) {
    const seen = story.seen.join("\n");
    for (const mark of story.marks) expect(seen).toContain(mark);
    for (const other of stories)
      for (const mark of other === story ? [] : other.marks)
        expect(seen.includes(mark), `${story.n} sees ${mark} of ${other.n}`).toBe(false);
  }
}, 240_000);
