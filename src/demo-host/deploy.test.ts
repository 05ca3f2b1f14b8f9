import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { packageFile } from "../package-files.js";
import { Running } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { TestVisitor } from "./testing/visitor.js";

const TOKEN = "a token that nobody guesses";

const read = (name: string): string => readFileSync(packageFile("deploy", "demo-host", name), "utf8");

/** The values of a Dockerfile's instruction in its last stage. */
function instructions(name: string): string[] {
  const stage = read("Dockerfile")
    .replaceAll("\\\n", " ")
    .split(/^FROM .*$/m)
    .at(-1)!;
  return [...stage.matchAll(new RegExp(`^${name} (.*)$`, "gm"))].map(([, value]) => value!);
}

const command = (name: string): string[] => JSON.parse(instructions(name)[0]!) as string[];

/** A folder with just those files of the package that the image has. */
function imageFolder(): string {
  const folder = temporaryFolder();
  const sources = instructions("COPY").flatMap((copy) => copy.match(/(?<= \/src\/)\S+/g) ?? []);
  for (const source of sources) {
    const to = join(folder, source);
    const from = packageFile(...source.split("/"));
    mkdirSync(dirname(to), { recursive: true });
    // One dependency is enough: links are followed to the whole package.
    if (source === "node_modules") symlinkSync(from, to);
    else cpSync(from, to, { recursive: true });
  }
  return folder;
}

/** The variables that the compose file sets, as compose would fill them in. */
function composeVariables(): Record<string, string> {
  const { services } = parse(read("compose.yaml")) as {
    services: { emulator: { environment: Record<string, string> } };
  };
  const given: Record<string, string> = { SPI_EMULATOR_ADMIN_TOKEN: TOKEN, DEMO_DOMAIN: "demo.test" };
  const filled = ([name, value]: [string, string]): [string, string] => [
    name,
    value.replace(/\$\{(\w+):\?[^}]*\}/g, (_, variable: string) => given[variable] ?? ""),
  ];
  return Object.fromEntries(Object.entries(services.emulator.environment).map(filled));
}

/** Starts what a file of the demo host says, on a free port of this machine, with state in a folder of its own. */
async function startDemoHost(cwd: string, words: string[], env: Record<string, string>): Promise<string> {
  const at = (flag: string): number => words.indexOf(flag) + 1;
  const own = [...words];
  own[at("--host")] = "127.0.0.1";
  own[at("--data-dir")] = join(temporaryFolder(), "data");
  const [program, ...args] = [...own, "--port", "0"];
  const running = new Running(program === "node" ? process.execPath : program, args, { cwd, env });
  await running.until(() => running.stdout.includes("127.0.0.1:"));
  return /127\.0\.0\.1:\d+/.exec(running.stdout)![0];
}

it("the image holds what its command needs, the compose file's variables fit, and the health check passes", async () => {
  const image = imageFolder();
  const words = [...command("ENTRYPOINT"), ...command("CMD")];
  const address = await startDemoHost(image, words, composeVariables());
  const check = /CMD (\[.*\])/.exec(instructions("HEALTHCHECK")[0]!)![1]!.replace("127.0.0.1:7740", address);
  const [, ...args] = JSON.parse(check) as string[];
  expect((await new Running(process.execPath, args, { cwd: image }).ended).code).toBe(0);
  const visitor = new TestVisitor(`http://${address}`, "10.0.0.1");
  expect((await visitor.arrive()).status).toBe(200);
  expect(visitor.sandbox).not.toBe("");
});

it("refused requests of unknown clients, which are logged, do not fill the disk", () => {
  const { services } = parse(read("compose.yaml")) as {
    services: Record<string, { logging?: { driver: string } }>;
  };
  expect(Object.values(services).map(({ logging }) => logging?.driver)).toEqual(["local", "local"]);
});

it("the service's command starts the demo host", async () => {
  const service = read("spi-emulator-demo.service");
  const [, line] = /^ExecStart=\/usr\/bin\/env spi-emulator (.*)$/m.exec(service)!;
  const variables = [...service.matchAll(/^Environment=(SPI_EMULATOR_\w+)=(.*)$/gm)];
  const env = Object.fromEntries(variables.map(([, name, value]) => [name!, value!]));
  const words = ["node", packageFile("dist", "main.js"), ...line!.split(" ")];
  const address = await startDemoHost(temporaryFolder(), words, {
    ...env,
    SPI_EMULATOR_ADMIN_TOKEN: TOKEN,
  });
  expect((await fetch(`http://${address}/_emulator/health`)).status).toBe(200);
});
