import { isIP } from "node:net";
import { join } from "node:path";
import { generate } from "selfsigned";
import { wallTime } from "./clock/clock.js";
import type { Config } from "./config.js";
import type { Tls } from "./http/server.js";
import { writeNewSync } from "./text/new-file.js";

/** Lifetime of a self-signed certificate, in milliseconds: browsers refuse longer ones. */
const LIFETIME_MS = 365 * 86_400_000;
/** How far a client's clock may be behind, in milliseconds. */
const EARLIER_MS = 86_400_000;
/** Name of the file with the self-signed certificate in the folder of the credentials. */
const CERTIFICATE_FILE = "tls-cert.pem";

/** Makes a certificate for the names of this emulator, and writes it, without its key, into `folder`. */
export async function selfSigned(
  { host, publicUrl }: Pick<Config, "host" | "publicUrl">,
  folder: string,
): Promise<Tls> {
  const names = new Set(["localhost", "127.0.0.1", "::1"]);
  if (!["0.0.0.0", "::"].includes(host)) names.add(host);
  if (publicUrl !== null) names.add(new URL(publicUrl).hostname.replace(/^\[(.*)\]$/, "$1"));
  const now = wallTime();
  const { cert, private: key } = await generate([{ name: "commonName", value: "spi-emulator" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(now - EARLIER_MS),
    notAfterDate: new Date(now + LIFETIME_MS - EARLIER_MS),
    extensions: [
      { name: "basicConstraints", cA: true },
      {
        name: "subjectAltName",
        altNames: [...names].map((name) =>
          isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name },
        ),
      },
    ],
  });
  const certificateFile = join(folder, CERTIFICATE_FILE);
  writeNewSync(certificateFile, cert, 0o666);
  return { cert, key, certificateFile };
}
