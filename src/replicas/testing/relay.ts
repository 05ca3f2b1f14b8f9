import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { atFileEnd } from "../../testing/file-end.js";

/** A way to a database that can stop to answer: connections are accepted and nothing passes any more. */
export class Relay {
  /** Connections that came since it stopped to answer. */
  asked = 0;
  #isSilent = false;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly store: string,
    private readonly server: ReturnType<typeof createServer>,
  ) {}

  /** Starts one before the database of this address; it ends with the test file. */
  static async before(store: string): Promise<Relay> {
    const server = createServer();
    const relay = new Relay(store, server);
    server.on("connection", (socket) => relay.#take(socket));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    atFileEnd(() => {
      server.close();
      for (const socket of relay.#sockets) socket.destroy();
    });
    return relay;
  }

  /** The address of the database through this way. */
  get address(): string {
    const url = new URL(this.store);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  stopAnswering(): void {
    this.#isSilent = true;
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  #take(socket: Socket): void {
    this.#keep(socket);
    if (this.#isSilent) {
      this.asked += 1;
      socket.pause();
      return;
    }
    const onward = this.#keep(connect(Number(new URL(this.store).port), "127.0.0.1"));
    socket.pipe(onward).pipe(socket);
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on("error", () => undefined).once("close", () => this.#sockets.delete(socket));
    return socket;
  }
}
