// With Testcontainers: the image of the emulator (docs/guides/container.md) runs for the length of the file.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { connectEmulator } from "spi-emulator";
import { GenericContainer, Wait } from "testcontainers";

const adminToken = randomBytes(16).toString("hex");
let container;
let emulator;

before(async () => {
  container = await new GenericContainer("spi-emulator")
    .withExposedPorts(7740)
    .withEnvironment({
      SPI_EMULATOR_ADMIN_TOKEN: adminToken,
      SPI_EMULATOR_IN_MEMORY: "true",
      SPI_EMULATOR_CLOCK: "manual",
    })
    .withWaitStrategy(Wait.forHttp("/_emulator/ready", 7740).forStatusCode(200))
    .start();
  const url = `http://${container.getHost()}:${container.getMappedPort(7740)}`;
  emulator = await connectEmulator({ url, adminToken });
});
after(() => container?.stop());

test("the demo's products are there", async () => {
  const { products } = await (await emulator.fetch("/products")).json();
  assert.equal(products.length, 2);
});
