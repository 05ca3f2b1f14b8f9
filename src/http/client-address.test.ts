import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address.js";

describe("the address of a client", () => {
  it.each<[what: string, given: Parameters<typeof clientAddress>, address: string]>([
    ["is that of the socket", ["10.0.0.1", null, 0], "10.0.0.1"],
    ["is never what an unknown client says", ["10.0.0.1", "1.1.1.1", 0], "10.0.0.1"],
    ["is what the trusted proxy says", ["10.0.0.1", "1.1.1.1", 1], "1.1.1.1"],
    ["is the proxy's entry, not the client's before it", ["10.0.0.1", "9.9.9.9, 1.1.1.1", 1], "1.1.1.1"],
    ["is the first proxy's entry of two", ["10.0.0.1", "9.9.9.9,1.1.1.1,2.2.2.2", 2], "1.1.1.1"],
    ["is the socket's if there are too few entries", ["10.0.0.1", "1.1.1.1", 2], "10.0.0.1"],
    ["is the socket's if the proxy adds nothing", ["10.0.0.1", null, 1], "10.0.0.1"],
    ["is the socket's if the entry is not an address", ["10.0.0.1", "<script>", 1], "10.0.0.1"],
    ["has no port", ["10.0.0.1", "1.1.1.1:4711", 1], "1.1.1.1"],
    ["of IPv4 mapped to IPv6 is that of IPv4", ["::ffff:10.0.0.1", null, 0], "10.0.0.1"],
    ["of IPv6 is the network's", ["2001:db8:0:1::17", null, 0], "2001:db8:0::/48"],
    ["of IPv6 has no port", ["10.0.0.1", "[2001:DB8::1]:4711", 1], "2001:db8:0::/48"],
    ["of IPv6 has no zone", ["fe80::1%eth0", null, 0], "fe80:0:0::/48"],
    ["of loopback", ["::1", null, 0], "0:0:0::/48"],
    ["that is unknown", [undefined, null, 0], "unknown"],
  ])("%s", (_, given, address) => {
    expect(clientAddress(...given)).toBe(address);
  });
});
