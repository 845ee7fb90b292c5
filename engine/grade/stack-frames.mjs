/**
 * Reads the stack of an error inside the server's own process: which frames belong to the submission, and in which package
 * the error began if it did not begin in the submission.
 *
 * It reads Node's text, to which source maps are applied. Asking V8 for call sites instead (`Error.prepareStackTrace`) would
 * change what the submission itself finds in `error.stack`.
 *
 * Plain JavaScript, because Node runs this file without compiling it.
 */
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** How many frames of the submission are reported. V8 keeps ten frames unless configured otherwise. */
const MAX_FRAMES = 10;
/** The longest stack, and the longest line of one, that is read, in UTF-16 code units. */
const MAX_STACK = 64 * 1024;
const MAX_STACK_LINE = 1_000;
/** How much of a function's or a package's name is kept. */
const MAX_NAME = 100;

const AT = "    at ";

/** The file name in frames of bundled packages; see prebundle-load.mjs, which also adds one line before their code. */
const BUNDLED = "node_modules/(bundled)";
const LINES_BEFORE_BUNDLE = 1;

/**
 * @param {{ stack: unknown, message: unknown }} error
 * @param {object} submission
 * @param {string} submission.folder absolute path
 * @param {string | undefined} submission.compiled absolute path of the compiled file, whose lines a learner never saw
 * @param {Readonly<Record<string, string>>} submission.packages names of bundled packages, with their modules
 * @returns {{ frames: { caller: string, file: string, url: string, line: number, column: number }[], inside: string | undefined }}
 */
export function readStack({ stack: whole, message }, { folder, compiled, packages }) {
  const stack = typeof whole === "string" ? whole.slice(0, MAX_STACK) : "";
  const frames = [];
  let inside;
  const isOwn = (place) =>
    place !== undefined && place.file !== compiled && !place.file.includes(`${path.sep}node_modules${path.sep}`);
  for (const line of frameLines(stack, message)) {
    const place = placeIn(line, folder);
    if (isOwn(place)) frames.push(place);
    else if (frames.length === 0) inside ??= packageIn(line, packages);
  }
  const failedImport = frames.length === 0 ? importPlace(stack, folder) : undefined;
  if (isOwn(failedImport)) frames.push(failedImport);
  return { frames: frames.slice(0, MAX_FRAMES), inside };
}

/** The lines that are frames. They follow the message, which may itself contain lines that look like frames. */
function frameLines(stack, message) {
  const at = typeof message === "string" && message !== "" ? stack.indexOf(message) : -1;
  const lines = (at === -1 ? stack : stack.slice(at + message.length)).split("\n");
  const first = at === -1 ? lines.findLastIndex((line) => !line.startsWith(AT)) + 1 : 0;
  return lines.slice(first).filter((line) => line.startsWith(AT) && line.length <= MAX_STACK_LINE);
}

/** Where in the submission a frame such as `    at knock (file:///home/ada/knock.ts:5:3)` is, or undefined. */
function placeIn(line, folder) {
  // Node shows a path where a source map was applied, else the URL of the module.
  const roots = [pathToFileURL(`${folder}${path.sep}`).href, `${folder}${path.sep}`];
  const root = roots.find((candidate) => line.includes(candidate));
  if (root === undefined) return undefined;
  const start = line.indexOf(root);
  // The position of eval'd code is nested in that of the eval call, hence the comma.
  const position = /:(\d{1,9}):(\d{1,9})(?=[),]|$)/.exec(line.slice(start));
  if (position === null) return undefined;
  const place = line.slice(start, start + position.index);
  const before = line.slice(AT.length, start);
  return {
    caller: (before.endsWith("(") ? before.slice(0, -1).trimEnd() : "").slice(0, MAX_NAME),
    file: root === roots[0] ? fileURLToPath(place) : place,
    url: root === roots[0] ? place : pathToFileURL(place).href,
    line: Number(position[1]),
    column: Number(position[2]),
  };
}

/** Before the error of a failed import, Node prints its place: file and line, the text of the line, a marker below it. */
function importPlace(stack, folder) {
  const [head = "", , marker = ""] = stack.split("\n", 3);
  if (head.length > MAX_STACK_LINE) return undefined;
  return placeIn(`${AT}${head}:${marker.indexOf("^") + 1}`, folder);
}

/** The package that a frame is in; undefined for frames in Node or in the submission. */
function packageIn(line, packages) {
  const position = /:(\d{1,9}):(\d{1,9})\)?$/.exec(line);
  if (position === null) return undefined;
  const place = line.slice(AT.length, position.index);
  if (place.endsWith(BUNDLED)) return bundledPackage(Number(position[1]), Number(position[2]), packages);
  const file = absolutePathIn(place);
  return file === undefined || path.dirname(file) === import.meta.dirname ? undefined : packageOf(file);
}

/** The path at the end of `new Receiver (/home/ada/node_modules/ws/receiver.js` or `file:///home/ada/a.mjs`. */
function absolutePathIn(place) {
  const url = place.indexOf("file://");
  if (url !== -1) return fileURLToPath(place.slice(url));
  const bracket = place.indexOf(" (");
  const file = bracket === -1 ? place : place.slice(bracket + 2);
  return path.isAbsolute(file) ? file : undefined;
}

function bundledPackage(line, column, packages) {
  const anyModule = Object.values(packages)[0];
  if (anyModule === undefined) return undefined;
  const map = JSON.parse(readFileSync(path.join(path.dirname(anyModule), "bundle.cjs.map"), "utf8"));
  return new SourceMap(map).findEntry(line - 1 - LINES_BEFORE_BUNDLE, column - 1).originalSource;
}

/**
 * The name of the package that a file belongs to, or undefined.
 * @param {string} file absolute path
 * @returns {string | undefined}
 */
export function packageOf(file) {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    try {
      const { name } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
      if (typeof name === "string") return name.slice(0, MAX_NAME);
    } catch {
      // There is no package.json here, or it cannot be read.
    }
  }
  return undefined;
}
