/**
 * The thread beside a server that is examined; see watchEventLoop in observe.mjs. When the server's event loop stands still,
 * it asks V8's debugger which lines are running and reports them to the grader on its descriptor.
 */
import { writeSync } from "node:fs";
import { Session } from "node:inspector";
import { workerData } from "node:worker_threads";

const GRADER_FD = 3;
const LOOK_MS = 100;
/** So many looks without a beat in between are no delay. */
const MISSED = 3;
const MISSED_AT_START = 12;
const MAX_FRAMES = 10;
const OWN = new URL(".", import.meta.url).href;

const counter = new Int32Array(workerData.beats);
let last = -1;
let missed = 0;
let sampled = false;
// Goes on after the sample: a thread with nothing to wait for ends, and its session with it.
setInterval(() => {
  const beats = Atomics.load(counter, 0);
  missed = beats === last ? missed + 1 : 0;
  last = beats;
  // Before the first beat the server is loading, which takes longer.
  if (sampled || missed < (beats === 0 ? MISSED_AT_START : MISSED)) return;
  sampled = true;
  sample();
}, LOOK_MS);

function sample() {
  const session = new Session();
  session.connectToMainThread();
  const urls = new Map();
  session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
  session.once("Debugger.paused", ({ params }) => {
    const frames = params.callFrames
      .map(({ functionName, location, url }) => ({
        caller: functionName,
        url: url || urls.get(location.scriptId) || "",
        line: location.lineNumber,
        column: location.columnNumber ?? 0,
      }))
      .filter(({ url }) => url.startsWith("file:") && !url.startsWith(OWN))
      .slice(0, MAX_FRAMES);
    if (frames.length > 0) writeSync(GRADER_FD, `${JSON.stringify({ seen: { kind: "busy", frames } })}\n`);
    // It was Node that worked, or the observer itself: the submission's loop may still come.
    else sampled = false;
    session.post("Debugger.resume", () => session.disconnect());
  });
  session.post("Debugger.enable");
  session.post("Debugger.pause");
}
