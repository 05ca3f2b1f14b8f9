import type { Command } from "commander";
import { newProgram } from "./program.js";

/** A command's name, its line in `--help`, and the loader of its module, which is called only when needed. */
type Entry = [name: string, summary: string, load: () => Promise<(program: Command) => void>];

/** The commands in the groups of `--help`. */
const GROUPS: readonly [heading: string, entries: readonly Entry[]][] = [
  [
    "Run an emulator:",
    [
      ["start", "start the emulator with its virtual lab", async () => (await import("./start.js")).addStart],
      ["exec", "run a command with its own emulator", async () => (await import("./exec.js")).addExec],
      [
        "lab",
        "run the virtual lab as its own process, against any URL",
        async () => (await import("./lab.js")).addLab,
      ],
      [
        "ready",
        "check whether the emulator is ready, or wait",
        async () => (await import("./ready.js")).addReady,
      ],
      [
        "doctor",
        "say what is in a data directory, and what is damaged",
        async () => (await import("./doctor.js")).addDoctor,
      ],
    ],
  ],
  [
    "Use the API:",
    [
      [
        "login",
        "get credentials for an email and a password, and write an ini file",
        async () => (await import("./login.js")).addLogin,
      ],
      [
        "request",
        "send one signed request and print the answer",
        async () => (await import("./request.js")).addRequest,
      ],
    ],
  ],
  [
    "Look at what happens:",
    [
      [
        "status",
        "show unfinished opportunities with reasons",
        async () => (await import("./status.js")).addStatus,
      ],
      ["trace", "show the history of a Test Opportunity", async () => (await import("./trace.js")).addTrace],
      [
        "exchanges",
        "show the recorded requests, or wait for some",
        async () => (await import("./exchanges.js")).addExchanges,
      ],
      ["info", "describe the running emulator", async () => (await import("./info.js")).addInfo],
      [
        "mcp",
        "serve a running emulator to a coding assistant as tools",
        async () => (await import("./mcp.js")).addMcp,
      ],
    ],
  ],
  [
    "Change a sandbox:",
    [
      [
        "clock",
        "show or change a sandbox's clock, or advance it",
        async () => (await import("./clock.js")).addClock,
      ],
      ["faults", "make the product API fail on purpose", async () => (await import("./faults.js")).addFaults],
      [
        "devices",
        "show the virtual devices, or set their outcomes",
        async () => (await import("./devices.js")).addDevices,
      ],
      ["reset", "reset a sandbox to its seed", async () => (await import("./reset.js")).addReset],
      ["seed", "replace the state with a seed", async () => (await import("./seed.js")).addSeed],
      [
        "snapshot",
        "save and restore a sandbox's whole state",
        async () => (await import("./snapshot.js")).addSnapshot,
      ],
      ["sandbox", "create, list and delete sandboxes", async () => (await import("./sandbox.js")).addSandbox],
    ],
  ],
  [
    "Check the contract:",
    [
      [
        "contract",
        "test an emulator or a deployment against the contract",
        async () => (await import("./contract.js")).addContract,
      ],
      [
        "cleanup",
        "delete what a killed contract run left behind",
        async () => (await import("./cleanup.js")).addCleanUp,
      ],
      [
        "proxy",
        "stand in front of a deployment, judge and record its traffic",
        async () => (await import("./proxy.js")).addProxy,
      ],
      [
        "recording",
        "show, filter, explain and convert recorded traffic",
        async () => (await import("./recording.js")).addRecording,
      ],
      [
        "replay",
        "send recorded requests again and compare the answers",
        async () => (await import("./replay.js")).addReplay,
      ],
      [
        "parity",
        "show how the contract compares with real deployments",
        async () => (await import("./parity.js")).addParity,
      ],
      [
        "mutants",
        "test the contract suite with flawed emulators",
        async () => (await import("./mutants.js")).addMutants,
      ],
    ],
  ],
  [
    "Everything else:",
    [
      [
        "completion",
        "print a script that completes commands in a shell",
        async () => (await import("./completion.js")).addCompletion(whole),
      ],
    ],
  ],
];

/** Adds all commands. Loads only the one that `args` name; the others have only a name and a summary. */
export async function addCommands(program: Command, args: readonly string[]): Promise<void> {
  const wanted = args.filter((arg) => !arg.startsWith("-") && arg !== "help")[0];
  await add(program, (name) => name === wanted);
}

/** Adds all commands, each with its options and subcommands. */
export const addAllCommands = (program: Command): Promise<void> => add(program, () => true);

/** A program with all commands. */
async function whole(): Promise<Command> {
  const program = newProgram();
  await addAllCommands(program);
  return program;
}

async function add(program: Command, isWanted: (name: string) => boolean): Promise<void> {
  for (const [heading, entries] of GROUPS) {
    program.commandsGroup(heading);
    for (const [name, summary, load] of entries) {
      if (isWanted(name)) (await load())(program);
      else program.command(name);
      program.commands.at(-1)!.summary(summary);
    }
  }
  program.helpCommand("help [command]", "show the help of a command");
}
