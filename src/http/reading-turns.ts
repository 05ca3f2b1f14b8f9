import type { Server as HttpServer } from "node:http";
import type { Socket } from "node:net";
import { monotonic, yieldToLoop } from "../clock/clock.js";
import { clientAddress } from "./client-address.js";
import { hold, release } from "./hold.js";
import { NewConnections } from "./new-connections.js";
import { Turns } from "./turns.js";

/**
 * How many requests of an address that follow unanswered ones on their connections are read in a round of the event loop, before
 * its other connections wait for their turns.
 */
const MOST_IN_ROUND = 32;
/** The same for bytes, of all its connections: those that bring no request must be looked through, too. */
const MOST_BYTES_IN_ROUND = 256 * 1024;
/**
 * The same for work: how long Node's parser, and what it calls, may take for what came on them, in milliseconds. A byte may be a chunk of
 * a body or a record of TLS, each of which costs as much as some thousand other bytes.
 */
const MOST_MS_IN_ROUND = 5;
/** What one piece that came counts at least, in bytes: what comes over TLS has a piece for each record. */
const LEAST_BYTES = 1024;
/** Maximum number of rounds between two turns. */
const MOST_ROUNDS = 1000;

/** What is known of an address. */
interface Sender {
  address: string;
  /** Connections that are read whenever something comes. */
  free: Set<Socket>;
  /** Number of connections that wait for their turns. */
  paused: number;
  /** Requests in this round that followed unanswered ones. */
  inRound: number;
  /** Bytes that have come in this round, and the time that they took. */
  bytesInRound: number;
  msInRound: number;
}

/**
 * Reads the connections of an address that sends much at once in turns, of one address after the other. Else Node reads
 * in one round of the event loop what has come on all of them, up to 64 KiB of each, before any request begins. A round begins
 * one of the `waiting` requests, so that the next turn comes after as many rounds; it has no more than its share of work, so that the next
 * turn comes after as many rounds as what was read is worth; and it accepts one connection only, so that there is no turn while
 * connections come. Returns a function to call where a request follows an unanswered one.
 */
export function readInTurns(
  server: Pick<HttpServer, "on">,
  { hasTls, waiting, now = monotonic }: { hasTls: boolean; waiting: () => number; now?: () => number },
): (socket: Socket) => void {
  const senders = new Map<string, Sender>();
  const senderOf = new WeakMap<Socket, Sender>();
  const connections = new NewConnections();
  /** What was read of addresses with connections that wait, since the last turn, took so long. */
  let msInTurn = 0;
  const least = (): number => Math.max(waiting(), msInTurn / MOST_MS_IN_ROUND);
  const turns = new Turns(() => {
    msInTurn = 0;
    return connections.quietRound({ least, most: MOST_ROUNDS });
  });

  const forget = (sender: Sender): void => {
    if (sender.free.size + sender.paused === 0) senders.delete(sender.address);
  };
  const pause = async (sender: Sender, socket: Socket, now: boolean): Promise<void> => {
    sender.paused += 1;
    if (!now) await yieldToLoop();
    hold(socket);
    await turns.take(sender.address, "", () => socket.destroyed);
    sender.paused -= 1;
    if (socket.destroyed) forget(sender);
    else {
      sender.free.add(socket);
      release(socket);
    }
  };

  const pauseFree = (sender: Sender): void => {
    for (const socket of sender.free) void pause(sender, socket, true);
    sender.free.clear();
  };
  const took = (sender: Sender, bytes: number, ms: number): void => {
    if (sender.bytesInRound === 0)
      void yieldToLoop().then(() => {
        sender.bytesInRound = 0;
        sender.msInRound = 0;
      });
    sender.bytesInRound += Math.max(bytes, LEAST_BYTES);
    sender.msInRound += ms;
    if (sender.paused > 0) msInTurn += ms;
    if (sender.bytesInRound > MOST_BYTES_IN_ROUND || sender.msInRound > MOST_MS_IN_ROUND) pauseFree(sender);
  };

  server.on("connection", connections.note);
  // After Node's own listener, which lets a pause stop the reading.
  server.on(hasTls ? "secureConnection" : "connection", (socket: Socket) => {
    const address = clientAddress(socket.remoteAddress, null, 0);
    const sender = senders.get(address) ?? {
      address,
      free: new Set(),
      paused: 0,
      inRound: 0,
      bytesInRound: 0,
      msInRound: 0,
    };
    senders.set(address, sender);
    senderOf.set(socket, sender);
    // Over TLS what it brings with the end of the handshake would be read in this round, as of all that end theirs in it.
    if (sender.paused > 0) void pause(sender, socket, hasTls);
    else sender.free.add(socket);
    // Node's parser listens between these.
    let began = 0;
    socket.prependListener("data", () => (began = now()));
    socket.on("data", ({ length }: Buffer) => took(sender, length, now() - began));
    socket.once("close", () => {
      sender.free.delete(socket);
      forget(sender);
    });
  });

  return (socket) => {
    const sender = senderOf.get(socket);
    if (sender === undefined) return;
    sender.inRound += 1;
    if (sender.inRound === 1) void yieldToLoop().then(() => (sender.inRound = 0));
    if (sender.inRound < MOST_IN_ROUND || sender.free.size === 0) return;
    // Node resumes this one at the end of each of the requests that it has read.
    if (sender.free.delete(socket)) void pause(sender, socket, false);
    pauseFree(sender);
  };
}
