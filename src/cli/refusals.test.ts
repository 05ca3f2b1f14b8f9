import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createNetServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatCredentialsIni } from "../oauth1/credentials-file.js";
import { packageFile, version } from "../package-files.js";
import { type Ended, runProcess, type SpawnOptions } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { listening } from "../testing/listening.js";
import { runHere } from "./testing/in-process.js";

type Said = Omit<Ended, "signal">;

/** With these nothing is left behind where a refusal fails to come. A process of its own is for what depends on one. */
function start(args: string[], options?: SpawnOptions): Promise<Said> {
  const all = ["start", "--port", "0", "--in-memory", ...args];
  return options ? runProcess(all, options) : runHere(all);
}

/** One line for the user, exit code 2, and nothing else. */
function expectRefusal({ code, stdout, stderr }: Said, line: string | RegExp): void {
  expect(stderr).toMatch(/^spi-emulator: [^\n]+\n$/);
  const text = stderr.slice("spi-emulator: ".length, -1);
  if (typeof line === "string") expect(text).toBe(line);
  else expect(text).toMatch(line);
  expect(stdout).toBe("");
  expect(code).toBe(2);
}

const file = (name: string, text: string): string => {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
};
const withConfig = (text: string): SpawnOptions => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "spi-emulator.config.yaml"), text);
  return { cwd };
};

describe("start refuses with one line that names what is accepted, and exit code 2", () => {
  it("a port in use", async () => {
    const server = createServer();
    const port = await listening(server);
    try {
      expectRefusal(
        await runProcess(["start", "--in-memory", "--port", String(port)]),
        `cannot listen on 127.0.0.1:${port}: the port is in use; choose another --port, or 0 for a free one`,
      );
    } finally {
      server.close();
    }
  });

  it("a port at which a program answers without end, of which it reads little", async () => {
    let sent = 0;
    const server = createNetServer((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(1 << 20)));
      };
      socket
        .on("error", () => undefined)
        .on("drain", more)
        .on("close", () => (sent += socket.bytesWritten))
        .once("data", () => {
          socket.write("HTTP/1.1 200 OK\r\n\r\n");
          more();
        });
    });
    const port = await listening(server);
    try {
      expectRefusal(await runProcess(["start", "--in-memory", "--port", String(port)]), /the port is in use/);
    } finally {
      server.close();
    }
    expect(sent).toBeLessThan(64 << 20);
  });

  it("a port at which a program changes to another protocol", async () => {
    const server = createNetServer((socket) => {
      socket
        .on("error", () => undefined)
        .once("data", () => socket.write("HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"));
    });
    const port = await listening(server);
    try {
      expectRefusal(await runProcess(["start", "--in-memory", "--port", String(port)]), /the port is in use/);
    } finally {
      server.close();
    }
  });

  it.each(["localhost:3000", "http://localhost:3000/", "http://localhost,", "ftp://x"])(
    "--cors %s",
    async (value) => {
      const accepted = "origins such as http://localhost:3000, separated by commas, or *";
      expectRefusal(
        await start(["--cors", value]),
        `--cors: got ${JSON.stringify(value)}; accepted: ${accepted}`,
      );
    },
  );

  it.each<[what: string, args: string[], line: string | RegExp]>([
    [
      "demo host without a good token",
      ["--demo-host", "--admin-token", "short"],
      "--demo-host: got a token of 5 characters; accepted: an --admin-token of 16 characters or more (SPI_EMULATOR_ADMIN_TOKEN)",
    ],
    [
      "demo host without authentication",
      ["--demo-host", "--admin-token", "a token that is long", "--auth", "none"],
      /^--demo-host: got --auth none; accepted: oauth/,
    ],
    [
      "demo host on a manual clock",
      ["--demo-host", "--admin-token", "a token that is long", "--clock", "manual"],
      /^--demo-host: got --clock manual; accepted: scaled/,
    ],
    [
      "invalid lifetime",
      ["--demo-lifetime", "long"],
      '--demo-lifetime: got "long"; accepted: a duration, such as 90s, 30m or 4h',
    ],
    ["flag's value", ["--speed", "fast"], '--speed: got "fast"; accepted: a number from 0.001 to 1000000'],
    [
      "seed's name",
      ["--seed", "none"],
      '--seed: got "none", which is not a file; accepted: contract, demo, empty, or a file',
    ],
    ["spec that is not there", ["--spec", "none.yaml"], /^none\.yaml: .*no such file/],
    ["invalid spec", ["--spec", file("spec.yaml", "openapi: 3.1.0\ninfo: []\n")], /spec\.yaml/],
    [
      "locator that cannot be written",
      ["--locator", "/none/x.json", "--log-level", "silent"],
      /^--locator: cannot write \/none\/x\.json: /,
    ],
    ["folder of devices", ["--devices", "/none"], /^\/none: /],
  ])("a bad %s", async (_what, args, line) => {
    expectRefusal(await start(args), line);
  });

  it("a bad flag, in two lines", async () => {
    const { code, stdout, stderr } = await start(["--speeed", "2"]);
    expect(stderr).toBe("error: unknown option '--speeed'\n(Did you mean --speed?)\n(see --help)\n");
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("a bad value in the environment", async () => {
    expectRefusal(
      await start([], { env: { SPI_EMULATOR_AUTH: "basic" } }),
      'environment SPI_EMULATOR_AUTH: got "basic"; accepted: oauth, none',
    );
  });

  it.each<[what: string, text: string, line: string | RegExp]>([
    [
      "value",
      "speed: fast\n",
      'spi-emulator.config.yaml:1: speed: got "fast"; accepted: a number from 0.001 to 1000000',
    ],
    [
      "key",
      "sped: 2\n",
      /^spi-emulator\.config\.yaml:1: sped: unknown setting, perhaps you mean speed; accepted: port, host, seed, .+, spec, .*trust-proxy$/,
    ],
    [
      "mapping",
      "speed: { a: 1 }\n",
      /^spi-emulator\.config\.yaml:1: speed: got "\{\\"a\\":1\}"; accepted: a number /,
    ],
    ["text", "a: [\n", /^spi-emulator\.config\.yaml:\d+: /],
    ["list", "- 1\n", /^spi-emulator\.config\.yaml:1: got \[1\]; accepted: a mapping of settings to values$/],
  ])("a bad %s in the config file", async (_what, text, line) => {
    expectRefusal(await start([], withConfig(text)), line);
  });

  it("a bad seed, with file, line and field", async () => {
    const seed = file("seed.yaml", "accounts:\n  - email: a@b.c\n    password: p\n    organisations: [x]\n");
    expectRefusal(
      await start(["--seed", seed]),
      `${seed}:4: accounts[0].organisations: unknown field, perhaps you mean organizations; accepted: email, password, name, organizations, status, otp, products`,
    );
  });

  it("a data folder whose state is damaged, and touches nothing", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "default.jsonl"), "{}\n{}\n");
    const ended = await runProcess(["start", "--port", "0", "--data-dir", folder]);
    expectRefusal(ended, /default\.jsonl/);
    expect(readdirSync(folder)).toEqual(["default.jsonl"]);
  });
});

describe("help", () => {
  it.each(["start", "login", "request"])("of %s ends with an example", async (command) => {
    const { code, stdout, stderr } = await runHere([command, "--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^Usage: spi-emulator ${command} `));
    expect(stdout).toMatch(new RegExp(`\nExamples?:\n  spi-emulator ${command}`));
  });

  it("names the commands; --version the version", async () => {
    const help = await runHere(["--help"]);
    expect(help.stdout).toMatch(/\n {2}start .+\n(?:.*\n)*? {2}login .+\n(?:.*\n)*? {2}request /);
    const { code, stdout } = await runHere(["--version"]);
    expect([code, stdout]).toEqual([0, `${version}\n`]);
  });

  it("is pointed at where no command is meant", async () => {
    const { code, stdout, stderr } = await runHere(["strat"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error: unknown command 'strat'\n/);
    expect(existsSync(packageFile("dist", "main.js"))).toBe(true);
  });

  it("tells of what it does not know without its value, as text", async () => {
    const option = await runHere(["login", "--email", "a", "--pasword=nobody"]);
    expect([option.code, option.stderr]).toEqual([
      2,
      "error: unknown option '--pasword=...'\n(see --help)\n",
    ]);
    const { code, stderr } = await runHere(["\u001b[2J\n::error::x"], { CI: "1" });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: unknown command '\\u001b\[2J\n\\u003a:error::x'\n/);
  });
});

describe("an address with a password is refused without it", () => {
  const PASSWORD = "not/shown#to@nobody";
  const start = ["start", "--port", "0", "--in-memory"];
  it.each([
    ["--store", [...start, "--store", `postgres://spi:${PASSWORD}@db:port/x`]],
    ["--store", [...start, "--store", `spi:${PASSWORD}@db/x`]],
    ["--public-url", [...start, "--public-url", `https://spi:${PASSWORD}@x`]],
    ["--public-url", [...start, "--public-url", "https://:nobody@x"]],
    ["--replica-url", [...start, "--replica-url", `http://spi:${PASSWORD}@x`]],
    ["--target", ["lab", "--credentials", "x", "--target", "http://spi:nobody@127.0.0.1:1"]],
    ["--target", ["contract", "--credentials", "x", "--target", "http://spi:nobody@127.0.0.1:1"]],
    ["--target", ["proxy", "--credentials", "x", "--target", "http://spi:nobody@127.0.0.1:1"]],
    ["--url", ["status", "--url", "http://spi:nobody@127.0.0.1:1"]],
    ["--url", ["status", "--url", `spi:${PASSWORD}@127.0.0.1:1`]],
    ["--url", ["login", "--email", "a", "--password", "b", "--url", "http://:nobody@127.0.0.1:1"]],
    ["URL", ["request", "conf.ini", "http://spi:nobody@127.0.0.1:1/products"]],
  ])("%s", async (name, args) => {
    const said = await runHere(args);
    expectRefusal(said, new RegExp(`^${name}: got "[^"]*\\*\\*\\*@`));
    expect(said.stderr).not.toMatch(/shown|nobody/);
  });

  it("nor one in its query", async () => {
    for (const address of ["postgres://db:port/x?password=nobody", "pg://db/x?user=a@b&password=nobody"]) {
      const said = await runHere([...start, "--store", address]);
      expectRefusal(said, /^--store: got "[^"]*\*\*\*"; accepted: /);
      expect(said.stderr).not.toContain("nobody");
    }
  });

  it.each([
    ["--store", [...start, "--store", "host=db password=no@body nobody"]],
    ["--store", [...start, "--store", "jdbc:postgresql://db/x?user=spi&password=nobody"]],
    ["--public-url", [...start, "--public-url", "https://spi.example.com/?token=nobody"]],
    ["--header", ["proxy", "--target", "http://127.0.0.1:1", "--preserve-host", "--header", "X-Key nobody"]],
    ["--header", ["proxy", "--target", "http://127.0.0.1:1", "--preserve-host", "--header", "nobody"]],
  ])("%s in another form: %j", async (name, args) => {
    const said = await runHere(args);
    expectRefusal(said, new RegExp(`^${name}: got "[^"]*(?:\\*\\*\\*|\\.\\.\\.)"; accepted: `));
    expect(said.stderr).not.toMatch(/body/);
  });

  it.each([
    ["password", "    password: 20240131\n"],
    ["otp", "    password: p\n    otp: [20240131]\n"],
  ])("also a %s of a seed that is no text", async (field, lines) => {
    const seed = file("seed.yaml", `accounts:\n  - email: a@b.c\n    organizations: []\n${lines}`);
    expectRefusal(
      await runHere([...start, "--seed", seed]),
      new RegExp(`accounts\\[0\\]\\.${field}: got a value that is not shown; accepted: a string$`),
    );
  });

  it("also one of the environment", async () => {
    const keys = { consumer_key: "c", consumer_secret: "cs", token_key: "t", token_secret: "ts" };
    const credentials = ["--credentials", file("conf.ini", formatCredentialsIni(keys, "of a test"))];
    const args = [
      "contract",
      "--target",
      "https://spi.example.com",
      ...credentials,
      "--profile",
      "read-only",
    ];
    for (const proxy of [`socks5://spi:${PASSWORD}@x`, `spi:${PASSWORD}@x:1`]) {
      const said = await runHere(args, { HTTPS_PROXY: proxy });
      expectRefusal(said, /^environment HTTPS_PROXY: got "[^"]*\*\*\*@/);
      expect(said.stderr).not.toMatch(/shown|nobody/);
    }
  });
});
