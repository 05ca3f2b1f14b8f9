import type { Operation } from "../spec/operation-table.js";
import type { HttpRequest } from "./context.js";
import { problem } from "./problem.js";
import type { Reply } from "./reply.js";

/** The answer to a request that matches no operation; `nearest` is the nearest path if the path is unknown. */
export interface Unmatched {
  reply: Reply;
  nearest: string | null;
}

/** Answers a request that matches no operation: 405 with Allow if the path has other methods, otherwise 404. */
export function unmatched(operations: readonly Operation[]): (req: HttpRequest) => Unmatched {
  const paths = new Map<string, { pattern: RegExp; methods: string[] }>();
  for (const { path, method } of operations) {
    const entry = paths.get(path) ?? { pattern: patternOf(path), methods: [] };
    entry.methods.push(...(method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()]));
    paths.set(path, entry);
  }
  return (req) => {
    const known = [...paths.values()].filter(({ pattern }) => pattern.test(req.path));
    if (known.length === 0) {
      const near = nearest(req.path, [...paths.keys()]);
      const message = `no such path: ${req.path.slice(0, 200)}; nearest: ${near}`;
      return { reply: problem({ id: "resource-not-found", message }), nearest: near };
    }
    const allow = [...new Set(known.flatMap(({ methods }) => methods))].sort().join(", ");
    const message = `${req.method} is not possible here; accepted: ${allow}`;
    return { reply: problem({ id: "method-not-allowed", message, headers: { allow } }), nearest: null };
  };
}

function patternOf(path: string): RegExp {
  const source = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+");
  return new RegExp(`^${source}$`);
}

/** The path of the spec with the longest common prefix. */
function nearest(path: string, known: string[]): string {
  const segments = path.split("/").filter(Boolean);
  const score = (template: string): number => {
    const parts = template.split("/").filter(Boolean);
    const differ = parts.findIndex((part, index) => part !== segments[index] && !part.startsWith("{"));
    const leading = Math.min(differ === -1 ? parts.length : differ, segments.length);
    const named = parts.filter((part) => segments.includes(part)).length;
    return leading * 3 + named * 2 - Math.abs(parts.length - segments.length);
  };
  return [...known].sort((a, b) => score(b) - score(a))[0] ?? "none";
}
