import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { type Stage, stagesOf } from "./dockerfile.js";

/** What Debian's slim image has of what the steps need. */
const PROGRAMS = ["sh", "env", "mkdir", "rm", "ln", "uname"];
const PATHS = "/usr/local/bin:/usr/bin:/bin";

/** A program of this machine with the libraries that it loads, at the same places of a root. */
function copyProgram(root: string, file: string, as = file): void {
  copy(root, realpathSync(file), as);
  const libraries = execFileSync("ldd", [file], { encoding: "utf8" }).matchAll(/(\/\S+) \(0x/g);
  for (const [, library] of libraries) copy(root, realpathSync(library!), library);
}

function copy(root: string, file: string, as = file): void {
  mkdirSync(join(root, dirname(as)), { recursive: true });
  cpSync(file, join(root, as), { recursive: true, verbatimSymlinks: true });
}

/** The first place of a program on the PATH. */
const placeOf = (program: string): string =>
  execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();

/** What `FROM node:N-slim` stands for: Node, npm, a shell and the few programs that the steps use. */
function baseRoot(root: string, node: string): void {
  for (const name of ["tmp", "dev", "proc", "etc", "usr/local/bin", "bin"])
    mkdirSync(join(root, name), { recursive: true });
  chmodSync(join(root, "tmp"), 0o1777);
  for (const program of PROGRAMS) copyProgram(root, placeOf(program), `/bin/${program}`);
  copyProgram(root, node, "/usr/local/bin/node");
  const npm = dirname(dirname(realpathSync(placeOf("npm"))));
  copy(root, npm, "/usr/local/lib/node_modules/npm");
  writeFileSync(
    join(root, "usr/local/bin/npm"),
    '#!/bin/sh\nexec node /usr/local/lib/node_modules/npm/bin/npm-cli.js "$@"\n',
    { mode: 0o755 },
  );
  mkdirSync(join(root, "usr/bin"), { recursive: true });
  copyProgram(root, placeOf("env"), "/usr/bin/env");
  writeFileSync(
    join(root, "etc/passwd"),
    "root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n",
  );
  writeFileSync(join(root, "etc/group"), "root:x:0:\nnode:x:1000:\n");
}

/** What a container of this machine's network gets from it, for the time of the build. */
function network(root: string): void {
  for (const file of ["/etc/resolv.conf", "/etc/hosts", "/etc/npmrc", "/etc/ssl/certs/ca-certificates.crt"])
    if (existsSync(file)) copy(root, realpathSync(file), file);
}

/** Runs a step in a root, with npm's cache of this machine. */
function run(root: string, step: string): void {
  const cache = execFileSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).trim();
  mkdirSync(cache, { recursive: true });
  const script = `
    mkdir -p "$ROOT/npm-cache"
    mount --bind "$CACHE" "$ROOT/npm-cache"
    mount --bind /dev "$ROOT/dev"
    exec chroot "$ROOT" /bin/env PATH=${PATHS} HOME=/tmp npm_config_cache=/npm-cache \
      npm_config_prefer_offline=true npm_config_update_notifier=false \
      NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt /bin/sh -euc "$STEP"`;
  execFileSync("unshare", ["--mount", "sh", "-euc", script], {
    env: { ...process.env, ROOT: root, CACHE: cache, STEP: step },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The files that a path with `*` in its last part names. */
function matching(folder: string, path: string): string[] {
  const [first = "", ...others] = basename(path).split("*");
  const isMatch = (name: string): boolean => name.startsWith(first) && name.endsWith(others.join(""));
  if (others.length === 0) return [path];
  return readdirSync(join(folder, dirname(path)))
    .filter(isMatch)
    .map((name) => join(dirname(path), name));
}

function copyInto(root: string, text: string, { from, chown }: { from: string; chown?: string }): void {
  const [source = "", target = ""] = text.split(" ");
  for (const file of matching(from, source)) {
    const intoFolder = target.endsWith("/") && target !== "/";
    const place = join(root, target, intoFolder ? basename(file) : "");
    cpSync(join(from, file), place, { recursive: true, verbatimSymlinks: true });
    if (chown === undefined) continue;
    const own = execFileSync("ls", [join(from, file)], { encoding: "utf8" })
      .trim()
      .split("\n");
    for (const name of own) execFileSync("chown", ["-R", chown, join(place, name)]);
  }
}

/**
 * Carries out a Dockerfile's steps without an engine: each stage in a root file system of its own, in which there is only what
 * is named here. Returns the root of the last stage, and the stage.
 */
export function buildRoot(
  dockerfile: string,
  { context, folder, node }: { context: string; folder: string; node: string },
): { root: string; stage: Stage } {
  const roots = new Map<string, string>();
  let last: { root: string; stage: Stage } | null = null;
  for (const [at, stage] of stagesOf(dockerfile).entries()) {
    const root = join(folder, `stage-${at}`);
    baseRoot(root, node);
    network(root);
    for (const { word, flags, text } of stage.instructions) {
      const { from, chown } = flags;
      if (word === "RUN") run(root, text);
      else if (word === "COPY")
        copyInto(root, text, {
          from: from === undefined ? context : roots.get(from)!,
          ...(chown !== undefined && { chown }),
        });
    }
    if (stage.name !== null) roots.set(stage.name, root);
    last = { root, stage };
  }
  return last!;
}
