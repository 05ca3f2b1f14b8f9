import { EventEmitter } from "node:events";
import { expect, it, vi } from "vitest";
import { startEmulator } from "../index.js";
import { BodyRoom } from "./body-room.js";
import type { Bindings } from "./context.js";
import { CONTROL_BODIES, withBodyRoom } from "./give-room.js";

const LONGEST = 256 * 1024 * 1024;

it("bodies of the control plane are bounded together, and the longest one always fits", async () => {
  let room: Bindings["takeRoom"];
  const control = withBodyRoom(
    (_, bindings: Bindings) => {
      room = bindings.takeRoom;
      return new Response(null);
    },
    0,
    new BodyRoom(CONTROL_BODIES),
  );
  const ask = async (): Promise<{ take: NonNullable<Bindings["takeRoom"]>; end: () => void }> => {
    const outgoing = new EventEmitter();
    const incoming = { headers: { "content-length": "1" }, socket: { remoteAddress: "127.0.0.1" } };
    await control(new Request("http://127.0.0.1/"), { incoming, outgoing });
    return { take: room!, end: () => void outgoing.emit("close") };
  };
  const [first, second] = [await ask(), await ask()];
  expect(first.take(LONGEST)).toBe(true);
  expect(second.take(CONTROL_BODIES - LONGEST + 1)).toBe(false);
  first.end();
  expect(second.take(LONGEST)).toBe(true);
});

it("an emulator refuses a body of the control plane or a form of the dashboard for which there is no room", async () => {
  const emulator = await startEmulator();
  const body = new URLSearchParams({ speed: "5" });
  const form = (): Promise<Response> =>
    fetch(`${emulator.url}/_emulator/dashboard/?action=speed`, {
      method: "POST",
      body,
      redirect: "manual",
    });
  expect((await form()).status).toBe(303);
  const take = vi.spyOn(BodyRoom.prototype, "take").mockReturnValue(false);
  try {
    await expect(emulator.reset()).rejects.toMatchObject({ status: 503, id: "service-unavailable" });
    const refused = await form();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await refused.text()).toContain("more to do than it can answer soon");
  } finally {
    take.mockRestore();
    await emulator.close();
  }
});
