import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Config } from "../config.js";

/** The cookie that identifies a browser's sandbox. */
export class VisitorCookie {
  readonly #isSecure: boolean;
  readonly #name: string;

  constructor(private readonly config: Pick<Config, "publicUrl" | "demoLifetime" | "tls" | "tlsCert">) {
    const { publicUrl, tls, tlsCert } = config;
    this.#isSecure = publicUrl?.startsWith("https:") ?? (tls !== "off" || tlsCert !== null);
    this.#name = this.#isSecure ? "__Host-spi-visitor" : "spi-visitor";
  }

  read(c: Context): string | undefined {
    return getCookie(c, this.#name);
  }

  keep(c: Context, cookie: string): void {
    setCookie(c, this.#name, cookie, {
      path: "/",
      httpOnly: true,
      // A visitor who follows a link from another site keeps their sandbox.
      sameSite: "Lax",
      secure: this.#isSecure,
      maxAge: Math.ceil(this.config.demoLifetime / 1000),
    });
  }
}
