/**
 * The process that becomes the learner's server. It starts before the learner's code is compiled, loads what that
 * code will probably import, and waits to be told which file to run; by then Node's own start-up is over.
 *
 * It changes one thing about Node: `listen` gets an ephemeral port on 127.0.0.1 whatever the code asks for, and the
 * asked-for and the real port are reported. Timers and everything else are as they are. An uncaught error is described to
 * the grader (describe-crash.mjs), and goes on as it would without us.
 *
 * Plain JavaScript: it runs as it lies here. File descriptor 3 is a socket to the grader, which believes nothing that
 * comes from it: a reported port is tried before it is used.
 */
import cluster from "node:cluster";
import { mkdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import process from "node:process";
import { setImmediate } from "node:timers";
import { pathToFileURL } from "node:url";
import { describeCrash } from "./describe-crash.mjs";

const GRADER_FD = 3;
const LOOPBACK = "127.0.0.1";

/** What to do before there is anything to run; a worker of a cluster has nothing to do. */
const { serverDir, dataDir: ownDataDir, preload, warmUp } = cluster.isWorker ? {} : JSON.parse(process.argv[2]);
/** A folder that is shared with the same server's later processes; one that waited in a pool learns of it when it runs. */
let dataFolder = ownDataDir;
const removeFolder = rmSync;
const stringify = JSON.stringify;

// oxlint-disable-next-line typescript/unbound-method -- it is always called with the server as its this
const listen = net.Server.prototype.listen;
/** Ports the code asked for and holds, so that the second listener on one of them fails as it would elsewhere. */
const held = new Map();

net.Server.prototype.listen = function (...args) {
  const asked = askedFor(args);
  // Not TCP, or a port Node refuses: Node says so itself.
  if (asked === undefined || this.listening || this._handle) {
    if (typeof args[0]?.path === "string" || isPath(args[0]))
      this.once("listening", () => report({ socket: String(args[0]?.path ?? args[0]) }));
    return listen.apply(this, args);
  }
  const { port, host, options } = asked;
  const callback = args.findLast((argument) => typeof argument === "function");
  if (cluster.isWorker) {
    // The primary process binds for its workers, and reports. Node has a worker fail that gets another port than it asked for.
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
    // The grader is gone; the end of the socket says so too.
  }
}

const grader = cluster.isWorker ? undefined : new net.Socket({ fd: GRADER_FD, readable: true, writable: true });
grader?.setEncoding("utf8");
let received = "";
grader?.on("data", (chunk) => {
  received += chunk;
  // Files come in one line, which may be long.
  if (!chunk.endsWith("\n")) return;
  const lines = received.split("\n");
  received = lines.pop();
  for (const line of lines) {
    const launchSpec = JSON.parse(line);
    if (launchSpec.entry !== undefined) void run(launchSpec);
    else if (launchSpec.cover !== undefined) reportCoverage(launchSpec.cover);
    // An answer shows that the event loop has turned: what the code did before has been reported.
    else report({ turn: launchSpec.turn });
  }
});
// Whoever started this process is gone, however that happened: nothing may survive it.
grader?.on("close", () => {
  for (const folder of [serverDir, dataFolder]) {
    if (folder === undefined) continue;
    try {
      removeFolder(folder, { recursive: true, force: true });
    } catch {
      // Something still writes there; it ends next.
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

async function run({ entry, loader, files = {}, environment = {}, args = [], dataDir, observed = false }) {
  dataFolder = dataDir ?? dataFolder;
  Object.assign(process.env, environment);
  // In a sandbox nothing from outside is there yet.
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content, "base64");
  }
  // From here on whatever happens is the submission's own doing.
  report({ begins: true });
  // From here on the process lives only as long as the learner's own code keeps it.
  grader.unref();
  process.argv = [process.argv[0], entry, ...args];
  process.chdir(path.dirname(entry));
  if (loader !== undefined) {
    // What it caches would outlive this process.
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
  // Workers of a cluster load this file before their own: for them it only changes listen.
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
 * Reports what ends the process, and takes it back when something of the submission handled it.
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
      // What the module itself throws is thrown, for its author.
      rejected: rejected !== undefined && rejected.promise !== main,
      packages: preload,
      ...submission,
    });
    if (line === undefined) return;
    reportLine(line);
    // A process that comes this far has a handler for uncaught exceptions and lives on.
    setImmediate(() => report({ survived: true })).unref();
  });
}

// While there is time: what the learner's code is likely to import and to call.
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
