import type { Verdict } from "../verdict.ts";

/** The verdict as one line of JSON and a newline, which is all that `--json` prints. */
export function jsonReport(verdict: Verdict): string {
  return jsonLine(verdict);
}

/**
 * Any plain value as one line of JSON and a newline. A number that is not finite becomes null, and a lone surrogate
 * becomes U+FFFD: the grammar of JSON allows `\ud800`, but many parsers reject it (RFC 8259 section 8.2).
 */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value, (_key, part: unknown) => (typeof part === "string" ? part.replace(/\p{Cs}/gu, "\ufffd") : part))}\n`;
}
