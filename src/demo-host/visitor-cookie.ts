import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Config } from "../config.js";

/** The cookie that leads a browser back to its sandbox. */
export class VisitorCookie {
  readonly #isSecure: boolean;
  readonly #name: string;

  constructor(private readonly config: Pick<Config, "publicUrl" | "demoLifetime">) {
    this.#isSecure = config.publicUrl?.startsWith("https:") === true;
    this.#name = this.#isSecure ? "__Host-spi-visitor" : "spi-visitor";
  }

  read(c: Context): string | undefined {
    return getCookie(c, this.#name);
  }

  keep(c: Context, cookie: string): void {
    setCookie(c, this.#name, cookie, {
      path: "/",
      httpOnly: true,
      // A link to the demo, from wherever, leads a visitor to the sandbox that they have.
      sameSite: "Lax",
      secure: this.#isSecure,
      maxAge: Math.ceil(this.config.demoLifetime / 1000),
    });
  }
}
