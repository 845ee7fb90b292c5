/** Turns values into a form that every export format can hold. */
import { sanitizeLine, sanitizeText } from "../../text/sanitize-text.ts";

/** Legal in UTF-16 and JSON, but neither in XML 1.0 (section 2.2) nor in YAML 1.2 (section 5.1). */
const NONCHARACTERS = /[\ufffe\uffff]/g;

/** Text on several lines, without escape sequences, controls and invisible characters; at most `maxChars` long. */
export function plainText(text: string, maxChars: number): string {
  return sanitizeText(text.replace(NONCHARACTERS, ""), { maxChars }).trim();
}

/** Like `plainText`, keeping the end: in a log, the error comes last. */
export function plainEnd(text: string, maxChars: number): string {
  return sanitizeText(text.replace(NONCHARACTERS, ""), { maxChars, keep: "end" })
    .replace(/^\s*\n/, "")
    .trimEnd();
}

/** Like `plainText`, on one line. */
export function plainLine(text: string, maxChars: number): string {
  return sanitizeLine(text.replace(NONCHARACTERS, "").trim(), { maxChars });
}

/** The number, or 0 when it is not one that JSON, XML and spreadsheets can hold. */
export function finite(number: number): number {
  return Number.isFinite(number) ? number : 0;
}

/** The number if it is a valid line or column, counted from 1. */
export function position(number: number | undefined): number | undefined {
  return number !== undefined && Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** Seconds with three decimals, never negative. */
export function secondsOf(ms: number): number {
  return Math.round(Math.max(0, finite(ms))) / 1000;
}

/** At most two decimals: as precise as any gradebook is. */
export function hundredths(number: number): number {
  return Math.round(finite(number) * 100) / 100;
}
