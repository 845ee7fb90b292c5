/** Only the writer of engine/output.ts prints, so everything printed is sanitized. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";

const ENGINE = path.resolve(import.meta.dirname, "../..");
/** Folders that are not part of the engine: its tests, hostile samples, and browser code. */
const ELSEWHERE = ["test", "doctor/hostile", "web/client"];

/** Ways to print, with the files that may use them. The linter covers the console (no-console). */
const WAYS: readonly { readonly what: string; readonly pattern: RegExp; readonly allowed: readonly string[] }[] = [
  {
    what: "a stream of this process",
    // Only a server process's own streams, whose chunks are read, are excepted.
    pattern:
      /\bprocess(?:\.|\[")std(?:out|err)\b(?!\.(?:text\(|textSince\(|bytes\b|onChunk\b))|\{[^}]*\bstd(?:out|err)\b[^}]*\} = process;/,
    allowed: ["cost/main.ts", "isolate/container-inside.mjs"],
  },
  { what: "a stream of this process by name", pattern: /\bprocess\[(?!")/, allowed: ["output.ts"] },
  { what: "a descriptor", pattern: /\bwriteSync\(\s*[12]\b|\/dev\/(?:tty|std(?:out|err))\b/, allowed: [] },
  { what: "colours that are not marked", pattern: /from "picocolors"|\bstyleText\b/, allowed: ["terminal-codes.ts"] },
];

async function sources(): Promise<string[]> {
  const found = await readdir(ENGINE, { recursive: true });
  return found
    .map((file) => file.replaceAll(path.sep, "/"))
    .filter((file) => /\.(?:ts|tsx|mjs)$/.test(file) && !file.endsWith(".d.mts"))
    .filter((file) => !ELSEWHERE.some((folder) => file.startsWith(`${folder}/`)));
}

/** The code without comments and string literals. */
function code(source: string): string {
  return source
    .replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, "")
    .replaceAll(/"(?:[^"\\\n]|\\.)*"/g, (text) => (text.length > 40 ? '""' : text));
}

test.each(WAYS)("only the allowed files print by $what", async ({ pattern, allowed }) => {
  const files = await sources();
  expect(files.length).toBeGreaterThan(200);
  const users: string[] = [];
  for (const file of files) if (pattern.test(code(await readFile(path.join(ENGINE, file), "utf8")))) users.push(file);
  expect(users.filter((file) => !allowed.includes(file))).toEqual([]);
  // An unused exception would hide the next violation.
  expect(allowed.filter((file) => !users.includes(file))).toEqual([]);
});
