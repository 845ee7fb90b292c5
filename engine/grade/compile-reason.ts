/** Why a submission does not compile: a sentence, with file and line. */
import path from "node:path";
import type { Location, Message } from "esbuild";
import type { SourceLocation } from "../source-location.ts";
import type { Reason } from "../verdict.ts";
import { codeFrame } from "./code-frame.ts";
import { COMPILE_LIMIT_MS, COMPILE_MEMORY_BYTES, COMPILE_OUTPUT_BYTES } from "./limits.ts";
import { misnamedFile } from "./misnamed-file.ts";
import { NotGradable } from "./not-gradable.ts";
import { openBracketAbove } from "./open-bracket.ts";
import { STAGED, type ForbiddenImport } from "./staged-modules.ts";

/** The limit that the compiler reached. */
export type CompilerLimit = "time" | "memory" | "output" | "crash";

const MEGABYTE = 1024 * 1024;
const LIMITS: Readonly<Record<CompilerLimit, string>> = {
  time: `compiling it takes more than ${COMPILE_LIMIT_MS / 1000} s`,
  memory: `compiling it takes more than ${COMPILE_MEMORY_BYTES / MEGABYTE} MB of memory`,
  crash: "the compiler crashes on it",
  output: `the compiled code is larger than ${COMPILE_OUTPUT_BYTES / MEGABYTE} MB`,
};

/** The refusal of a submission that the compiler could not finish within its limits. */
export function compilerStopped(limit: CompilerLimit): NotGradable {
  return new NotGradable({
    code: "does-not-compile",
    message: `the code does not compile: ${LIMITS[limit]}`,
    hint: "Code written by hand stays far below this limit. Is one of your files generated, or nested very deeply?",
  });
}

/**
 * Turns an error message of esbuild into a reason for the learner.
 * @param lessonFiles the files a learner is asked to write: a missing one is distinguished from a mistyped import
 * @param files all files of the submission
 */
export function compileReason(
  message: Message,
  lessonFiles: readonly string[],
  files: ReadonlyMap<string, Uint8Array>,
): Reason {
  const { location } = message;
  const text = withoutNamespace(message.text);
  const file = location === null ? undefined : withoutNamespace(location.file);
  const unresolved = /^Could not resolve "(\.[^"]*)"/.exec(text)?.[1];
  const missing =
    unresolved === undefined
      ? undefined
      : lessonFiles.find((name) => stem(path.posix.normalize(unresolved)) === stem(name));
  const noExport = /^(?:No matching export in|Import) "([^"]*)"(?: for import "([^"]*)")?/.exec(text);
  const place = location === null ? {} : placeOf(location);
  const { forbidden } = (message.detail ?? {}) as Partial<ForbiddenImport>;
  if (forbidden !== undefined)
    return {
      ...place,
      code: "forbidden-package",
      message: `${file ?? "a file"} imports the package "${forbidden}", which this lesson has you do without`,
      hint: "Take the import out: what the package does is what you write here.",
    };
  if (missing !== undefined) {
    const misnamed = misnamedFile(missing, files.keys());
    return {
      ...place,
      code: "file-missing",
      message: `${missing} is missing; ${file ?? "another file"} imports it`,
      hint:
        misnamed === undefined
          ? `Create ${missing}, or put the starter back with npm run reset, which keeps your files.`
          : `There is a file ${misnamed}: rename it to ${missing}.`,
    };
  }
  const asTypeScript = lessonFiles.find(
    (name) => file !== undefined && /\.[cm]?js$/.test(file) && stem(file) === stem(name),
  );
  const fault =
    unresolved !== undefined
      ? `the import "${unresolved}" names a file that does not exist`
      : noExport?.[2] !== undefined
        ? `${noExport[1]} does not export ${noExport[2]}`
        : noExport !== null && text.includes("always be undefined")
          ? `nothing exports ${noExport[1]}: the imported file has no exports`
          : text;
  return {
    ...place,
    code: "does-not-compile",
    message: `${location === null ? "the code" : `${file}:${location.line}`} does not compile: ${fault}`,
    hint:
      asTypeScript === undefined
        ? (bracketHint(text, files.get(file ?? ""), location) ??
          "Nothing runs until this line compiles; npx tsc shows the same place.")
        : `${file} is read as JavaScript; TypeScript needs the name ${asTypeScript}.`,
  };
}

/** An import or export inside of a block, or the end of a file: then a bracket above is open, and the line itself is right. */
function bracketHint(error: string, content: Uint8Array | undefined, location: Location | null): string | undefined {
  if (content === undefined || location === null || !/^Unexpected "(?:im|ex)port"|end of file/.test(error))
    return undefined;
  const open = openBracketAbove(Buffer.from(content).toString(), location.line);
  return (
    open &&
    `This line may be right: the "${open.bracket}" of line ${open.line} is not closed above it, or something in between is not.`
  );
}

/** esbuild counts columns from 0. */
function placeOf({ file, line, column, lineText, length }: Location): SourceLocation & { readonly details: string } {
  const place = { file: withoutNamespace(file), line, column: column + 1 };
  return { ...place, details: codeFrame(lineText, place, length) };
}

/** esbuild prefixes every file that it did not read itself with the name of its namespace. */
function withoutNamespace(text: string): string {
  return text.replaceAll(`${STAGED}:`, "");
}

function stem(file: string): string {
  return file.replace(/\.[^./]+$/, "");
}
