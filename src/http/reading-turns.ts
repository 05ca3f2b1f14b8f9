import type { Server as HttpServer } from "node:http";
import type { Socket } from "node:net";
import { yieldToLoop } from "../clock/clock.js";
import { clientAddress } from "./client-address.js";
import { NewConnections } from "./new-connections.js";
import { Turns } from "./turns.js";

/**
 * How many requests of an address that follow unanswered ones on their connections are read in a round of the event loop, before
 * its other connections wait for their turns.
 */
const MOST_IN_ROUND = 32;
/** The same for bytes, of all its connections: those that bring no request must be looked through, too. */
const MOST_BYTES_IN_ROUND = 256 * 1024;
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
  /** Bytes that have come in this round. */
  bytesInRound: number;
}

/**
 * Reads the connections of an address that sends much at once in turns, of one address after the other. Else Node reads
 * in one round of the event loop what has come on all of them, up to 64 KiB of each, before any request begins. A round begins
 * one of the `waiting` requests, so that the next turn comes after as many rounds; and it accepts one connection only, so that
 * there is no turn while connections come. Returns a function to call where a request follows an unanswered one.
 */
export function readInTurns(
  server: Pick<HttpServer, "on">,
  { hasTls, waiting }: { hasTls: boolean; waiting: () => number },
): (socket: Socket) => void {
  const senders = new Map<string, Sender>();
  const senderOf = new WeakMap<Socket, Sender>();
  const connections = new NewConnections();
  const turns = new Turns(() => connections.quietRound({ least: waiting, most: MOST_ROUNDS }));

  const forget = (sender: Sender): void => {
    if (sender.free.size + sender.paused === 0) senders.delete(sender.address);
  };
  const pause = async (sender: Sender, socket: Socket, now: boolean): Promise<void> => {
    sender.paused += 1;
    if (!now) await yieldToLoop();
    socket.pause();
    await turns.take(sender.address, "", () => socket.destroyed);
    sender.paused -= 1;
    if (socket.destroyed) forget(sender);
    else {
      sender.free.add(socket);
      socket.resume();
    }
  };

  const pauseFree = (sender: Sender): void => {
    for (const socket of sender.free) void pause(sender, socket, true);
    sender.free.clear();
  };
  const tookBytes = (sender: Sender, bytes: number): void => {
    if (sender.bytesInRound === 0) void yieldToLoop().then(() => (sender.bytesInRound = 0));
    sender.bytesInRound += bytes;
    if (sender.bytesInRound > MOST_BYTES_IN_ROUND) pauseFree(sender);
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
    };
    senders.set(address, sender);
    senderOf.set(socket, sender);
    // Over TLS what it brings with the end of the handshake would be read in this round, as of all that end theirs in it.
    if (sender.paused > 0) void pause(sender, socket, hasTls);
    else sender.free.add(socket);
    socket.on("data", ({ length }: Buffer) => tookBytes(sender, length));
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
