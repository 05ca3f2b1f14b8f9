import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSocketServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { beforeAll, describe, expect, it } from "vitest";
import { packageFile } from "../../src/package-files.js";
import { type Ended, MAIN, Running, startProcess, untilGone } from "../../src/testing/emulator-process.js";
import { listening } from "../../src/testing/listening.js";
import { missingPython, PYTHON } from "../../src/testing/programs.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";

const missing = missingPython("pytest, requests_oauthlib, build, setuptools, wheel, xdist, pip, mypy");
const COMMAND = `${process.execPath} ${MAIN}`;

/** A folder with the package as pip would install it from its wheel. */
let site: string;

/** Runs pytest on a folder of tests. The plugin is found by its entry point. */
function pytest(folder: string, args: string[] = [], env: Record<string, string> = {}): Running {
  const all = ["-m", "pytest", "-q", "-p", "no:cacheprovider", ...args, "."];
  return new Running(PYTHON, all, {
    cwd: folder,
    env: { PYTHONPATH: site, PYTHONDONTWRITEBYTECODE: "1", SPI_EMULATOR_COMMAND: COMMAND, ...env },
  });
}

/** A folder with one file of tests. */
function testsOf(text: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "test_it.py"), text);
  return folder;
}

const KEYS = { consumer_key: "c", consumer_secret: "c", token_key: "t", token_secret: "t" };

const outcome = ({ code, stdout }: Ended): [number | null, string] => [
  code,
  stdout.trim().split("\n").at(-1)!,
];

describe.skipIf(missing !== undefined)(
  `the pytest plugin${missing === undefined ? "" : ` (${missing})`}`,
  () => {
    beforeAll(async () => {
      const source = join(temporaryFolder(), "source");
      cpSync(packageFile("clients", "python"), source, { recursive: true });
      const wheels = temporaryFolder();
      const args = ["-m", "build", "--no-isolation", "--wheel", "--outdir", wheels, source];
      const { code, stderr } = await new Running(PYTHON, args).ended;
      expect([code, stderr]).toEqual([0, expect.any(String)]);
      const [wheel] = readdirSync(wheels);
      site = temporaryFolder();
      await new Running(PYTHON, ["-m", "zipfile", "-e", join(wheels, wheel!), site]).ended;
      expect(readdirSync(join(site, "spi_emulator"))).toContain("py.typed");
    });

    const own = (): string => {
      const folder = join(temporaryFolder(), "tests");
      cpSync(packageFile("clients", "python", "tests"), folder, { recursive: true });
      return folder;
    };

    it("passes its own tests, with an emulator that it starts and stops", async () => {
      const ended = await pytest(own()).ended;
      expect(outcome(ended)).toEqual([0, expect.stringMatching(/^9 passed in /)]);
    });

    it("is installed by the command of its README, whose example passes as it stands", async () => {
      const clone = temporaryFolder();
      cpSync(packageFile("clients", "python"), join(clone, "clients", "python"), { recursive: true });
      const readme = readFileSync(packageFile("clients", "python", "README.md"), "utf8");
      const [, command] = /^```sh\n([^#\n]+?) *(?:#.*)?\n```$/m.exec(readme)!;
      expect(command).toBe("pip install ./clients/python");
      const target = temporaryFolder();
      // Debian has what it needs, and Python's registry is not asked.
      const offline = { PIP_NO_INDEX: "1", PIP_NO_DEPS: "1", PIP_NO_BUILD_ISOLATION: "0" };
      const installed = await new Running(PYTHON, ["-m", ...command!.split(" "), "--target", target], {
        cwd: clone,
        env: { ...offline, PIP_BREAK_SYSTEM_PACKAGES: "1", PIP_ROOT_USER_ACTION: "ignore" },
      }).ended;
      expect(installed).toMatchObject({ code: 0, stderr: "" });
      const [, example] = /^```python\n([^]*?)^```$/m.exec(readme)!;
      const ended = await pytest(testsOf(example!), [], { PYTHONPATH: target }).ended;
      expect(outcome(ended)).toEqual([0, expect.stringMatching(/^1 passed in /)]);
    });

    it("has the types that its settings ask for", async () => {
      const folder = join(temporaryFolder(), "python");
      cpSync(packageFile("clients", "python"), folder, { recursive: true });
      const { stdout } = await new Running(PYTHON, ["-m", "mypy", "src"], { cwd: folder }).ended;
      expect(stdout).toMatch(/^Success: no issues found in \d+ source files$/m);
    });

    it("works under pytest-xdist", async () => {
      const ended = await pytest(own(), ["-n", "2"]).ended;
      expect(outcome(ended)).toEqual([0, expect.stringMatching(/^9 passed in /)]);
    });

    it("gives its admin token to no other address", async () => {
      const got: (string | undefined)[] = [];
      const other = createServer((incoming, outgoing) => {
        got.push(incoming.headers.authorization);
        outgoing.end("{}");
      });
      const elsewhere = `http://localhost:${await listening(other)}/`;
      const front = createServer((_, outgoing) => outgoing.writeHead(302, { location: elsewhere }).end());
      const url = `http://127.0.0.1:${await listening(front)}`;
      const folder = testsOf(
        "import pytest\nfrom spi_emulator import ControlPlane, SpiEmulatorError\n\n" +
          "def test_redirect():\n    with pytest.raises(SpiEmulatorError) as refused:\n" +
          `        ControlPlane(${JSON.stringify(url)}, "a-token-of-the-operator").call("GET", "/info")\n` +
          "    assert refused.value.status == 302\n",
      );
      const ended = await pytest(folder).ended;
      for (const server of [other, front]) server.close();
      expect([outcome(ended), got]).toEqual([[0, expect.stringMatching(/^1 passed in /)], []]);
    });

    it("a signed session sends nothing to the address of a redirect", async () => {
      const got: string[] = [];
      const other = createServer((request, response) => {
        got.push(String(request.headers.authorization));
        response.end("{}");
      });
      const elsewhere = `http://127.0.0.1:${await listening(other)}/products`;
      const front = createServer((_, response) => response.writeHead(307, { location: elsewhere }).end());
      const url = `http://127.0.0.1:${await listening(front)}`;
      const folder = testsOf(
        "from spi_emulator import SignedSession\n\n" +
          "def test_redirect():\n" +
          "    keys = dict.fromkeys(('consumer_key', 'consumer_secret', 'token_key', 'token_secret'), 'a-secret')\n" +
          `    session = SignedSession(${JSON.stringify(url)}, keys)\n` +
          "    assert session.get('/products').status_code == 307\n" +
          "    assert session.post('/products', json={'password': 'p'}).status_code == 307\n",
      );
      const ended = await pytest(folder).ended;
      for (const server of [other, front]) server.close();
      expect([outcome(ended), got]).toEqual([[0, expect.stringMatching(/^1 passed in /)], []]);
    });

    it.each([
      ["no HTTP", "what?\r\n\r\n"],
      ["a shorter body than it says", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}"],
      ["JSON without end", `HTTP/1.1 200 OK\r\n\r\n${"[".repeat(200_000)}`],
      ["an error without end", `HTTP/1.1 400 No\r\n\r\n${"[".repeat(200_000)}`],
      ["another kind of answer", "HTTP/1.1 200 OK\r\n\r\n[5]"],
      ["no accounts", 'HTTP/1.1 200 OK\r\n\r\n{"name":"x","accounts":[]}'],
      [
        "a message of several lines",
        `HTTP/1.1 400 No\r\n\r\n${JSON.stringify({ message: "\u001b[2J\n::error::x\u202e" })}`,
      ],
    ])("tells of a hostile emulator in one line: %s", async (_, answer) => {
      const server = createSocketServer((socket) => {
        socket.on("error", () => undefined).on("data", () => socket.end(answer));
      });
      const url = `http://127.0.0.1:${await listening(server)}`;
      const { code, stdout } = await pytest(testsOf("def test_it(spi_sandbox):\n    pass\n"), [], {
        SPI_EMULATOR_URL: url,
      }).ended;
      server.close();
      const lines = stdout.split("\n").filter((line) => line.startsWith("spi-emulator: "));
      expect([code, lines.length, stdout.includes("\u001b[2J"), /^::error/m.test(stdout)]).toEqual([
        1,
        1,
        false,
        false,
      ]);
    });

    it.each([
      ["interim answers without end", "HTTP/1.1 100 Continue\r\n\r\n", true],
      ["a body that breaks off", 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"a":1}', false],
    ])("gives up %s", async (_, answer, isRepeated) => {
      const server = createSocketServer((socket) => {
        const more = (): void => {
          while (!socket.destroyed && socket.write(answer.repeat(100)));
        };
        socket
          .on("error", () => undefined)
          .once("data", () => {
            if (!isRepeated) return void socket.end(answer);
            socket.on("drain", more);
            more();
          });
      });
      const url = `http://127.0.0.1:${await listening(server)}`;
      const folder = testsOf(
        "import pytest\nfrom spi_emulator import ControlPlane, SpiEmulatorError, control\n\n" +
          "def test_it(monkeypatch):\n    monkeypatch.setattr(control, 'TIMEOUT_S', 1.0)\n" +
          "    with pytest.raises(SpiEmulatorError, match='longer than 1 s|broke off'):\n" +
          `        ControlPlane(${JSON.stringify(url)}).ask("GET", "/info")\n`,
      );
      const ended = await pytest(folder).ended;
      server.close();
      expect(outcome(ended)).toEqual([0, expect.stringMatching(/^1 passed in /)]);
    });

    it("refuses an answer of more values than an emulator sends, before it takes their memory", async () => {
      const many = Buffer.from(`{"a":[${"[],".repeat(10_500_000)}1]}`);
      const server = createServer(({ url }, response) => {
        response.writeHead(url!.endsWith("/error") ? 400 : 200);
        response.end(
          url!.endsWith("/text") ? `{"a":${JSON.stringify('[],\\",['.repeat(20))},"b":[1]}` : many,
        );
      });
      const url = `http://127.0.0.1:${await listening(server)}`;
      const folder = testsOf(
        `import resource\nimport pytest\nfrom spi_emulator import ControlPlane, SpiEmulatorError, control\n
def test_many():
    for path in ("/list", "/error"):
        with pytest.raises(SpiEmulatorError, match="is this an emulator"):
            ControlPlane(${JSON.stringify(url)}).call("GET", path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 400 * 1024\n
def test_text(monkeypatch):
    monkeypatch.setattr(control, "MAX_VALUES", 4)
    assert ControlPlane(${JSON.stringify(url)}).call("GET", "/text")["b"] == [1]
    monkeypatch.setattr(control, "MAX_VALUES", 2)
    with pytest.raises(SpiEmulatorError):
        ControlPlane(${JSON.stringify(url)}).call("GET", "/text")\n`,
      );
      const ended = await pytest(folder).ended;
      server.close();
      expect(outcome(ended)).toEqual([0, expect.stringMatching(/^2 passed in /)]);
    });

    it("tells of answers that have not the fields of an emulator's, and its messages are no commands of CI", async () => {
      const answers = ["null", "5", "{}", '{"faults":[],"exchanges":5}', '{"faults":[5],"exchanges":[5]}'];
      const keys = { ...KEYS, token_secret: null };
      const made = [{ name: 5 }, { accounts: [{ email: "a", credentials: keys }] }];
      const server = createServer((request, outgoing) => {
        request.resume().on("end", () => {
          const { searchParams } = new URL(request.url!, "http://x");
          const info = { name: "sandbox", accounts: [{ email: "a", credentials: KEYS }] };
          const wish = Number(request.headers["authorization"]?.split(" ")[1]);
          if (request.url === "/_emulator/refused") {
            outgoing.statusCode = 400;
            outgoing.end(JSON.stringify({ message: "a ##vso[x]1 ##[error]x" }));
          } else if (searchParams.has("sandbox")) outgoing.end(answers[wish]);
          else outgoing.end(JSON.stringify({ ...info, ...made[wish] }));
        });
      });
      const url = `http://127.0.0.1:${await listening(server)}`;
      const folder = testsOf(`
import pytest
from spi_emulator import ControlPlane, Sandbox, SpiEmulatorError

URL = ${JSON.stringify(url)}

@pytest.mark.parametrize("n", range(${made.length}))
def test_sandbox(n):
    with pytest.raises(SpiEmulatorError, match="is this an emulator"):
        Sandbox(ControlPlane(URL, str(n)))

@pytest.mark.parametrize("n", range(${answers.length}))
def test_answers(n):
    control = ControlPlane(URL, "9")
    sandbox = Sandbox(control)
    control._admin_token = str(n)
    asks = [lambda: sandbox.fault({"status": 503}), sandbox.exchanges]
    if n < 2:
        asks += [sandbox.status, lambda: sandbox.trace("x"), lambda: sandbox.advance(1)]
    for ask in asks:
        with pytest.raises(SpiEmulatorError, match="is this an emulator"):
            ask()

def test_message():
    with pytest.raises(SpiEmulatorError) as refused:
        ControlPlane(URL).call("GET", "/refused")
    assert "##" not in str(refused.value)
`);
      const ended = await pytest(folder).ended;
      server.close();
      expect(outcome(ended)).toEqual([0, expect.stringMatching(/^8 passed in /)]);
    });

    it("ends an advance where a hostile emulator always says that there is more", async () => {
      const more = { from: "2016-01-04T16:58:28+00:00", now: "2016-01-04T16:58:29+00:00", fired: 1 };
      const answers: Record<string, object> = { more, none: { stopped: 5 }, wrong: { ...more, now: "soon" } };
      let asked = 0;
      const server = createServer((request, outgoing) => {
        const [, kind] = /advance\?sandbox=(\w+)/.exec(request.url!) ?? [];
        if (kind === "more") asked += 1;
        request.resume().on("end", () => {
          const account = { email: "a", credentials: KEYS };
          const info = { name: "sandbox", accounts: [account] };
          outgoing.end(JSON.stringify(kind === undefined ? info : { stopped: "limit", ...answers[kind] }));
        });
      });
      const url = `http://127.0.0.1:${await listening(server)}`;
      const folder = testsOf(`
import pytest
from spi_emulator import ControlPlane, Sandbox, SpiEmulatorError

class Named(ControlPlane):
    def call(self, method, path, query=None, body=None):
        answer = super().call(method, path, query, body)
        return {**answer, "name": body["name"]} if path == "/sandboxes" else answer

def test_it():
    control = Named(${JSON.stringify(url)})
    assert Sandbox(control, name="more").advance(to="next-event")["fired"] == 1000
    for name in ("none", "wrong"):
        with pytest.raises(SpiEmulatorError, match="is this an emulator"):
            Sandbox(control, name=name).advance(90)
`);
      const ended = await pytest(folder).ended;
      server.close();
      expect([outcome(ended), asked]).toEqual([[0, expect.stringMatching(/^1 passed in /)], 1000]);
    });

    it("works on while the emulator logs more than a pipe holds", async () => {
      const folder = testsOf(
        "def test_log(spi_session):\n    for n in range(600):\n" +
          "        assert spi_session.get(f'/no/such/path/{n}/' + 'x' * 150).status_code == 404\n",
      );
      writeFileSync(join(folder, "pytest.ini"), "[pytest]\nspi_emulator_args = --log-level debug\n");
      const ended = await pytest(folder).ended;
      expect(outcome(ended)).toEqual([0, expect.stringMatching(/^1 passed in /)]);
    });

    it("uses a running emulator, and leaves no sandbox in it", async () => {
      const { url } = await startProcess(["--no-lab"]);
      const folder = testsOf(
        `def test_address(spi_emulator, spi_sandbox):\n    assert spi_emulator.url == ${JSON.stringify(url)}\n`,
      );
      const ended = await pytest(folder, [], { SPI_EMULATOR_URL: url, SPI_EMULATOR_COMMAND: "false" }).ended;
      expect(outcome(ended)).toEqual([0, expect.stringMatching(/^1 passed in /)]);
      const { sandboxes } = (await (await fetch(`${url}/_emulator/sandboxes`)).json()) as {
        sandboxes: { name: string }[];
      };
      expect(sandboxes.map(({ name }) => name)).toEqual(["default"]);
    });

    it("passes the settings of the ini file on", async () => {
      const folder = testsOf(
        'def test_seed(spi_emulator):\n    (only,) = spi_emulator.call("GET", "/sandboxes")["sandboxes"]\n' +
          '    assert (only["seed"], only["lab"]) == ("empty", False)\n',
      );
      writeFileSync(join(folder, "pytest.ini"), "[pytest]\nspi_emulator_args = --seed empty --no-lab\n");
      expect(outcome(await pytest(folder).ended)).toEqual([0, expect.stringMatching(/^1 passed in /)]);
    });

    const USES = "def test_it(spi_sandbox):\n    pass\n";

    it.each<[string, Record<string, string>, string[], RegExp]>([
      [
        "there is no command",
        { SPI_EMULATOR_COMMAND: "", PATH: "/nowhere" },
        [],
        /^spi-emulator: spi-emulator is neither on the PATH nor in node_modules: install it with npm, or set SPI_EMULATOR_COMMAND, /m,
      ],
      [
        "the command does not exist",
        { SPI_EMULATOR_COMMAND: "/nowhere/spi-emulator" },
        [],
        /^spi-emulator: \/nowhere\/spi-emulator cannot be run: No such file or directory$/m,
      ],
      [
        "a setting is wrong",
        {},
        ["-o", "spi_emulator_args=--speed fast"],
        /^spi-emulator: spi-emulator: --speed: got "fast"; accepted: a number from 0.001 to 1000000$/m,
      ],
      [
        "the running emulator is gone",
        { SPI_EMULATOR_URL: "http://127.0.0.1:9" },
        [],
        /^spi-emulator: http:\/\/127\.0\.0\.1:9 cannot be reached: /m,
      ],
    ])("says in one line what is wrong where %s", async (_, env, args, message) => {
      const { code, stdout } = await pytest(testsOf(USES), args, env).ended;
      expect(code).toBe(1);
      expect(stdout).toMatch(message);
      expect(stdout).not.toContain("Traceback");
    });

    it("says in one line that a port is taken", async () => {
      const { url } = await startProcess(["--no-lab", "--seed", "empty"]);
      const { port } = new URL(url);
      const args = ["-o", `spi_emulator_args=--port ${port}`];
      const { code, stdout } = await pytest(testsOf(USES), args).ended;
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /^spi-emulator: spi-emulator: cannot listen on 127\.0\.0\.1:\d+: the port is in use; /m,
      );
      expect(stdout).not.toContain("Traceback");
    });

    it("says that Node is missing", async () => {
      const folder = testsOf(USES);
      const bin = join(folder, "node_modules", ".bin");
      mkdirSync(bin, { recursive: true });
      writeFileSync(join(bin, "spi-emulator"), "#!/usr/bin/env node\n", { mode: 0o755 });
      const env = { SPI_EMULATOR_COMMAND: "", PATH: "/nowhere" };
      const { code, stdout } = await pytest(folder, [], env).ended;
      expect(code).toBe(1);
      expect(stdout).toMatch(/^spi-emulator: spi-emulator needs Node 20 or later on the PATH: /m);
    });

    it.each([
      ["a test that ends the process", "    import os\n    os._exit(3)\n"],
      ["a killed process", "    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)\n"],
      [
        "a killed worker of xdist",
        "    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)\n",
        "-n1",
      ],
    ])("leaves no emulator behind %s", async (_, ending, ...args) => {
      const folder = testsOf(
        `def test_it(spi_emulator):\n    open("url", "w").write(spi_emulator.url)\n${ending}`,
      );
      const { stdout } = await pytest(folder, args).ended;
      expect(stdout).not.toContain("passed");
      await untilGone(readFileSync(join(folder, "url"), "utf8"));
    });
  },
);
