import type { Command } from "commander";

/** A command's name, its line in `--help`, and what adds it; loaded only where it is meant. */
type Entry = [name: string, summary: string, load: () => Promise<(program: Command) => void>];

const COMMANDS: readonly Entry[] = [
  ["start", "start the emulator with its virtual lab", async () => (await import("./start.js")).addStart],
  ["exec", "run a command with an emulator of its own", async () => (await import("./exec.js")).addExec],
  [
    "lab",
    "run the virtual lab as its own process, against any URL",
    async () => (await import("./lab.js")).addLab,
  ],
  [
    "login",
    "get credentials for an email and a password, and write the ini file",
    async () => (await import("./login.js")).addLogin,
  ],
  [
    "request",
    "send one signed request and print the answer",
    async () => (await import("./request.js")).addRequest,
  ],
  ["status", "say what is unfinished and why", async () => (await import("./status.js")).addStatus],
  ["trace", "tell what happened to a Test Opportunity", async () => (await import("./trace.js")).addTrace],
  [
    "exchanges",
    "look at the recorded requests, or wait for some",
    async () => (await import("./exchanges.js")).addExchanges,
  ],
  ["faults", "make the product API fail on purpose", async () => (await import("./faults.js")).addFaults],
  [
    "clock",
    "read or change a sandbox's clock, or let time pass",
    async () => (await import("./clock.js")).addClock,
  ],
  [
    "devices",
    "look at the virtual devices, or decide their outcomes",
    async () => (await import("./devices.js")).addDevices,
  ],
  ["reset", "take a sandbox back to its seed", async () => (await import("./reset.js")).addReset],
  ["seed", "put a seed in the place of all that is there", async () => (await import("./seed.js")).addSeed],
  [
    "snapshot",
    "keep a sandbox's whole state, and bring it back",
    async () => (await import("./snapshot.js")).addSnapshot,
  ],
  ["sandbox", "make, list and delete sandboxes", async () => (await import("./sandbox.js")).addSandbox],
  [
    "ready",
    "say whether the emulator can be used, or wait",
    async () => (await import("./ready.js")).addReady,
  ],
  [
    "contract",
    "judge an emulator or a deployment by the contract",
    async () => (await import("./contract.js")).addContract,
  ],
  [
    "cleanup",
    "delete what a contract run left behind when it was killed",
    async () => (await import("./cleanup.js")).addCleanUp,
  ],
  [
    "mutants",
    "see whether the contract suite notices flawed emulators",
    async () => (await import("./mutants.js")).addMutants,
  ],
  ["info", "describe the running emulator", async () => (await import("./info.js")).addInfo],
];

/** Adds all commands; that which `args` name is loaded, of the others only the name and summary are there. */
export async function addCommands(program: Command, args: readonly string[]): Promise<void> {
  const wanted = args.filter((arg) => !arg.startsWith("-") && arg !== "help")[0];
  for (const [name, summary, load] of COMMANDS) {
    if (name === wanted) (await load())(program);
    else program.command(name);
    program.commands.at(-1)!.summary(summary);
  }
}
