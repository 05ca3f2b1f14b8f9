import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { baseStringUri, percentEncode, plaintextSignature, queryPairs } from "./signature.js";
import { signatureBaseString, signHmacSha1, type Pair } from "./signature.js";

describe("percentEncode", () => {
  it.each([
    ["abcABC123-._~", "abcABC123-._~"],
    ["%", "%25"],
    ["+ &=*!'()", "%2B%20%26%3D%2A%21%27%28%29"],
    ["\n\u007f\u0080\u3001", "%0A%7F%C2%80%E3%80%81"],
    ["\u{1f600}", "%F0%9F%98%80"],
    ["\ud800", "%EF%BF%BD"],
  ])("%j is %j", (text, encoded) => {
    expect(percentEncode(text)).toBe(encoded);
  });
});

describe("baseStringUri (RFC 5849, section 3.4.1.2)", () => {
  it.each([
    ["http://EXAMPLE.COM:80/r%20v/X?id=123", "http://example.com/r%20v/X"],
    ["https://www.example.net:8080/?q=1", "https://www.example.net:8080/"],
    ["HTTPS://h:443", "https://h/"],
    ["http://h:443/", "http://h:443/"],
    ["http://h:00080/", "http://h/"],
    ["http://h:/p", "http://h/p"],
    ["http://h?a=b", "http://h/"],
    ["http://user:pw@h/p#x", "http://h/p"],
    ["http://[0:0::1]:8080/p", "http://[::1]:8080/p"],
    ["http://[FE80::1%25Eth0]/p", "http://[fe80::1%25eth0]/p"],
    ["http://h/a%7Eb/%7e/../c/.//d/%2f", "http://h/a%7Eb/%7e/../c/.//d/%2f"],
    ["http://h/a;", "http://h/a"],
    ["http://h/a;/b;c=1;", "http://h/a;/b;c=1;"],
    ["http://h/é b", "http://h/é%20b"],
  ])("%s is %s", (url, uri) => {
    expect(baseStringUri(url)).toBe(uri);
  });

  it.each([
    "",
    "/products",
    "h/p",
    "http:///p",
    "http://h:0/",
    "http://h:65536/",
    "http://h:x/",
    "http://[::1/",
    "http://a:b:c/",
  ])("refuses %j", (url) => {
    expect(() => baseStringUri(url)).toThrow(TypeError);
  });
});

describe("queryPairs", () => {
  it.each<[string, Pair[]]>([
    ["http://h/?", []],
    [
      "http://h/?a=1&a=1&b",
      [
        ["a", "1"],
        ["a", "1"],
        ["b", ""],
      ],
    ],
    [
      "http://h/?a+b=c+d%2B&&=x&=",
      [
        ["a b", "c d+"],
        ["", "x"],
        ["", ""],
      ],
    ],
    ["http://h/?a==1;b#c", [["a", "=1;b"]]],
    [
      "http://h/?a=%zz%4&b=%C3%A9é%FF",
      [
        ["a", "%zz%4"],
        ["b", "éé\ufffd"],
      ],
    ],
    ["http://h/??a=%EF%BB%BFx", [["?a", "\ufeffx"]]],
  ])("%s", (url, pairs) => {
    expect(queryPairs(url)).toEqual(pairs);
  });

  it("reads what URLSearchParams writes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }))),
        (pairs) => {
          const query = new URLSearchParams(pairs).toString();
          expect(queryPairs(`http://h/?${query}`)).toEqual(pairs);
        },
      ),
    );
  });
});

describe("signatureBaseString", () => {
  it("makes RFC 5849's example (section 3.4.1.1), whose body parameters are given here as pairs", () => {
    const base = signatureBaseString({
      method: "post",
      url: "http://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
      oauthParams: [
        ["oauth_consumer_key", "9djdj82h48djs9d2"],
        ["oauth_token", "kkk9d7dh3k39sjv7"],
        ["oauth_signature_method", "HMAC-SHA1"],
        ["oauth_timestamp", "137131201"],
        ["oauth_nonce", "7d8f3e4a"],
        ["oauth_signature", "bYT5CMsGcbgUdFHObYMEfcx6bsw="],
        ["c2", ""],
        ["a3", "2 q"],
      ],
    });
    expect(base).toBe(
      "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D" +
        "%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1" +
        "%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7",
    );
  });

  it("sorts by encoded bytes, not by characters", () => {
    const base = signatureBaseString({
      method: "GET",
      url: "http://h/?~=1&%C3%A9=2&Z=3&a=b&a=B&a-b=4",
      oauthParams: [],
    });
    expect(decodeURIComponent(base.split("&")[2]!)).toBe("%C3%A9=2&Z=3&a=B&a=b&a-b=4&~=1");
  });
});

describe("signatures", () => {
  /** Consumer of RFC 5849, section 1.2. */
  const printer = ["oauth_consumer_key", "dpf43f3p2l4k3l03"] as const;
  const hmac = ["oauth_signature_method", "HMAC-SHA1"] as const;
  interface Vector {
    from: string;
    method: string;
    url: string;
    params: Pair[];
    secrets: [string, string];
    signature: string;
  }
  const twitter: Pair[] = [
    ["status", "Hello Ladies + Gentlemen, a signed OAuth request!"],
    ["oauth_consumer_key", "xvz1evFS4wEEPTGEFPHBog"],
    ["oauth_nonce", "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"],
    ["oauth_timestamp", "1318622958"],
    ["oauth_token", "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"],
    ["oauth_version", "1.0"],
    hmac,
  ];
  const vectors: Vector[] = [
    {
      from: "RFC 5849, section 1.2, temporary credentials",
      method: "POST",
      url: "https://photos.example.net/initiate",
      params: [
        printer,
        hmac,
        ["oauth_timestamp", "137131200"],
        ["oauth_nonce", "wIjqoS"],
        ["oauth_callback", "http://printer.example.com/ready"],
      ],
      secrets: ["kd94hf93k423kf44", ""],
      signature: "74KNZJeDHnMBp0EMJ9ZHt/XKycU=",
    },
    {
      from: "RFC 5849, section 1.2, token credentials",
      method: "POST",
      url: "https://photos.example.net/token",
      params: [
        printer,
        hmac,
        ["oauth_token", "hh5s93j4hdidpola"],
        ["oauth_timestamp", "137131201"],
        ["oauth_nonce", "walatlh"],
        ["oauth_verifier", "hfdp7dh39dks9884"],
      ],
      secrets: ["kd94hf93k423kf44", "hdhd0244k9j7ao03"],
      signature: "gKgrFCywp7rO0OXSjdot/IHF7IU=",
    },
    {
      from: "RFC 5849, section 1.2, photo",
      method: "GET",
      url: "http://photos.example.net/photos?file=vacation.jpg&size=original",
      params: [
        printer,
        hmac,
        ["oauth_token", "nnch734d00sl2jdk"],
        ["oauth_timestamp", "137131202"],
        ["oauth_nonce", "chapoH"],
      ],
      secrets: ["kd94hf93k423kf44", "pfkkdhi9sl3r4s00"],
      signature: "MdpQcU8iPSUjWoN/UDMsK2sui9I=",
    },
    {
      from: "OAuth Core 1.0, appendix A",
      method: "GET",
      url: "http://photos.example.net/photos?file=vacation.jpg&size=original",
      params: [
        printer,
        hmac,
        ["oauth_token", "nnch734d00sl2jdk"],
        ["oauth_timestamp", "1191242096"],
        ["oauth_nonce", "kllo9940pd9333jh"],
        ["oauth_version", "1.0"],
      ],
      secrets: ["kd94hf93k423kf44", "pfkkdhi9sl3r4s00"],
      signature: "tR3+Ty81lMeYAr/Fid0kMTYa/WM=",
    },
    {
      from: "Twitter's documentation",
      method: "POST",
      url: "https://api.twitter.com/1/statuses/update.json?include_entities=true",
      params: twitter,
      secrets: ["kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"],
      signature: "tnnArxj06cWHq44gCs1OSKk/jLY=",
    },
  ];

  it.each(vectors)("HMAC-SHA1: $from", ({ method, url, params, secrets, signature }) => {
    expect(signHmacSha1(signatureBaseString({ method, url, oauthParams: params }), ...secrets)).toBe(
      signature,
    );
  });

  it.each([
    ["djr9rjt0jd78jf88", "jjd999tj88uiths3", "djr9rjt0jd78jf88&jjd999tj88uiths3"],
    ["djr9rjt0jd78jf88", "jjd99$tj88uiths3", "djr9rjt0jd78jf88&jjd99%24tj88uiths3"],
    ["djr9rjt0jd78jf88", "", "djr9rjt0jd78jf88&"],
  ])("PLAINTEXT: OAuth Core 1.0, section 9.4.1: %s, %s", (consumer, token, signature) => {
    expect(plaintextSignature(consumer, token)).toBe(signature);
  });

  /** What Debian's python3-oauthlib 3.2.2 signs a GET with; made with `Client(...).sign(url)`. */
  it.each([
    ["https://spi.canonical.com/products", "NGG3EgMjj0GTlUXkpY+cugXvHbU="],
    ["https://SPI.Canonical.com:443/products", "NGG3EgMjj0GTlUXkpY+cugXvHbU="],
    ["http://127.0.0.1:80/p", "tvx4Tk1PwwiyWXuG83Tlff+qgbE="],
    ["http://127.0.0.1:8080/p", "lNh1AQvYeih80JlsV4s0W3QUorM="],
    ["http://[::1]:8080/p", "QeyZWg+7qPeDX67V3QIX4Zsdy0o="],
    ["http://[0:0:0:0:0:0:0:1]/p", "Gi8KsQzTIiu+82aFwHEnOBrY1xI="],
    ["http://localhost:8080", "hs/JDgvVYTlf9939f179duiX4HE="],
    ["http://user:pw@h/p", "UAGk2+gY9v/Feg3cLj/phYXLQck="],
    ["http://h/a%7Eb~c/%7e", "WMVdeX2dIV1m7WjPWMHZ2gWgxqs="],
    ["http://h/a//b/../c/./", "n/5ByWMBlPCNdd+P4dOus/OZiUY="],
    ["http://h/a;", "N5CzA4ArzIprbTEnoCO4iUabhwI="],
    ["http://h/a;b=1", "VttqMfEvH3m4Y3CiC57If0yhUB0="],
    ["http://h/a%20b c", "ImolfRC6GPnDztMHfAXRUNazUJI="],
    ["http://h/é/%C3%A9", "1U9c5/bZwprjdyNvIksjLFx+8rQ="],
    ["http://h/p?a=1&a=1&a=0", "XNBB4BDSyGl3iLbUPm+cbFbf2d8="],
    ["http://h/p?b&a=&=c&&d==", "GY5tNj/QEhsuSYPVOpRc9vWcj4w="],
    ["http://h/p?start_date=20150914+175131+Z", "8Ym9sWx9mBYW3zL/UFVH6RDEB7g="],
    ["http://h/p?start_date=2015-08-26T00:00:00%2B00:00", "9+UT8on5jNpU7VwevOPh6y4nR4g="],
    ["http://h/p?x=%25&y=%C3%A9~%7E!*'()", "CoEE05WbbGRxVh63zOZ7ibQcYig="],
    ["http://h/p?a%20b=1&a+b=0&A=2", "SSSVT7RDdv2eYENL2gnGMGxbpx0="],
    ["http://h/p?bad=%FF%C3&ok=1", "jNz+FcGXis/mo1X+xsRSK+yfGJA="],
    ["http://h/p?a=1#f?b=2", "wCIaAV9xf7Ok1/mqVHw6c9kojw0="],
    ["http://h/p?a=1;b=2&c/d=?", "EPe6yqbI6E0gg0lyhM8b+V9gYxA="],
  ])("as oauthlib signs %s", (url, signature) => {
    const oauthParams: Pair[] = [
      ["oauth_nonce", "n0nce"],
      ["oauth_timestamp", "1451925514"],
      ["oauth_version", "1.0"],
      hmac,
      ["oauth_consumer_key", "ck"],
      ["oauth_token", "tk"],
    ];
    const base = signatureBaseString({ method: "GET", url, oauthParams });
    expect(signHmacSha1(base, "c0ffee", "5ec2e7")).toBe(signature);
  });
});
