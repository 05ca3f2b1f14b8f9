import type { Agent } from "node:http";
import type { Socket } from "node:net";

/**
 * An agent whose kept connections are closed when something comes on them that nobody has asked for, such as a second answer or the
 * body of an answer that has none: it would be taken for the answer to the next request, which may be another client's.
 */
export function refusingUnasked<A extends Agent>(agent: A): A {
  const keep = agent.keepSocketAlive.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  agent.keepSocketAlive = (socket) => {
    socket.on("data", unasked);
    return keep(socket);
  };
  agent.reuseSocket = (socket, request) => {
    socket.off("data", unasked);
    reuse(socket, request);
  };
  return agent;
}

function unasked(this: Socket): void {
  this.destroy();
}
