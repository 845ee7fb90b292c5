/**
 * What a server that is examined after its verdict reports of itself: which listeners it adds, which events reach them,
 * what it sends and from which line, where it exits, which errors it logs, and which of its lines run. Graded servers
 * never load this file. It all happens in the submission's own process: it is shown, and believed for nothing else.
 *
 * Plain JavaScript: it runs as it lies here.
 */
import { EventEmitter } from "node:events";
import http from "node:http";
import { Session } from "node:inspector";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { inspect, types } from "node:util";
import { Worker } from "node:worker_threads";
import { describeCrash } from "./describe-crash.mjs";
import { watchHttp } from "./observe-http.mjs";
import { readStack } from "./stack-frames.mjs";

/** How often the event loop shows the watcher that it turns. */
const BEAT_MS = 50;
/** Frames of an own stack that are looked at: those of packages come first. */
const STACK_FRAMES = 40;
/** The most events that are reported: the grader keeps no more (MAX_SEEN in limits.ts). */
const MAX_SEEN = 500;
/** The most functions of one report of coverage. */
const MAX_FUNCTIONS = 300;
const MAX_TEXT = 200;

/**
 * Begins to observe this process; called before the submission's code is loaded.
 * @param {object} options
 * @param {(event: object) => void} options.report
 * @param {Record<string, unknown> | undefined} options.ws what the package ws exports
 * @param {string} options.folder absolute path of the submission
 * @param {string | undefined} options.compiled absolute path of the compiled file
 * @param {Readonly<Record<string, string>>} options.packages from the names of bundled packages to their modules
 * @returns {(number: number) => void} reports what ran since the last call
 */
export function observe({ report, ws, folder, compiled, packages }) {
  // The grader keeps no more than this, and a server that sends without end would keep it busy with reading.
  let seen = 0;
  const see = (event) => {
    if (++seen <= MAX_SEEN) report({ seen: event });
  };
  const places = () => placesOfCallers({ folder, compiled });
  const numberOf = numbers();
  const subjects = [
    ["WebSocketServer", ws?.WebSocketServer],
    ["WebSocket", ws?.WebSocket ?? ws?.default],
    ["Server", http.Server],
  ].filter(([, type]) => typeof type === "function");
  const kindOf = (emitter) => subjects.find(([, type]) => emitter instanceof type)?.[0];
  watchServers({ see, places, kindOf });
  watchListeners({ see, places, kindOf, numberOf });
  watchEvents({ see, kindOf, numberOf });
  const functionsSoFar = compiled === undefined ? () => [] : coverageOf(pathToFileURL(compiled).href);
  const current = watchHttp({ see, places, functionsSoFar });
  if (typeof ws?.WebSocket === "function") watchSocket(ws.WebSocket, { see, places, numberOf, current });
  if (typeof ws?.WebSocketServer === "function") watchEnd(ws.WebSocketServer, { see, places });
  watchProcess({ see, places, folder, compiled, packages });
  watchEventLoop();
  return (number) =>
    report({
      coverage: number,
      // Those that keep the process alive: something is still to happen.
      timers: process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length,
      functions: functionsSoFar(),
    });
}

/** A number for each object of a kind, in the order in which they are first seen. */
function numbers() {
  const known = new WeakMap();
  const counts = new Map();
  return (kind, object) => {
    if (!known.has(object)) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      known.set(object, counts.get(kind));
    }
    return known.get(object);
  };
}

/** The lines of the submission that are being run, the innermost first; none when none of its own is. */
function placesOfCallers({ folder, compiled }) {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = STACK_FRAMES;
  const { stack } = new Error("here");
  Error.stackTraceLimit = stackTraceLimit;
  // Without packages: which one a frame is in takes long to find, and is not asked.
  return readStack({ stack, message: "here" }, { folder, compiled, packages: {} }).frames.map((frame) => ({
    file: path.relative(folder, frame.file),
    line: frame.line,
    column: frame.column,
  }));
}

function watchListeners({ see, places, kindOf, numberOf }) {
  // oxlint-disable-next-line typescript/unbound-method -- it is always called with the emitter as its this
  const { on, once } = EventEmitter.prototype;
  let adding = 0;
  const added = function (event, listener) {
    const kind = typeof event === "string" ? kindOf(this) : undefined;
    const at = kind === undefined ? [] : places();
    if (at.length > 0)
      see({
        kind: "listener",
        on: kind,
        number: numberOf(kind, this),
        event: event.slice(0, MAX_TEXT),
        once: adding > 0,
        at,
      });
    return Reflect.apply(on, this, [event, listener]);
  };
  EventEmitter.prototype.on = added;
  EventEmitter.prototype.addListener = added;
  EventEmitter.prototype.once = function (...args) {
    adding++;
    try {
      return Reflect.apply(once, this, args);
    } finally {
      adding--;
    }
  };
}

/** A class cannot be replaced in a module that is loaded; but each emitter is set up by this function of Node's. */
function watchServers({ see, places, kindOf }) {
  const { init } = EventEmitter;
  EventEmitter.init = function (...args) {
    Reflect.apply(init, this, args);
    if (kindOf(this) !== "WebSocketServer") return;
    const at = places();
    // Its own constructor is still to set its options.
    queueMicrotask(() => see({ kind: "created", at, options: optionsOf(this) }));
  };
}

function optionsOf({ options = {} }) {
  return {
    noServer: options.noServer === true,
    verifyClient: typeof options.verifyClient === "function",
    ...(typeof options.path === "string" ? { path: options.path.slice(0, MAX_TEXT) } : {}),
    ...(typeof options.port === "number" ? { port: options.port } : {}),
  };
}

function watchEvents({ see, kindOf, numberOf }) {
  // oxlint-disable-next-line typescript/unbound-method -- it is always called with the emitter as its this
  const { emit } = EventEmitter.prototype;
  const watched = {
    WebSocketServer: ["connection"],
    WebSocket: ["message", "close"],
    Server: ["upgrade", "listening"],
  };
  EventEmitter.prototype.emit = function (event, ...args) {
    const kind = kindOf(this);
    if (kind !== undefined && watched[kind].includes(event)) {
      const listeners = this.listenerCount(event);
      see({
        kind: "event",
        on: kind,
        number: numberOf(kind, this),
        event,
        listeners,
        ...(event === "connection" ? { socket: numberOf("WebSocket", args[0]) } : {}),
      });
    }
    return Reflect.apply(emit, this, [event, ...args]);
  };
}

function watchSocket(WebSocket, { see, places, numberOf, current }) {
  for (const method of ["send", "ping", "pong", "close", "terminate"]) {
    const original = WebSocket.prototype[method];
    WebSocket.prototype[method] = function (...args) {
      const at = places();
      const text = method === "send" && typeof args[0] === "string" ? { text: args[0].slice(0, MAX_TEXT) } : {};
      if (at.length > 0)
        see({
          kind: "call",
          method,
          socket: numberOf("WebSocket", this),
          state: this.readyState,
          at,
          ...text,
          ...current(),
        });
      return Reflect.apply(original, this, args);
    };
  }
}

function watchEnd(WebSocketServer, { see, places }) {
  const { close } = WebSocketServer.prototype;
  WebSocketServer.prototype.close = function (...args) {
    see({ kind: "stopped", at: places() });
    return Reflect.apply(close, this, args);
  };
}

function watchProcess({ see, places, folder, compiled, packages }) {
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    see({ kind: "exit", code: typeof code === "number" ? code : null, at: places() });
    return exit(code);
  };
  const { parse } = JSON;
  JSON.parse = (text, reviver) => {
    try {
      return parse(text, reviver);
    } catch (error) {
      see({ kind: "unparsed", given: inspect(text, { depth: 0 }).slice(0, MAX_TEXT), at: places() });
      throw error;
    }
  };
  for (const method of ["error", "log", "warn", "info"]) {
    const print = console[method];
    console[method] = (...args) => {
      const error = args.find((value) => types.isNativeError(value));
      if (error !== undefined) {
        const line = describeCrash(error, { rejected: false, folder, compiled, packages });
        if (line !== undefined) see({ kind: "logged", at: places(), crash: JSON.parse(line).crash });
      }
      return Reflect.apply(print, console, args);
    };
  }
}

/** A thread that asks the debugger where this one is, once its event loop stands still. */
function watchEventLoop() {
  const beats = new SharedArrayBuffer(4);
  const counter = new Int32Array(beats);
  setInterval(() => Atomics.add(counter, 0, 1), BEAT_MS).unref();
  const watcher = createRequire(import.meta.url).resolve("./watch-event-loop.mjs");
  const worker = new Worker(watcher, { workerData: { beats }, env: {}, stdout: true, stderr: true });
  worker.on("error", () => {});
  worker.unref();
}

/** V8's block coverage of one file: the functions that ran since the last look, and which parts of them did not run. */
function coverageOf(url) {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  return () => {
    let functions = [];
    // A session with the own thread answers before it returns.
    session.post("Profiler.takePreciseCoverage", (error, taken) => {
      if (error === null) functions = taken.result.find((script) => script.url === url)?.functions ?? [];
    });
    return functions
      .filter(({ ranges }) => ranges[0].count > 0)
      .slice(0, MAX_FUNCTIONS)
      .map(({ functionName, ranges }) => ({
        name: functionName,
        ranges: ranges.map(({ startOffset, endOffset, count }) => [startOffset, endOffset, count]),
      }));
  };
}
