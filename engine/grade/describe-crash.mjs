/**
 * Describes the error that ended the server, for the learner to read. It runs in the server's own process, so what it
 * reports is shown and never trusted.
 *
 * By then the submission has run. It may have replaced any global, and the value it threw may have getters that throw or
 * never return. So everything happens within a time limit, and after an error there is no description.
 *
 * Plain JavaScript, because Node runs this file without compiling it.
 */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { inspect, types } from "node:util";
import { createContext, Script } from "node:vm";
import { readStack } from "./stack-frames.mjs";

/** A description takes a millisecond, and a few more on a busy machine. */
const DESCRIBE_LIMIT_MS = 2_000;

/** Length limits in UTF-16 code units; a report with all of them at their limits is still read whole. */
const MAX_MESSAGE = 2_000;
const MAX_NAME = 100;
const MAX_VALUE = 500;
const MAX_SOURCE_LINE = 160;
/** How many causes are kept, and how much of the message of each. */
const MAX_CAUSES = 3;
const MAX_CAUSE_MESSAGE = 300;

const stringify = JSON.stringify;
const NativeError = Error;
const describeScript = new Script("describe()");

/**
 * One line of JSON about a thrown value, or undefined when it cannot be described within the limit.
 * @param {unknown} thrown
 * @param {object} circumstances
 * @param {boolean} circumstances.rejected whether it is the reason of an unhandled rejection
 * @param {string} circumstances.folder absolute path of the submission
 * @param {string | undefined} circumstances.compiled the compiled file, whose own lines mean nothing to the learner
 * @param {Readonly<Record<string, string>>} circumstances.packages names of bundled packages, with their modules
 */
export function describeCrash(thrown, circumstances) {
  try {
    let line;
    const describe = () => {
      line = stringify({ crash: description(thrown, circumstances) });
    };
    describeScript.runInContext(createContext({ describe }), { timeout: DESCRIBE_LIMIT_MS });
    return line;
  } catch {
    return undefined;
  }
}

function description(thrown, { rejected, folder, compiled, packages }) {
  if (!isError(thrown)) return { rejected, value: shown(thrown) };
  const { frames, inside } = readStack(
    { stack: read(thrown, "stack"), message: read(thrown, "message") },
    { folder, compiled, packages },
  );
  const source = frames.length === 0 ? undefined : sourceLine(frames[0]);
  return {
    rejected,
    ...named(thrown, MAX_MESSAGE, packages),
    frames,
    inside,
    source,
    causes: causes(thrown, packages),
  };
}

function isError(value) {
  return types.isNativeError(value) || value instanceof NativeError;
}

/** A property, unless its getter throws. */
function read(value, property) {
  try {
    return value?.[property];
  } catch {
    return undefined;
  }
}

/** The name, message and code of an error. */
function named(error, maxMessage, packages) {
  const [code, message] = [read(error, "code"), read(error, "message")];
  return {
    name: nameOf(error).slice(0, MAX_NAME),
    message: withPackageNames(typeof message === "string" ? message : "", packages).slice(0, maxMessage),
    code: typeof code === "string" ? code.slice(0, MAX_NAME) : undefined,
  };
}

/** The name of a class that does not set one is inherited, and "Error". */
function nameOf(error) {
  const name = read(error, "name");
  const own = typeof name === "string" && name !== "" ? name : "Error";
  const constructor = read(read(error, "constructor"), "name");
  return own === "Error" && typeof constructor === "string" && constructor !== "" ? constructor : own;
}

function causes(error, packages) {
  const found = [];
  for (let cause = read(error, "cause"); cause !== undefined && found.length < MAX_CAUSES; cause = read(cause, "cause"))
    found.push(cause);
  const errors = read(error, "errors");
  if (Array.isArray(errors)) found.push(...errors.slice(0, MAX_CAUSES));
  return found
    .slice(0, MAX_CAUSES)
    .map((cause) => (isError(cause) ? named(cause, MAX_CAUSE_MESSAGE, packages) : { value: shown(cause) }));
}

/** A value as it would be written in code, without running any of the submission's code. */
function shown(value) {
  const text =
    typeof value === "string"
      ? `"${value.slice(0, MAX_VALUE)}"`
      : inspect(value, {
          depth: 2,
          customInspect: false,
          maxArrayLength: 20,
          maxStringLength: 200,
          breakLength: Number.POSITIVE_INFINITY,
        });
  return text.slice(0, MAX_VALUE);
}

/** Replaces paths of bundled modules by package names, which is how the learner knows them. */
function withPackageNames(text, packages) {
  let named = text;
  for (const [name, file] of Object.entries(packages))
    named = named.replaceAll(pathToFileURL(file).href, name).replaceAll(file, name);
  return named;
}

/** The source line that a frame points to. */
function sourceLine({ file, line }) {
  try {
    const text = readFileSync(file, "utf8").split("\n", line)[line - 1];
    return text?.trimEnd().slice(0, MAX_SOURCE_LINE);
  } catch {
    return undefined;
  }
}
