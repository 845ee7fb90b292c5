/**
 * The process that becomes the learner's server. It starts before the learner's code is compiled, loads what that
 * code will probably import, and waits for the name of the file to run; by then Node's own start-up is over.
 *
 * It replaces four functions of Node and of the language; timers stay untouched, and so does the clock, unless the exercise
 * asks for a stepped one (stepped-clock.mjs):
 * - `net.Server.prototype.listen`: the server gets an ephemeral port on 127.0.0.1 whatever the code asks for, and the asked-for
 *   and the real port are reported. Only this one has an effect that a server can observe.
 * - `Atomics.waitAsync`: remembers that it was called, because its timers are not among Node's (pending.mjs).
 * - `process.emit`: remembers the last unhandled rejection. An uncaught error is described to the grader
 *   (describe-crash.mjs), and then takes its usual course.
 * - `Date.prototype.getMilliseconds`: answers Node's own code for the `Date` header differently (date-header.mjs). It looks at
 *   the stack for that, so each call takes some microseconds.
 *
 * Plain JavaScript, because Node runs this file without compiling it. File descriptor 3 is a socket to the grader, which
 * trusts nothing that comes from it: a reported port is tried before it is used.
 */
import cluster from "node:cluster";
import { mkdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import process from "node:process";
import { setImmediate } from "node:timers";
import { pathToFileURL } from "node:url";
import { keepDateHeaderShortly } from "./date-header.mjs";
import { describeCrash } from "./describe-crash.mjs";

const GRADER_FD = 3;
const LOOPBACK = "127.0.0.1";

/** What to prepare before there is a file to run; a cluster worker has nothing to prepare. */
const { serverDir, dataDir: ownDataDir, preload, warmUp } = cluster.isWorker ? {} : JSON.parse(process.argv[2]);
/** A folder shared with later processes of the same server; a process from the pool gets it together with the file. */
let dataFolder = ownDataDir;
const removeFolder = rmSync;
const stringify = JSON.stringify;

keepDateHeaderShortly();

/** Whether the code has waited by a timer that is not Node's; see pending.mjs. */
let hasWaitedAsync = false;
const originalWaitAsync = Atomics.waitAsync;
if (originalWaitAsync !== undefined)
  Object.defineProperty(Atomics, "waitAsync", {
    value: function waitAsync(...args) {
      hasWaitedAsync = true;
      return Reflect.apply(originalWaitAsync, this, args);
    },
    writable: true,
    configurable: true,
  });

// oxlint-disable-next-line typescript/unbound-method -- it is always called with the server as its this
const listen = net.Server.prototype.listen;
/** Ports the code asked for and holds, so that the second listener on one of them fails as it would elsewhere. */
const held = new Map();

net.Server.prototype.listen = function (...args) {
  const asked = askedFor(args);
  // Not TCP, or a port that Node refuses: Node handles it.
  if (asked === undefined || this.listening || this._handle) {
    if (typeof args[0]?.path === "string" || isPath(args[0]))
      this.once("listening", () => report({ socket: String(args[0]?.path ?? args[0]) }));
    return listen.apply(this, args);
  }
  const { port, host, options } = asked;
  const callback = args.findLast((argument) => typeof argument === "function");
  if (cluster.isWorker) {
    // The primary process binds for its workers, and reports. A worker fails in Node when it gets a port it did not ask for.
    if (callback !== undefined) this.once("listening", callback);
    return listen.call(this, { ...options, port: 0, host: LOOPBACK, path: undefined });
  }
  const holder = port === 0 ? undefined : held.get(port);
  if (holder !== undefined && overlap(holder, host)) {
    if (callback !== undefined) this.once("listening", callback);
    const address = host ?? "::";
    const error = Object.assign(new Error(`listen EADDRINUSE: address already in use ${address}:${port}`), {
      code: "EADDRINUSE",
      errno: -98,
      syscall: "listen",
      address,
      port,
    });
    process.nextTick(() => this.emit("error", error));
    return this;
  }
  if (port !== 0) {
    held.set(port, { host });
    this.once("close", () => held.delete(port));
  }
  this.once("listening", () => {
    const real = this.address()?.port;
    report({ asked: port, real, host });
    this.once("close", () => report({ closed: real }));
  });
  if (callback !== undefined) this.once("listening", callback);
  // Without a host, listen is synchronous: address() works in the next line. A ready handle keeps it that way.
  const handle = host === undefined && options.signal === undefined ? loopbackHandle() : undefined;
  if (handle !== undefined) return listen.call(this, handle, options.backlog);
  return listen.call(this, { ...options, port: 0, host: LOOPBACK, path: undefined });
};

/** The TCP port and host that a call of listen asks for, or undefined when it asks for something else. */
function askedFor(args) {
  const [first, second, third] = args;
  if (first === undefined || first === null || typeof first === "function")
    return { port: 0, host: undefined, options: {} };
  if (typeof first === "object") {
    if (
      first._handle !== undefined ||
      first.fd !== undefined ||
      typeof first.path === "string" ||
      typeof first.getsockname === "function"
    )
      return undefined;
    if (!("port" in first)) return undefined;
    const port = portOf(first.port);
    return port === undefined ? undefined : { port, host: first.host ?? undefined, options: first };
  }
  const port = portOf(first);
  if (port === undefined) return undefined;
  const backlog = [second, third].find((argument) => typeof argument === "number");
  return {
    port,
    host: typeof second === "string" ? second : undefined,
    options: backlog === undefined ? {} : { backlog },
  };
}

/** The number of a valid port, or undefined: an invalid one must throw as Node throws. */
function portOf(value) {
  if (value === undefined || value === null) return 0;
  if (typeof value === "string" ? !/^\s*\d+\s*$/.test(value) : typeof value !== "number") return undefined;
  const port = Number(value);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined;
}

function isPath(value) {
  return typeof value === "string" && portOf(value) === undefined;
}

function overlap(holder, host) {
  return holder.host === undefined || host === undefined || holder.host === host;
}

/** A bound TCP handle, or undefined on a Node that no longer hands them out. */
function loopbackHandle() {
  try {
    const { TCP, constants } = process.binding("tcp_wrap");
    const handle = new TCP(constants.SERVER);
    return handle.bind(LOOPBACK, 0) === 0 ? handle : undefined;
  } catch {
    return undefined;
  }
}

function report(event) {
  reportLine(stringify(event));
}

function reportLine(line) {
  try {
    writeSync(GRADER_FD, `${line}\n`);
  } catch {
    // The grader is gone; the "close" event of the socket handles that.
  }
}

const grader = cluster.isWorker ? undefined : new net.Socket({ fd: GRADER_FD, readable: true, writable: true });
grader?.setEncoding("utf8");
let received = "";
grader?.on("data", (chunk) => {
  received += chunk;
  // The files arrive as one line, which may be long.
  if (!chunk.endsWith("\n")) return;
  const lines = received.split("\n");
  received = lines.pop();
  for (const line of lines) {
    const instruction = JSON.parse(line);
    if (instruction.entry !== undefined) void run(instruction);
    else if (instruction.cover !== undefined) reportCoverage(instruction.cover);
    else if (instruction.pending !== undefined) void reportPending(instruction);
    // An answer shows that the event loop has turned: what the code did before has been reported.
    else report({ turn: instruction.turn });
  }
});
// The grader is gone, for whatever reason: this process and its files must not outlive it.
grader?.on("close", () => {
  for (const folder of [serverDir, dataFolder]) {
    if (folder === undefined) continue;
    try {
      removeFolder(folder, { recursive: true, force: true });
    } catch {
      // Something still writes there; the next statement ends it.
    }
  }
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.exit(1);
  }
});
grader?.on("error", () => {});

/** Set for a server that is examined; see observe.mjs. */
let reportCoverage = () => {};

/** Answers the grader's question what is pending in this process; see pending.mjs. */
async function reportPending({ pending, withinMs }) {
  // Loaded on demand: a server that answers is never asked.
  const module = await import("./pending.mjs").catch(() => undefined);
  report({ pending, ...(await module?.pendingWithin(withinMs, hasWaitedAsync).catch(() => undefined)) });
}

async function run({ entry, loader, files = {}, environment = {}, args = [], dataDir, observed = false }) {
  dataFolder = dataDir ?? dataFolder;
  Object.assign(process.env, environment);
  if (environment.CLOCK_STEP_MS !== undefined) {
    const { stepClock } = await import("./stepped-clock.mjs");
    stepClock(Number(environment.CLOCK_STEP_MS));
  }
  // A sandbox starts without the submission's files.
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content, "base64");
  }
  // From here on, whatever happens is caused by the submission.
  report({ begins: true });
  // From here on the process lives only as long as the learner's own code keeps it.
  grader.unref();
  process.argv = [process.argv[0], entry, ...args];
  process.chdir(path.dirname(entry));
  if (loader !== undefined) {
    // Its cache would outlive this process.
    process.env.TSX_DISABLE_CACHE = "1";
    await import(loader);
  }
  const compiled = loader === undefined ? entry : undefined;
  if (observed) {
    const { observe } = await import("./observe.mjs");
    const folder = path.dirname(entry);
    const ws = preload.ws === undefined ? undefined : await import(pathToFileURL(preload.ws).href);
    reportCoverage = observe({ report, ws, folder, compiled, packages: preload });
  }
  // Workers of a cluster load this file before their own: for them it only replaces functions.
  cluster.setupPrimary({ execArgv: [...process.execArgv, "--import", import.meta.url] });
  let settled = false;
  // The rejection is left unhandled on purpose: Node prints it and exits, as it does for a main module.
  const main = import(pathToFileURL(entry).href).finally(() => (settled = true));
  reportCrashes(main, { folder: path.dirname(entry), compiled });
  // Node ends with 13 when a main module still awaits and nothing is left that could wake it.
  process.once("exit", () => {
    if (!settled) process.exitCode ??= 13;
  });
}

/**
 * Reports the error that is about to end the process, and withdraws the report when the submission handles the error.
 * @param {Promise<unknown>} main the submission's own module
 * @param {{ folder: string, compiled: string | undefined }} submission
 */
function reportCrashes(main, submission) {
  /** The last promise that nothing handled. When its reason is no error, Node hands an error of its own to the monitor. */
  let rejection;
  // oxlint-disable-next-line typescript/unbound-method -- it is always called with the process as its this
  const emitEvent = process.emit;
  Object.defineProperty(process, "emit", {
    value: function emit(...args) {
      if (args[0] === "unhandledRejection") rejection = { reason: args[1], promise: args[2] };
      return Reflect.apply(emitEvent, this, args);
    },
    enumerable: false,
    configurable: true,
    writable: true,
  });
  process.on("uncaughtExceptionMonitor", (error, origin) => {
    const rejected = origin === "unhandledRejection" ? rejection : undefined;
    const line = describeCrash(rejected === undefined ? error : rejected.reason, {
      // To its author, an error at the top level of the module was thrown, although import() makes a rejection of it.
      rejected: rejected !== undefined && rejected.promise !== main,
      packages: preload,
      ...submission,
    });
    if (line === undefined) return;
    reportLine(line);
    // A process that reaches the next turn has a handler for uncaught exceptions and goes on.
    setImmediate(() => report({ survived: true })).unref();
  });
}

// While there is time: load and call what the learner's code is likely to import and to call.
if (grader !== undefined) {
  const packages = new Map();
  for (const [name, file] of Object.entries(preload)) {
    const loaded = await import(pathToFileURL(file).href).catch(() => undefined);
    if (loaded !== undefined) packages.set(name, loaded);
  }
  if (warmUp) {
    const warmUpModule = await import("./warm-up.mjs");
    await warmUpModule.warmUp(packages, (server, ready) => listen.call(server, 0, LOOPBACK, ready)).catch(() => {});
  }
  report({ waiting: true });
}
