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
  const file = location === null ? undefined : withoutNamespace(location.file);
  const reason =
    forbiddenReason(message, file) ??
    missingReason(message, file, lessonFiles, files) ??
    syntaxReason(message, file, lessonFiles, files);
  return location === null ? reason : { ...placeOf(location), ...reason };
}

/** The reason when the code imports a package that the lesson forbids. */
function forbiddenReason(message: Message, file: string | undefined): Reason | undefined {
  const { forbidden } = (message.detail ?? {}) as Partial<ForbiddenImport>;
  if (forbidden === undefined) return undefined;
  return {
    code: "forbidden-package",
    message: `${file ?? "a file"} imports the package "${forbidden}", which this lesson has you do without`,
    hint: "Take the import out: what the package does is what you write here.",
  };
}

/** The reason when the code imports a file that the learner is asked to write, and there is none. */
function missingReason(
  message: Message,
  file: string | undefined,
  lessonFiles: readonly string[],
  files: ReadonlyMap<string, Uint8Array>,
): Reason | undefined {
  const unresolved = unresolvedImport(message);
  if (unresolved === undefined) return undefined;
  const missing = lessonFiles.find((name) => stem(path.posix.normalize(unresolved)) === stem(name));
  if (missing === undefined) return undefined;
  const misnamed = misnamedFile(missing, files.keys());
  return {
    code: "file-missing",
    message: `${missing} is missing; ${file ?? "another file"} imports it`,
    hint:
      misnamed === undefined
        ? `Create ${missing}, or put the starter back with npm run reset, which keeps your files.`
        : `There is a file ${misnamed}: rename it to ${missing}.`,
  };
}

/** The reason for every other error: what the compiler says, in plainer words where it is about an import. */
function syntaxReason(
  message: Message,
  file: string | undefined,
  lessonFiles: readonly string[],
  files: ReadonlyMap<string, Uint8Array>,
): Reason {
  const { location } = message;
  const asTypeScript = lessonFiles.find(
    (name) => file !== undefined && /\.[cm]?js$/.test(file) && stem(file) === stem(name),
  );
  return {
    code: "does-not-compile",
    message: `${location === null ? "the code" : `${file}:${location.line}`} does not compile: ${faultIn(message)}`,
    hint:
      asTypeScript === undefined
        ? (bracketHint(withoutNamespace(message.text), files.get(file ?? ""), location) ??
          "Nothing runs until this line compiles; npx tsc shows the same place.")
        : `${file} is read as JavaScript; TypeScript needs the name ${asTypeScript}.`,
  };
}

function faultIn(message: Message): string {
  const unresolved = unresolvedImport(message);
  if (unresolved !== undefined) return `the import "${unresolved}" names a file that does not exist`;
  const text = withoutNamespace(message.text);
  const [, name, importedAs] = /^(?:No matching export in|Import) "([^"]*)"(?: for import "([^"]*)")?/.exec(text) ?? [];
  if (importedAs !== undefined) return `${name} does not export ${importedAs}`;
  if (name !== undefined && text.includes("always be undefined"))
    return `nothing exports ${name}: the imported file has no exports`;
  return text;
}

/** The relative path of an import that leads to no file. */
function unresolvedImport({ text }: Message): string | undefined {
  return /^Could not resolve "(\.[^"]*)"/.exec(withoutNamespace(text))?.[1];
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
