/**
 * Parses the report of describe-crash.mjs about the error that ended a server. The report comes from the submission's own
 * process: its form is checked, and it is shown but never part of a verdict.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceLocation } from "../source-location.ts";

/** A frame of the submission's own code. */
export interface Frame extends Required<SourceLocation> {
  /** The function it is in, for example `new Menu` or `async knock`; empty at the top of a module. */
  readonly caller: string;
}

/** An error's name and message, or any other value that was thrown, as it would be written in code. */
export type Thrown =
  | { readonly name: string; readonly message: string; readonly code?: string }
  | { readonly value: string };

export interface CrashReport {
  readonly thrown: Thrown;
  /** Whether it is the reason of an unhandled rejection. */
  readonly rejected: boolean;
  /** The innermost first. */
  readonly frames: readonly Frame[];
  /** The package in which the error began, when it did not begin in the submission. */
  readonly inside?: string;
  /** The line of the first frame, as it stands in the submission. */
  readonly source?: string;
  readonly causes: readonly Thrown[];
}

/** Longer texts and lists are cut. describe-crash.mjs sends no more than this. */
const MAX_TEXT = 2_000;
const MAX_FRAMES = 10;
const MAX_CAUSES = 3;

/**
 * @param line one line of JSON
 * @param folder absolute path of the submission, as its server saw it
 * @returns undefined for a line that describe-crash.mjs would not have written
 */
export function parseCrashReport(line: string, folder: string): CrashReport | undefined {
  const crash = field(json(line), "crash");
  const thrown = thrownIn(crash);
  if (thrown === undefined) return undefined;
  const inside = text(field(crash, "inside"));
  const source = text(field(crash, "source"));
  return {
    thrown,
    rejected: field(crash, "rejected") === true,
    frames: list(field(crash, "frames"), MAX_FRAMES).flatMap((frame) => frameIn(frame, folder)),
    ...(inside === undefined ? {} : { inside }),
    ...(source === undefined ? {} : { source }),
    causes: list(field(crash, "causes"), MAX_CAUSES).flatMap((cause) => thrownIn(cause) ?? []),
  };
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value.slice(0, MAX_TEXT) : undefined;
}

function list(value: unknown, max: number): unknown[] {
  return Array.isArray(value) ? value.slice(0, max) : [];
}

function thrownIn(value: unknown): Thrown | undefined {
  const [name, message, code, shown] = ["name", "message", "code", "value"].map((key) => text(field(value, key)));
  if (shown !== undefined) return { value: shown };
  if (name === undefined || message === undefined) return undefined;
  return { name, message, ...(code === undefined ? {} : { code }) };
}

function frameIn(value: unknown, folder: string): Frame[] {
  const [caller, url] = [text(field(value, "caller")), text(field(value, "url"))];
  const [line, column] = [field(value, "line"), field(value, "column")];
  if (caller === undefined || url === undefined || !isPosition(line) || !isPosition(column)) return [];
  const file = fileBelow(folder, url);
  return file === undefined ? [] : [{ caller, file, line, column }];
}

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** The path of a file URL relative to the folder, or undefined for one that is not below it. */
function fileBelow(folder: string, url: string): string | undefined {
  try {
    const file = path.relative(folder, fileURLToPath(url));
    return file === "" || file.startsWith("..") || path.isAbsolute(file) ? undefined : file.replaceAll(path.sep, "/");
  } catch {
    return undefined;
  }
}
