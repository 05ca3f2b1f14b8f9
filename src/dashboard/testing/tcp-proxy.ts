import { connect, createServer, type Socket } from "node:net";
import { listening } from "../../testing/listening.js";

/** A TCP proxy to an emulator that a test can cut and point at another emulator. Its address stays the same. */
export interface TcpProxy {
  url: string;
  /** Closes all connections and accepts no new ones. */
  cut: () => void;
  /** Accepts connections again and forwards them to the emulator at this address. */
  forwardTo: (url: string) => void;
  close: () => Promise<void>;
}

/** Opens a proxy to the emulator at an address, on a free port. */
export async function openTcpProxy(url: string): Promise<TcpProxy> {
  let target: string | null = url;
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    track(near);
    if (target === null) {
      near.destroy();
      return;
    }
    const far = connect(Number(new URL(target).port), "127.0.0.1");
    track(far);
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  const cut = (): void => {
    target = null;
    for (const socket of sockets) socket.destroy();
  };
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    forwardTo: (to) => (target = to),
    close: () => {
      cut();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
