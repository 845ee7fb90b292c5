import type { Verdict } from "../verdict.ts";

/** The verdict as one line of JSON and a newline, which is all that `--json` prints. */
export function jsonReport(verdict: Verdict): string {
  return jsonLine(verdict);
}

/**
 * Any plain value as one line of JSON and a newline. A number that is not finite becomes null, half a surrogate pair
 * becomes U+FFFD: `\ud800` is legal JSON by its grammar, yet many parsers refuse it (RFC 8259 section 8.2).
 */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value, (_key, part: unknown) => (typeof part === "string" ? part.replace(/\p{Cs}/gu, "\ufffd") : part))}\n`;
}
