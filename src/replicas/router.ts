import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { wallPause } from "../clock/clock.js";
import { BodyRoom, NoRoom } from "../http/body-room.js";
import { passedOn } from "../http/client-address.js";
import type { Bindings } from "../http/context.js";
import { roomGiver } from "../http/give-room.js";
import type { HostRule } from "../http/host-check.js";
import { problem } from "../http/problem.js";
import type { Reply } from "../http/reply.js";
import { newSecret } from "../ids.js";
import type { Logger } from "../log.js";
import { StoreError } from "../persistence/store.js";
import { DEFAULT_SANDBOX, type SandboxRegistry } from "../sandbox/registry.js";
import type { Forwarder, Passed } from "./forward.js";
import { clientOfHop, MOVED, withoutHop } from "./hop.js";
import type { Place } from "./places.js";
import { type Route, type RouteRules, routeOf } from "./route.js";
import { bodyOf } from "./short-body.js";
import type { Uses } from "./uses.js";

/** What the router asks. */
export interface RouterOptions {
  registry: SandboxRegistry;
  uses: Uses;
  forwarder: Forwarder;
  log: Logger;
  secret: string;
  rules: RouteRules;
  /** What is asked of a request before it is passed on: the owner of its sandbox may listen on an address of another kind. */
  hostRule: HostRule;
  /** Whether what is open here may be used. */
  isHeld: () => boolean;
  /** Whether this replica stops. */
  isDraining: () => boolean;
  find: (name: string) => Promise<Place>;
  /** The sandbox of a consumer key; null if it is unknown. */
  sandboxOfKey: (key: string) => Promise<string | null>;
  /** Forgets where keys and sandboxes were. */
  forget: (route: Route) => void;
  /** The replica for a new sandbox; null for this one. */
  placeOfNew: () => { owner: string; url: string } | null;
  /** Number of proxies that append to X-Forwarded-For. */
  trustProxy: number;
  /** This replica. */
  self: () => { owner: string; url: string };
  /** Answers a request of another replica itself. */
  internal: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
}

/** How often a request is passed on again after its sandbox has moved, and the pause before, in milliseconds. */
const ATTEMPTS = 5;
const PAUSE_MS = 60;

/** A request on its way. */
interface Way {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  route: Route;
  /** The listener of this process. */
  own: RequestListener;
}

/**
 * Brings each request to the replica that has its sandbox: its own listener, or another replica. A request that was passed
 * on is never passed on again: if its sandbox is not here, the answer says so, and the first replica looks again.
 */
export const routed =
  (options: RouterOptions) =>
  (own: RequestListener): RequestListener => {
    const router = new Router(options);
    return (incoming, outgoing) => router.listen(incoming, outgoing, own);
  };

/** Where a request goes; the name of its sandbox, or "" for none. */
type Target = Exclude<Place, { kind: "none" }> & { name: string };

class Router {
  /** Gives room for the bodies that are kept until another replica has answered. */
  readonly #giveRoom: (bindings: Bindings) => void;

  constructor(private readonly options: RouterOptions) {
    this.#giveRoom = roomGiver(new BodyRoom(), options);
  }

  listen(incoming: IncomingMessage, outgoing: ServerResponse, own: RequestListener): void {
    const { secret, rules } = this.options;
    // A request on a connection that is about to be closed could be lost.
    if (this.options.isDraining()) outgoing.shouldKeepAlive = false;
    const client = clientOfHop(incoming, secret);
    // A client's request that was passed on has an address of its client, and never asks what only replicas may.
    if (client === "") return this.options.internal(incoming, outgoing);
    if (client !== null) {
      passedOn(incoming, client);
      withoutHop(incoming);
    }
    const route = routeOf(incoming, rules);
    const way = { incoming, outgoing, route, own };
    const name = this.#nameHere(route);
    if (name !== null) return this.#here(way, name);
    const refused = client === null ? this.options.hostRule(() => new Headers(), incoming) : null;
    if (refused !== null) return send(outgoing, refused);
    void this.#away(way, client !== null).catch((error: unknown) => {
      // A client that leaves is no error of ours.
      if (incoming.socket.destroyed) return;
      if (!(error instanceof NoRoom))
        this.options.log.error({ error: String(error) }, "a request could not be brought to its sandbox");
      const isTold = error instanceof StoreError && error.isUnchanged;
      refuse(outgoing, isTold ? error.message : `${(error as Error).message}; nothing was done`);
    });
  }

  /** The sandbox of a route that is open here; "" for a route of any replica; null if it must be looked for. */
  #nameHere(route: Route): string | null {
    const { registry, uses, isHeld } = this.options;
    if (route.kind === "any") return "";
    if (route.kind === "new-sandbox" || !isHeld()) return null;
    const name = route.kind === "sandbox" ? route.name : registry.byConsumer(route.key)?.sandbox.name;
    return name !== undefined && registry.get(name) !== undefined && !uses.isMoving(name) ? name : null;
  }

  #here({ incoming, outgoing, own }: Way, name: string): void {
    if (this.#isEarly(incoming, name)) {
      refuse(outgoing, "the sandbox was taken over a moment ago: sign the request again; nothing was done");
      return;
    }
    const sandbox = this.options.registry.get(name);
    if (sandbox !== undefined) this.options.uses.note(sandbox, outgoing);
    own(incoming, outgoing);
  }

  async #away(way: Way, isHop: boolean): Promise<void> {
    const { incoming, outgoing, route } = way;
    let body: Buffer | null | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await wallPause(PAUSE_MS * attempt);
      const target = await this.#target(route, isHop);
      if (outgoing.destroyed) return;
      if (target.kind === "nowhere") {
        refuse(outgoing, `${target.why}; nothing was done`);
        return;
      }
      if (target.kind === "here") {
        // A body that was read can only be sent again.
        if (body === undefined || body?.length === 0) {
          this.#here(way, target.name);
          return;
        }
      } else if (isHop) {
        answerMoved(outgoing);
        return;
      }
      // Read once: it may be sent again to another replica that is the right one.
      body ??= await this.#bodyOf(way);
      const { forwarder, secret, self } = this.options;
      const { owner, url } = target.kind === "here" ? self() : target;
      const client = incoming.socket.remoteAddress ?? "unknown";
      const how = await forwarder.pass({ incoming, outgoing, body, owner, url, secret, client });
      if (how === "answered") return;
      this.options.forget(route);
      // Where nothing was done, another replica may have the sandbox by now.
      const hasMoved = how === "moved" || (how === "unreached" && (await this.#isElsewhere(route, owner)));
      if (!hasMoved || body === null) {
        refuse(outgoing, BROKEN[how]);
        return;
      }
    }
    refuse(outgoing, "the sandbox is on its way between replicas; nothing was done");
  }

  #bodyOf({ incoming, outgoing }: Way): Promise<Buffer | null> {
    const bindings: Bindings = { incoming, outgoing };
    this.#giveRoom(bindings);
    return bodyOf(incoming, bindings.takeRoom);
  }

  async #target(route: Route, isHop: boolean): Promise<Target> {
    const { placeOfNew, isHeld } = this.options;
    if (route.kind === "new-sandbox") {
      if (!isHeld()) return { kind: "nowhere", why: "this replica has lost its lease", name: "" };
      const place = isHop ? null : placeOfNew();
      return place === null ? { kind: "here", name: "" } : { kind: "there", ...place, name: "" };
    }
    const name = await this.#nameOf(route);
    const target = await this.#search(name);
    if (route.kind !== "key" || name === null || target.kind !== "here") return target;
    if (this.options.registry.byConsumer(route.key) !== undefined) return target;
    // A snapshot may have brought the key into another sandbox since that was noted.
    this.options.forget(route);
    return this.#search(await this.#nameOf(route));
  }

  async #search(found: string | null): Promise<Target> {
    const { find, uses } = this.options;
    const name = found ?? DEFAULT_SANDBOX;
    await uses.moved(name);
    const place = await find(name);
    if (place.kind !== "none") return { ...place, name };
    // Any replica can say so, also one that had it.
    this.options.registry.forgetLeft(name);
    return { kind: "here", name: "" };
  }

  /** Whether a sandbox is no longer where it was. */
  async #isElsewhere(route: Route, owner: string): Promise<boolean> {
    if (route.kind === "new-sandbox") return false;
    const place = await this.#target(route, false);
    return place.kind === "here" || (place.kind === "there" && place.owner !== owner);
  }

  /** The sandbox of a route; null for a key that no sandbox has. */
  async #nameOf(route: Route): Promise<string | null> {
    if (route.kind === "sandbox") return route.name;
    const { registry, sandboxOfKey } = this.options;
    const key = route.kind === "key" ? route.key : "";
    const name = registry.byConsumer(key)?.sandbox.name ?? (await sandboxOfKey(key));
    if (name === null) registry.forgetLeft(key);
    return name;
  }

  /** Whether a request was signed before its sandbox was taken from a replica that is gone. */
  #isEarly({ headers }: IncomingMessage, name: string): boolean {
    const before = this.options.registry.get(name)?.nonces.notBefore ?? null;
    if (before === null) return false;
    const signed = /oauth_timestamp="(\d{1,15})"/.exec(headers.authorization ?? "")?.[1];
    return signed !== undefined && Number(signed) < before;
  }
}

const BROKEN: Readonly<Record<Exclude<Passed, "answered">, string>> = {
  moved: "the sandbox has moved to another replica; nothing was done",
  unreached: "the replica that has the sandbox cannot be reached; nothing was done",
  silent: "the replica that has the sandbox fell silent; the request may or may not have been carried out",
  unfit:
    "what came from the replica that has the sandbox is no answer; the request may or may not have been carried out",
  broken: "the replica that has the sandbox did not answer; the request may or may not have been carried out",
};

/** Answers 503: try again soon. */
export function refuse(outgoing: ServerResponse, message: string): void {
  if (outgoing.headersSent || outgoing.destroyed) return void outgoing.destroy();
  const headers = { "retry-after": "1", "x-request-id": newSecret(8) };
  send(outgoing, problem({ id: "service-unavailable", message, headers }));
}

/** What is left of the request's body is not read. */
function send(outgoing: ServerResponse, { status, headers, text }: Reply): void {
  outgoing.writeHead(status, { ...headers, connection: "close" }).end(text);
}

function answerMoved(outgoing: ServerResponse): void {
  outgoing.writeHead(421, { [MOVED]: "1", "content-length": "0" }).end();
}
