import { hash, timingSafeEqual } from "node:crypto";

/** Compares texts, one of them a secret, in a time that reveals nothing about either, including their lengths. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(hash("sha256", a, "buffer"), hash("sha256", b, "buffer"));
}
