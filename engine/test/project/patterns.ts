/** Every regular expression that is written in the engine. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import jsTokens from "js-tokens";

const ENGINE = path.resolve(import.meta.dirname, "../..");

export interface WrittenPattern {
  /** Relative to the engine. */
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

/** Absolute paths of the engine's own files: neither tests nor sample submissions. */
export function engineFiles(): string[] {
  return readdirSync(ENGINE, { recursive: true, encoding: "utf8" })
    .filter(
      (file) => /\.(?:ts|tsx|mjs)$/.test(file) && !/^(?:test|doctor\/hostile)\/|(?:^|\/)node_modules\//.test(file),
    )
    .map((file) => path.join(ENGINE, file));
}

export function writtenPatterns(): WrittenPattern[] {
  return engineFiles().flatMap((file) => patternsIn(path.relative(ENGINE, file), readFileSync(file, "utf8")));
}

/** @param file its name decides whether it may hold JSX */
export function patternsIn(file: string, text: string): WrittenPattern[] {
  return [...jsTokens(text, { jsx: file.endsWith(".tsx") })].flatMap((token) => {
    if (token.type !== "RegularExpressionLiteral") return [];
    const end = token.value.lastIndexOf("/");
    return [{ file, source: token.value.slice(1, end), flags: token.value.slice(end + 1) }];
  });
}
