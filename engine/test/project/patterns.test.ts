/** Text from outside never makes a pattern work longer than its length. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { analyse } from "../tools/scslre.ts";
import { describe, expect, test } from "vitest";
import { engineFiles, patternsIn, writtenPatterns, type WrittenPattern } from "./patterns.ts";

const run = promisify(execFile);

/** All cases together take a fifth of it; one pattern that is not linear takes more. Processor time: other work does not count. */
const CPU_LIMIT_SECONDS = 30;
/** For a machine on which this program gets a tenth of a processor. */
const RUN_LIMIT_MS = 300_000;

/** What of the patterns backtracks more than linearly in the length of the text. */
function slowOnes(patterns: readonly WrittenPattern[]): string[] {
  return patterns
    .filter(({ source, flags }) => analyse({ source, flags }).reports.length > 0)
    .map(({ file, source, flags }) => `${file} /${source}/${flags}`);
}

describe("every pattern of the engine", () => {
  test("is linear", () => {
    const patterns = writtenPatterns();
    expect(patterns.length).toBeGreaterThan(150);
    expect(slowOnes(patterns)).toEqual([]);
  });

  test("is seen, and one that is not linear is found", () => {
    const text = [
      String.raw`lines.test(/^(?:Uncaught )?(?:\w+ ?)*(?:Error|Exception)\b/);`,
      String.raw`const a = b / c / d; // no pattern`,
      String.raw`text.replace(/\s+$/, "");`,
      String.raw`text.replace(/a+b/g, "");`,
    ].join("\n");
    expect(slowOnes(patternsIn("sample.ts", text))).toEqual([
      String.raw`sample.ts /^(?:Uncaught )?(?:\w+ ?)*(?:Error|Exception)\b/`,
      String.raw`sample.ts /\s+$/`,
      // Starts once for every "a".
      String.raw`sample.ts /a+b/g`,
    ]);
  });

  test("that is put together at run time is one of these", () => {
    const made = engineFiles().filter((file) => /new RegExp\(|\bRegExp\(/.test(readFileSync(file, "utf8")));
    expect(made.map((file) => path.basename(file)).toSorted()).toEqual(
      [
        // Sequences of bounded length.
        "sanitize-text.ts",
        // A port.
        "canonical.ts",
        // A delimiter: one character.
        "csv-sheet.ts",
        // A folder, as it is.
        "server-dir.ts",
        // A folder, then at most 300 characters.
        "log-lines.ts",
        // One of our names, at the start of a line of /etc/os-release.
        "machine.ts",
        // One of our keys, then at most 4096 characters.
        "terminal-codes.ts",
        // The names of a class, as they are, one of them at each place.
        "pseudonyms.ts",
      ].toSorted(),
    );
  });
});

test(
  "300,000 characters of hostile text are read at once by everything that reads text from outside",
  async () => {
    const program = path.join(import.meta.dirname, "hostile-text.ts");
    const { stdout, stderr } = await run(
      "/bin/sh",
      ["-c", `ulimit -t ${CPU_LIMIT_SECONDS}; exec "$@"`, "sh", process.execPath, "--import", "tsx", program],
      { maxBuffer: 16 * 1024 * 1024 },
    ).catch((error: { stdout: string; stderr: string }) => error);
    // What it printed last is the case in which it was stopped.
    expect(stdout.trim().split("\n").at(-1), stderr).toBe("done");
  },
  RUN_LIMIT_MS,
);
