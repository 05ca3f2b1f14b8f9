import { Hono } from "hono";
import type { Handlers } from "../operations/operation.js";
import type { Env } from "./context.js";
import type { AnyHandler } from "./operate.js";
import { Pipeline, type PipelineOptions } from "./pipeline.js";

/** What the app depends on. */
export interface AppOptions extends PipelineOptions {
  handlers: Partial<Handlers>;
}

/** The product API of the spec: Hono routes each request to its operation's pipeline. Does not listen. */
export function createApp({ handlers, ...options }: AppOptions): Hono<Env> {
  const app = new Hono<Env>();
  const pipeline = new Pipeline(options);
  for (const operation of options.spec.operations) {
    const { operationId, method, path } = operation;
    const handler = (handlers as Record<string, AnyHandler | undefined>)[operationId];
    app.on(method.toUpperCase(), routeOf(path), pipeline.for(operation, handler));
  }
  app.notFound(pipeline.unmatched());
  // A pipeline throws only when a fault cuts the connection: the caller handles that.
  app.onError((error) => {
    throw error;
  });
  return app;
}

/** A path of the spec in Hono's notation. */
export const routeOf = (path: string): string => path.replaceAll(/\{([^}]+)\}/g, ":$1");
