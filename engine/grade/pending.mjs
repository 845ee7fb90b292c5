/**
 * Finds what is pending in this process, that is, what could make it act without new input. The grader asks when an answer
 * is missing: where nothing is pending, none can come. Whatever is not known to be harmless counts as pending.
 *
 * Async hooks would slow every server down, so other sources are used: `getActiveResourcesInfo` lists requests under way,
 * the diagnostic report lists every libuv handle with or without a reference, and the kernel shows whether a thread of the
 * pool is working. The last of these exists on Linux only.
 */
import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { setImmediate, setTimeout } from "node:timers";

const { report } = process;
const getReport = report.getReport.bind(report);
const getActiveResourcesInfo = process.getActiveResourcesInfo.bind(process);

/** The report describes these in detail. Any other active resource is work under way: a request, an immediate, a port, a child. */
const HANDLES = new Set(["TCPServerWrap", "TCPSocketWrap", "PipeWrap", "SignalWrap"]);

/** Handles of Node's own event loop; an idle handle is active while there are immediates. */
const OF_THE_LOOP = new Set(["check", "prepare", "loop"]);

/** Standard output, standard error and the grader's socket. */
const OWN_PIPES = new Set([1, 2, 3]);

/**
 * Native addons that start work of their own only through an async handle, which is counted. Any other addon could use the
 * thread pool for a wait that no source shows.
 */
const KNOWN_ADDON = /\/node_modules\/@libsql\/[^/]+\/index\.node$/;

/**
 * The address of the one libuv timer that Node uses for all timers of the code. Any other is V8's, for example to collect
 * garbage some seconds after the process was busy.
 * @type {string | undefined}
 */
let nodeTimer;

/** How many turns of the event loop it takes until pending completions, and what they start, are handled. */
const TURNS = 4;

/**
 * What could make the process act within `withinMs` milliseconds, one word each; empty when nothing can. `asyncs` counts the
 * handles through which other threads wake the loop: Node has some of its own, and the grader knows how many.
 * @param {number} withinMs
 * @param {boolean} hasWaitedAsync whether the code has called `Atomics.waitAsync`, which waits by a timer of V8's
 * @returns {Promise<{ what: string[], asyncs: number }>}
 */
export async function pendingWithin(withinMs, hasWaitedAsync) {
  if (process.platform !== "linux" || !("excludeNetwork" in report)) return { what: ["unknown"], asyncs: 0 };
  const found = await findNodeTimer();
  nodeTimer ??= found;
  await turns();
  const before = threads();
  const isAlone = await turns();
  // Completions from before have been handled by now. A thread that has worked meanwhile has gone to sleep once more.
  const quick = active();
  if (!isAlone) quick.push("Immediate");
  if (before === undefined || threads() !== before) quick.push("thread pool");
  if (quick.length > 0) return { what: quick, asyncs: 0 };
  // From here to the return, none of the server's code runs.
  return handles({ withinMs, hasWaitedAsync });
}

/**
 * Sets a timer, and looks which handle is now about to expire. Resolves with undefined when that is not clear. Once it has
 * expired, Node has set the handle anew, to a time at which a timer of the code is really due, and not one that was cleared.
 */
async function findNodeTimer() {
  const over = new Promise((resolve) => setTimeout(resolve, 1));
  const due = fullReport().libuv.filter(
    ({ type, is_active: isActive, expired, firesInMsFromNow }) =>
      type === "timer" && isActive && (expired === true || firesInMsFromNow <= 1),
  );
  await over;
  return due.length === 1 ? due[0].address : undefined;
}

/** What `getActiveResourcesInfo` lists, and immediates without a reference, which it does not. */
function active() {
  const what = getActiveResourcesInfo().filter((name) => !HANDLES.has(name));
  const own = setImmediate(() => {});
  // Immediates form a linked list: one before ours is the server's.
  if (own._idlePrev !== null) what.push("Immediate");
  clearImmediate(own);
  return what;
}

/** The other threads of this process and how often each has gone to sleep; undefined when one is running. */
function threads() {
  const own = String(process.pid);
  const lines = [];
  for (const thread of readdirSync("/proc/self/task")) {
    if (thread === own) continue;
    const status = readFileSync(`/proc/self/task/${thread}/status`, "latin1");
    if (!/^State:\tS/m.test(status)) return undefined;
    lines.push(`${thread} ${/^voluntary_ctxt_switches:\t(\d+)$/m.exec(status)?.[1]}`);
  }
  return lines.join("\n");
}

function handles({ withinMs, hasWaitedAsync }) {
  const { libuv, workers, sharedObjects } = fullReport();
  const what = [];
  if (workers.length > 0) what.push("worker");
  if (sharedObjects.some((file) => file.endsWith(".node") && !KNOWN_ADDON.test(file))) what.push("addon");
  const listening = libuv.filter(
    ({ type, is_active: isActive, localEndpoint, remoteEndpoint }) =>
      type === "tcp" && isActive && localEndpoint !== null && remoteEndpoint === null,
  );
  // Without a referenced listener, the process may be about to end.
  if (!listening.some((handle) => handle.is_referenced)) what.push("no listener");
  const ports = new Set(listening.map((handle) => handle.localEndpoint.port));
  let asyncs = 0;
  for (const handle of libuv) {
    if (handle.type === "async") asyncs++;
    else if (!isHarmless(handle, { withinMs, ports, hasWaitedAsync })) what.push(handle.type);
  }
  return { what, asyncs };
}

function isHarmless(handle, { withinMs, ports, hasWaitedAsync }) {
  switch (handle.type) {
    case "timer":
      if (nodeTimer !== undefined && handle.address !== nodeTimer && !hasWaitedAsync) return true;
      // Node's is set to the earliest of the code's timers. An HTTP server checks its connections every 30 s.
      return !handle.is_active || (handle.expired === false && handle.firesInMsFromNow > withinMs);
    case "idle":
      return !handle.is_active;
    case "signal":
      // Only the grader and this process send it signals; that it has no children is established by the grader.
      return true;
    case "pipe":
      return OWN_PIPES.has(handle.fd) && !(handle.writeQueueSize > 0);
    case "tcp":
      // An accepted connection has the port of its listener; one that the server opened has another local port.
      return ports.has(handle.localEndpoint?.port) && !(handle.writeQueueSize > 0);
    default:
      return OF_THE_LOOP.has(handle.type);
  }
}

/** The diagnostic report, without host names, which would have to be looked up. */
function fullReport() {
  const { excludeNetwork } = report;
  report.excludeNetwork = true;
  try {
    return getReport();
  } finally {
    report.excludeNetwork = excludeNetwork;
  }
}

/** Waits for some turns of the event loop. Resolves with whether no immediate of the server's is queued behind our last one. */
async function turns() {
  let own;
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => (own = setImmediate(resolve)));
  return own._idleNext === null;
}
