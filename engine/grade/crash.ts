/** Describes the uncaught error that ended a server, for the learner. It explains a verdict and never decides one. */
import type { SourceLocation } from "../source-location.ts";
import { codeFrame } from "./code-frame.ts";
import { parseCrashReport, type CrashReport, type Frame, type Thrown } from "./parse-crash-report.ts";
import { printedCrash } from "./printed-crash.ts";

export interface Crash {
  /** On one line, for example `SyntaxError: Unexpected token 'h', "h4llo" is not valid JSON`. */
  readonly error: string;
  /** Where the submission was when it happened. */
  readonly location?: SourceLocation;
  /** The line of code, the whole message, and the submission's own frames. */
  readonly details?: string;
  /** Whether it is the reason of a promise that nothing handled. */
  readonly rejected?: boolean;
}

/** What is left of a process that ended. */
export interface Remains {
  /** The last crash report that was not withdrawn, as one line. */
  readonly report: string | undefined;
  readonly stderr: string;
  /** Absolute path of the submission, as its server saw it. */
  readonly folder: string;
}

/** The longest message that is quoted within a sentence, in UTF-16 code units. */
const MAX_IN_SENTENCE = 300;

/** The error that ended the process, or undefined when neither the report nor the output shows one. */
export function crashOf({ report, stderr, folder }: Remains): Crash | undefined {
  const reported = report === undefined ? undefined : parseCrashReport(report, folder);
  if (reported === undefined) return printedCrash(stderr, folder);
  const error = inSentence(reported);
  const more = details(reported, folder);
  const [first] = reported.frames;
  return {
    error,
    ...(first === undefined ? {} : { location: { file: first.file, line: first.line, column: first.column } }),
    ...(more === error ? {} : { details: more }),
    ...(reported.rejected ? { rejected: true } : {}),
  };
}

/** An error that a server gave to its console, as observe.mjs reports it; undefined for anything else. */
export function loggedCrash(report: unknown, folder: string): Crash | undefined {
  return crashOf({ report: JSON.stringify({ crash: report }), stderr: "", folder });
}

function inSentence({ thrown, rejected }: CrashReport): string {
  const text = oneLine(describe(thrown));
  if ("name" in thrown) return text;
  return rejected ? `a promise rejected with ${text}, and nothing handled it` : `it threw ${text}`;
}

/** `TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string`, or the value that was thrown. */
function describe(thrown: Thrown): string {
  if ("value" in thrown) return thrown.value;
  const { name, message, code } = thrown;
  // Many messages already contain the code.
  const kind = code === undefined || message.includes(code) ? name : `${name} [${code}]`;
  return message === "" ? kind : `${kind}: ${message}`;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > MAX_IN_SENTENCE ? `${line.slice(0, MAX_IN_SENTENCE)}…` : line;
}

function details(report: CrashReport, folder: string): string {
  const { thrown, frames, inside, source, causes } = report;
  const [first] = frames;
  return [
    ...(first === undefined || source === undefined ? [] : [`${codeFrame(source, first)}\n`]),
    "name" in thrown ? describe(thrown) : inSentence(report),
    ...(inside === undefined ? [] : [`    inside ${inside}`]),
    ...frames.map(
      (frame) => `    at ${frame.caller === "" ? where(frame, folder) : `${frame.caller} (${where(frame, folder)})`}`,
    ),
    ...causes.map((cause) => `caused by ${describe(cause)}`),
  ].join("\n");
}

function where({ file, line, column }: Frame, folder: string): string {
  return `${folder}/${file}:${line}:${column}`;
}
