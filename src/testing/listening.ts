import type { AddressInfo, Server } from "node:net";

/** Listens on a free port of this machine, and gives it. */
export async function listening(
  server: Pick<Server, "address"> & { listen: Server["listen"] },
): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}
