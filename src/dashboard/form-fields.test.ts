import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";

let emulator: EmulatorHandle;
beforeAll(async () => {
  emulator = await startEmulator({ seed: "demo", clock: "manual", lab: false });
});
afterAll(() => emulator.close());

const send = async (body: string, type: string): Promise<[status: number, text: string]> => {
  const answer = await fetch(`${emulator.url}/_emulator/dashboard/?action=tour-end`, {
    method: "POST",
    headers: { "content-type": type },
    body,
    redirect: "manual",
  });
  return [answer.status, await answer.text()];
};

const URL_ENCODED = "application/x-www-form-urlencoded";

it("a form in parts is refused: an empty file costs far more than its bytes", async () => {
  const part = '--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n\r\n';
  expect(await send(`${part.repeat(100)}--x--\r\n`, "multipart/form-data; boundary=x")).toEqual([
    400,
    `The form cannot be read: its Content-Type must be ${URL_ENCODED}.`,
  ]);
});

it("a form has at most 2,000 fields", async () => {
  const text = "The form cannot be read: it has more than 2000 fields.";
  expect(await send("a&".repeat(2000), URL_ENCODED)).toEqual([413, text]);
  expect(await send("a&".repeat(2000).slice(0, -1), URL_ENCODED)).toEqual([303, ""]);
});

it.each([URL_ENCODED, `${URL_ENCODED.toUpperCase()}; charset=UTF-8`])(
  "a form of %s is taken",
  async (type) => {
    expect(await send("form-id=tour-skip", type)).toEqual([303, ""]);
  },
);

it("a form without fields needs no Content-Type", async () => {
  const url = `${emulator.url}/_emulator/dashboard/?action=tour-end`;
  expect((await fetch(url, { method: "POST", redirect: "manual" })).status).toBe(303);
});
