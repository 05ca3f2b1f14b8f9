import { connect, createServer, type Socket } from "node:net";
import { listening } from "../../testing/listening.js";

/** A way to an emulator that a test can cut, and lead to another one: an address that stays while what is behind it goes. */
export interface Way {
  url: string;
  /** Cuts all connections, and lets no new ones through. */
  cut: () => void;
  /** Lets connections through, to the emulator of this address. */
  leadTo: (url: string) => void;
  close: () => Promise<void>;
}

/** Opens a way to the emulator of an address, on a free port. */
export async function openWay(url: string): Promise<Way> {
  let target: string | null = url;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (target === null) {
      near.destroy();
      return;
    }
    const far = connect(Number(new URL(target).port), "127.0.0.1");
    keep(far);
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
    leadTo: (to) => (target = to),
    close: () => {
      cut();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
