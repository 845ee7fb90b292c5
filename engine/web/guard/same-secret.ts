import { createHash, timingSafeEqual } from "node:crypto";

/** Compares two texts in a time that depends neither on where they differ nor on the secret's length. */
export function sameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
