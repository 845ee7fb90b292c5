/** Counts, durations and file locations as text. */
import type { SourceLocation } from "../source-location.ts";
import { sanitizeLine } from "./sanitize-text.ts";

/** For example `1 check`, `5 checks`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** For example `31 ms`, `1.2 s`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return "? ms";
  return Math.round(ms) < 1000 ? `${Math.round(ms)} ms` : seconds(ms);
}

/** For example `0.6 s`. */
export function seconds(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1000).toFixed(1)} s` : "? s";
}

/** Names of people in a row. `Example, Zoë` has a comma of its own, and a semicolon shows where the next one begins. */
export function separated(names: readonly string[]): string {
  return names.join(names.some((name) => name.includes(",")) ? "; " : ", ");
}

/** For example `lessons/lesson-ws/ws-server.ts:14:28`, which terminals and editors make clickable. */
export function placeOf(
  folder: string,
  where: Partial<SourceLocation>,
  { column = true }: { column?: boolean } = {},
): string | undefined {
  if (where.file === undefined) return undefined;
  const file = `${folder.replace(/(?<!\/)\/+$/, "")}/${sanitizeLine(where.file, { maxChars: 200 })}`;
  if (where.line === undefined) return file;
  return `${file}:${where.line}${column && where.column !== undefined ? `:${where.column}` : ""}`;
}
