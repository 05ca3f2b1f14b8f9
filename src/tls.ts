import { createPrivateKey, X509Certificate } from "node:crypto";
import { type Config, ConfigError } from "./config.js";
import type { Tls } from "./http/server.js";
import { textOfFile } from "./text/file-text.js";

type TlsSettings = Pick<Config, "tls" | "tlsCert" | "tlsKey" | "host" | "publicUrl">;

/** The certificate and the key of the settings; null for HTTP. @throws ConfigError */
export async function tlsOf(config: TlsSettings, folder: string): Promise<Tls | null> {
  const { tls, tlsCert, tlsKey } = config;
  if (tlsCert === null && tlsKey === null) {
    if (tls === "off") return null;
    // 700 kB of source, which other starts do not load.
    return (await import("./self-signed.js")).selfSigned(config, folder);
  }
  if (tls === "self-signed")
    throw new ConfigError("--tls self-signed makes a certificate: leave out --tls-cert and --tls-key");
  if (tlsCert === null)
    throw new ConfigError("--tls-key: got a key without certificate; accepted: with --tls-cert FILE");
  if (tlsKey === null)
    throw new ConfigError("--tls-cert: got a certificate without key; accepted: with --tls-key FILE");
  const [cert, key] = [read("--tls-cert", tlsCert), read("--tls-key", tlsKey)];
  const certificate = parsed("--tls-cert", tlsCert, "a certificate in PEM", () => new X509Certificate(cert));
  const secret = parsed("--tls-key", tlsKey, "a private key in PEM without passphrase", () =>
    createPrivateKey(key),
  );
  if (!certificate.checkPrivateKey(secret))
    throw new ConfigError(`--tls-key: ${tlsKey} is not the key of the certificate in ${tlsCert}`);
  return { cert, key, certificateFile: null };
}

function read(flag: string, file: string): string {
  try {
    return textOfFile(file);
  } catch (error) {
    throw new ConfigError(`${flag}: ${file} cannot be read: ${(error as Error).message}`);
  }
}

function parsed<T>(flag: string, file: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw new ConfigError(`${flag}: ${file} cannot be used; accepted: ${what}`);
  }
}
