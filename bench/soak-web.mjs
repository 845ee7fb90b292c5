/**
 * Soak test of `npm start`: after thousands of saves, the server, its children and an open page must take no more memory,
 * descriptors and processes than after the first hundreds. Run it by hand:
 * node bench/soak-web.mjs [saves] [--every MS] [--no-page]. Each save waits for the verdict of the one before, or comes MS
 * milliseconds after it without waiting. Exit code 1 when anything grew. Linux only, because it reads /proc.
 */
import { spawn } from "node:child_process";
import { on, once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { WebSocket } from "ws";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const TOOLS = path.join(ROOT, "engine/test/tools");
const LESSON = "lesson-ws";
/** How often the costs are measured. Everything is warmed up at the first measurement. */
const MEASUREMENTS = 10;
const VERDICT_LIMIT_MS = 60_000;
/**
 * The growth allowed since the first measurement, after garbage collection. The server's history of events for clients
 * that reconnect fills up to 16 million characters; a leak of one verdict per save would take far more.
 */
const GROWTH_LIMIT_MB = 40;
const PAGE_GROWTH_LIMIT_MB = 15;
const DESCRIPTORS_MORE = 3;
/** The number of processes counts as settled when it has not changed for this long. */
const SETTLED_MS = 1_000;
const GONE_LIMIT_MS = 10_000;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: "string" }, "no-page": { type: "boolean" } },
});
const saves = Number(positionals[0] ?? 2_000);
const every = flags.every === undefined ? undefined : Number(flags.every);
const step = Math.ceil(saves / MEASUREMENTS);

const workspace = mkdtempSync(path.join(tmpdir(), "workbook-soak-"));
for (const folder of ["lessons", "solutions", "checks"])
  cpSync(path.join(ROOT, folder), path.join(workspace, folder), { recursive: true });
cpSync(path.join(ROOT, "solutions", LESSON), path.join(workspace, "lessons", LESSON), { recursive: true });
mkdirSync(path.join(workspace, "tmp"));
const file = path.join(workspace, "lessons", LESSON, "ws-server.ts");
const right = readFileSync(file, "utf8");

// The inspector reports the memory in use after garbage collection; the resident set would include garbage.
const command = ["--inspect=127.0.0.1:0", path.join(ROOT, "engine/cli/start.mjs"), "start", "--port", "0"];
const server = spawn(process.execPath, command, {
  env: { ...process.env, WORKBOOK_ROOT: workspace, TMPDIR: path.join(workspace, "tmp") },
  stdio: ["ignore", "pipe", "pipe"],
});
const inspected = inspector(server.stderr.setEncoding("utf8"));
let browser;
let failed = false;
try {
  const [line] = await once(server.stdout.setEncoding("utf8"), "data");
  const url = /http:\S+/.exec(line)[0];
  const verdicts = listen(`${url}/api/events?lesson=${LESSON}`);
  const page = flags["no-page"] !== true ? await openPage(`${url}/lessons/${LESSON}/exercises`) : undefined;
  await verdicts.next();
  const startedAt = performance.now();
  /** Milliseconds spent on measurements, during which nothing was saved. */
  let paused = 0;
  let first;
  for (let save = 1; save <= saves; save++) {
    // In turn: a text that passes, one that fails, and one that does not compile.
    const text = [
      `${right}// ${save}\n`,
      right.replace("JSON.parse", `JSON.parse /*${save}*/ ?? `),
      `const save${save} = `,
    ];
    writeFileSync(file, text[save % text.length]);
    if (every === undefined) await verdicts.next();
    else await until(startedAt + paused + every * save);
    if (save % step !== 0) continue;
    const measuredAt = performance.now();
    const cost = await costOf(server.pid, await inspected, page);
    first ??= cost;
    paused += performance.now() - measuredAt;
    const seconds = Math.round((performance.now() - startedAt - paused) / 1000);
    const counts = `${String(save).padStart(5)} saves  ${String(verdicts.arrived).padStart(5)} verdicts`;
    console.log(`${counts}  ${String(seconds).padStart(4)} s  ${words(cost)}`);
  }
  // However fast the saves came, the last verdict must be that of the last save.
  writeFileSync(file, right);
  while (verdicts.last?.passed !== true) await verdicts.next();
  const last = await costOf(server.pid, await inspected, page);
  if (first !== undefined) {
    const grown = [
      last.heap - first.heap > GROWTH_LIMIT_MB && "the server's heap",
      last.descriptors - first.descriptors > DESCRIPTORS_MORE && "the server's descriptors",
      last.processes > first.processes && "processes",
      last.files > first.files + 1 && "temporary folders",
      (last.page ?? 0) - (first.page ?? 0) > PAGE_GROWTH_LIMIT_MB && "the page's heap",
    ].filter((name) => name !== false);
    failed = grown.length > 0;
    console.log(failed ? `grew: ${grown.join(", ")}` : "nothing grew");
  }
} finally {
  await browser?.close();
  (await inspected).close();
  server.kill("SIGTERM");
  if (server.exitCode === null) await once(server, "exit");
  // The compiler's process ends once it notices that its pipe is closed.
  const goneBy = performance.now() + GONE_LIMIT_MS;
  while (processesIn(workspace) > 0 && performance.now() < goneBy) await delay(100);
  const left = processesIn(workspace);
  if (left > 0) console.log(`${left} processes were left over`);
  failed ||= left > 0;
  rmSync(workspace, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

/** Resolves when `performance.now()` reaches `moment`. */
async function until(moment) {
  await delay(Math.max(0, moment - performance.now()));
}

/** Counts the verdicts of an event stream. */
function listen(url) {
  const verdicts = { arrived: 0, taken: 0, last: undefined };
  let wake = () => {};
  void (async () => {
    const response = await fetch(url);
    let pending = "";
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const frames = (pending + chunk).split("\n\n");
      pending = frames.pop();
      for (const frame of frames.filter((frame) => /^event: verdict$/m.test(frame))) {
        verdicts.arrived += 1;
        verdicts.last = JSON.parse(/^data: (.*)$/m.exec(frame)[1]).verdict;
      }
      wake();
    }
  })();
  return Object.assign(verdicts, {
    async next() {
      const limit = setTimeout(() => {
        throw new Error(`no verdict within ${VERDICT_LIMIT_MS / 1000} s`);
      }, VERDICT_LIMIT_MS);
      while (verdicts.arrived <= verdicts.taken) await new Promise((resolve) => (wake = resolve));
      clearTimeout(limit);
      verdicts.taken = verdicts.arrived;
    },
  });
}

/** Connects to the server's inspector (Chrome DevTools Protocol) at the address it prints on standard error. */
async function inspector(stderr) {
  let printed = "";
  for await (const [text] of on(stderr, "data")) {
    printed += text;
    const address = /ws:\/\/\S+/.exec(printed)?.[0];
    if (address !== undefined) return await devTools(address);
  }
}

async function devTools(address) {
  const socket = new WebSocket(address);
  await once(socket, "open");
  const answers = new Map();
  socket.on("message", (data) => {
    const { id, result } = JSON.parse(/** @type {Buffer} */ (data).toString("utf8"));
    answers.get(id)?.(result);
  });
  let count = 0;
  const ask = (method) =>
    new Promise((resolve) => {
      answers.set(++count, resolve);
      socket.send(JSON.stringify({ id: count, method }));
    });
  return { ask, close: () => socket.close() };
}

async function openPage(url) {
  const { chromium } = createRequire(path.join(TOOLS, "package.json"))("playwright-core");
  browser = await chromium.launch({ executablePath: program(), args: ["--no-sandbox", "--no-zygote"] });
  const page = await browser.newPage();
  await page.goto(url);
  return await page.context().newCDPSession(page);
}

/** The browser that `CHROMIUM_PATH` names, or the one that the tests have unpacked. */
function program() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const cache = path.join(TOOLS, "node_modules/.cache/workbook");
  const unpacked = existsSync(cache) ? readdirSync(cache).find((name) => /^chromium-[\d.]+$/.test(name)) : undefined;
  if (unpacked === undefined) throw new Error("there is no browser: run npm test first, or set CHROMIUM_PATH");
  return path.join(cache, unpacked, "chromium");
}

/** Measures the current costs, once the processes for the next run are waiting. */
async function costOf(pid, tools, page) {
  await settled();
  await tools.ask("HeapProfiler.collectGarbage");
  const { usedSize } = await tools.ask("Runtime.getHeapUsage");
  await page?.send("HeapProfiler.collectGarbage");
  const heap = await page?.send("Runtime.getHeapUsage");
  const kilobytes = Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  return {
    heap: usedSize / 1024 / 1024,
    megabytes: kilobytes / 1024,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    processes: processesIn(workspace),
    files: readdirSync(path.join(workspace, "tmp")).filter((name) => name.startsWith("workbook-")).length,
    page: heap === undefined ? undefined : heap.usedSize / 1024 / 1024,
  };
}

/** Waits until the processes for the next run have started and those of the last one have ended. */
async function settled() {
  for (let [count, since] = [0, performance.now()]; performance.now() - since < SETTLED_MS;) {
    const now = processesIn(workspace);
    if (now !== count) [count, since] = [now, performance.now()];
    await delay(SETTLED_MS / 10);
  }
}

function processesIn(folder) {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return false;
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, "latin1");
      if (/chromium|chrome/.test(command)) return false;
      return command.includes(folder) || readFileSync(`/proc/${name}/environ`, "latin1").includes(folder);
    } catch {
      return false;
    }
  }).length;
}

function words({ heap, megabytes, descriptors, processes, files, page }) {
  const parts = [
    `heap ${heap.toFixed(1)} of ${megabytes.toFixed(0)} MB`,
    `${descriptors} descriptors`,
    `${processes} processes`,
    `${files} folders`,
    ...(page === undefined ? [] : [`page ${page.toFixed(1)} MB`]),
  ];
  return parts.join("  ");
}
