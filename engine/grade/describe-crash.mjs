/**
 * Describes what ended the server, for the learner to read: part of the server's own process, so what it says is shown
 * and never believed.
 *
 * The submission has run by now. It may have replaced any global, and what it threw may have getters that throw or never
 * return, so all this happens within a time limit, and an error on the way means that there is no description.
 *
 * Plain JavaScript: it runs as it lies here.
 */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { inspect, types } from "node:util";
import { createContext, Script } from "node:vm";
import { readStack } from "./stack-frames.mjs";

/** A description takes a millisecond, and a few more on a busy machine. */
const DESCRIBE_LIMIT_MS = 2_000;

/** The longest of each text, in UTF-16 code units: all together fit into one report. */
const MAX_MESSAGE = 2_000;
const MAX_NAME = 100;
const MAX_VALUE = 500;
const MAX_SOURCE_LINE = 160;
/** Causes, and how much of each one's message is kept. */
const MAX_CAUSES = 3;
const MAX_CAUSE_MESSAGE = 300;

const stringify = JSON.stringify;
const NativeError = Error;
const describeScript = new Script("describe()");

/**
 * One line of JSON about a thrown value, or undefined when it cannot be described within the limit.
 * @param {unknown} thrown
 * @param {object} circumstances
 * @param {boolean} circumstances.rejected whether it is the reason of a promise that nothing handled
 * @param {string} circumstances.folder absolute path of the submission
 * @param {string | undefined} circumstances.compiled the compiled file, whose own lines mean nothing to the learner
 * @param {Readonly<Record<string, string>>} circumstances.packages from the names of bundled packages to their modules
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

/** A class that sets no name of its own has inherited "Error". */
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

/** A value as the learner would write it, without running any code of theirs. */
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

/** Packages are known to the learner by name; that they are bundled, and where, is no concern of theirs. */
function withPackageNames(text, packages) {
  let named = text;
  for (const [name, file] of Object.entries(packages))
    named = named.replaceAll(pathToFileURL(file).href, name).replaceAll(file, name);
  return named;
}

/** The line of the submission that a frame is about. */
function sourceLine({ file, line }) {
  try {
    const text = readFileSync(file, "utf8").split("\n", line)[line - 1];
    return text?.trimEnd().slice(0, MAX_SOURCE_LINE);
  } catch {
    return undefined;
  }
}
