/** The code of a class as a file, so that shards which were graded on several machines can be compared with each other. */
import { readFile } from "node:fs/promises";
import { isRecord } from "../is-record.ts";
import { writeAtomic } from "../state/write-atomic.ts";
import type { Code } from "./code.ts";

export interface CodeOf {
  readonly name: string;
  readonly code: Code;
  /** SHA-256 of the submission; undefined for code that nobody handed in. */
  readonly hash?: string | undefined;
}

/** All that is compared in a class. */
export interface ClassCode {
  readonly submissions: readonly CodeOf[];
  /** Work that was known before: submissions of earlier years, solutions that were published. */
  readonly earlier: readonly CodeOf[];
  /** The files that a learner edits, as the lesson solves them. */
  readonly reference: Code;
  /** The same files as they were given to the learner. */
  readonly starter: Code;
  /** Code that every learner was given or may have read. */
  readonly provided: readonly Code[];
}

type Role = "submission" | "earlier" | "reference" | "starter" | "provided";

/** Writes one line of JSON for each piece of code. @param file absolute path */
export async function writeClassCode(file: string, code: ClassCode): Promise<void> {
  const lines = [
    lineOf("reference", { name: "", code: code.reference }),
    lineOf("starter", { name: "", code: code.starter }),
    ...code.provided.map((provided) => lineOf("provided", { name: "", code: provided })),
    ...code.earlier.map((one) => lineOf("earlier", one)),
    ...code.submissions.map((one) => lineOf("submission", one)),
  ];
  await writeAtomic(file, lines.join(""));
}

/** Reads what `writeClassCode` wrote; undefined when the file is missing or damaged. @param file absolute path */
export async function readClassCode(file: string): Promise<ClassCode | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  const found = text
    ?.split("\n")
    .filter((line) => line !== "")
    .map(recordIn);
  if (found === undefined || found.includes(undefined)) return undefined;
  const all = (role: Role) => (found as Found[]).filter((one) => one.role === role).map(({ of }) => of);
  const [reference, starter] = [all("reference")[0]?.code, all("starter")[0]?.code];
  if (reference === undefined || starter === undefined) return undefined;
  const provided = all("provided").map(({ code }) => code);
  return { submissions: all("submission"), earlier: all("earlier"), reference, starter, provided };
}

/** The code of several shards as that of one class; of two with one name, the first. */
export function mergedCode([first, ...others]: readonly [ClassCode, ...ClassCode[]]): ClassCode {
  const byName = (all: readonly CodeOf[]) => [...new Map(all.toReversed().map((one) => [one.name, one])).values()];
  return {
    ...first,
    submissions: byName([first, ...others].flatMap(({ submissions }) => submissions)),
    earlier: byName([first, ...others].flatMap(({ earlier }) => earlier)),
  };
}

interface Found {
  readonly role: Role;
  readonly of: CodeOf;
}

function lineOf(role: Role, { name, code, hash }: CodeOf): string {
  const { files, starts, tokens, lines } = code;
  return `${JSON.stringify({ role, name, hash, files, starts, tokens: packed(tokens), lines: packed(lines) })}\n`;
}

function recordIn(line: string): Found | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!isRecord(value)) return undefined;
    const { role, name, hash, files, starts, tokens, lines } = value;
    if (typeof name !== "string" || !Array.isArray(files) || !Array.isArray(starts)) return undefined;
    if (typeof tokens !== "string" || typeof lines !== "string") return undefined;
    const code = { files, starts, tokens: unpacked(tokens), lines: unpacked(lines) } as Code;
    return { role: role as Role, of: { name, code, ...(typeof hash === "string" ? { hash } : {}) } };
  } catch {
    return undefined;
  }
}

/** A tenth of the size of a list of numbers. */
function packed(numbers: Int32Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64");
}

function unpacked(text: string): Int32Array {
  // Copied, because a Buffer may begin at an offset that no Int32Array can begin at.
  return new Int32Array(new Uint8Array(Buffer.from(text, "base64")).buffer);
}
