/**
 * `npm run bench`: our claims about speed, as ratios measured in one run. Prints tables and writes results.md.
 * ROUNDS sets how often each command is measured (10); SECTIONS selects from cold,save,failing,class,growth,idle.
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { gradeClass, naiveLoop } from "./batch.mjs";
import { waitingBytes } from "./idle.mjs";
import { interleaved, quantile } from "./measure.mjs";
import { LESSONS } from "./failing-saves.mjs";
import { failingSaveToVerdict, saveToVerdict } from "./watch.mjs";

const root = path.resolve(import.meta.dirname, "..");
const rounds = Number(process.env.ROUNDS ?? 10);
const wanted = (process.env.SECTIONS ?? "cold,save,failing,class,growth,idle").split(",");
const MIB = 1024 * 1024;

// With this variable, every Node process reads a certificate file when it starts, which is not what we measure.
delete process.env.NODE_EXTRA_CA_CERTS;

let wrongVerdicts = 0;
/** Processor time of `node -e 0`, the unit for the processor time of a grading. */
let emptyNodeCpuMs;

const table = (head, rows) =>
  [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...rows.map((row) => `| ${row.join(" | ")} |`)].join(
    "\n",
  );

async function cold() {
  const node = (...words) => [process.execPath, path.join(root, "engine/cli/start.mjs"), ...words];
  const right = (output, code) => code === 0 && output.includes("3 of 3 exercises");
  const measured = await interleaved(
    [
      {
        name: "naive: vitest run, tsx spawned in beforeAll (npm run)",
        command: ["npm", "run", "check"],
        cwd: path.join(root, "bench/naive"),
      },
      {
        name: "npm run check lesson-ws solution",
        command: ["npm", "run", "check", "lesson-ws", "solution"],
        cwd: root,
        right,
      },
      { name: "the same without npm", command: node("check", "lesson-ws", "solution"), cwd: root, right },
      { name: "node -e 0", command: [process.execPath, "-e", "0"], cwd: root },
    ],
    rounds,
  );
  emptyNodeCpuMs = quantile(measured.at(-1).cpuMs, 0.5);
  const head = ["command", "p50 ms", "p95 ms", "p50 x naive", "p95 x naive", "CPU ms", "wrong verdicts"];
  return `## Cold: from the command to its exit\n\n${table(
    head,
    againstFirst(measured, ({ cpuMs }) => [quantile(cpuMs, 0.5).toFixed(0)]),
  )}`;
}

async function save() {
  const head = ["watcher", "p50 ms", "p95 ms", "p50 x naive", "p95 x naive", "wrong verdicts"];
  const saved = await saveToVerdict(root, rounds * 2);
  return `## Save to verdict: from the write of a file to the printed result\n\n${table(
    head,
    againstFirst(saved, () => []),
  )}`;
}

async function failing() {
  const head = ["lesson", "save", "naive p50 ms", "p50 ms", "p95 ms", "p50 x naive", "wrong verdicts"];
  const rows = [];
  for (const lesson of LESSONS)
    for (const { save: kind, watchers } of await failingSaveToVerdict(root, lesson, Math.ceil(rounds / 3))) {
      const [naive, ours] = watchers;
      const [usual, p50, p95] = [quantile(naive.ms, 0.5), quantile(ours.ms, 0.5), quantile(ours.ms, 0.95)];
      const times = [usual, p50, p95].map((ms) => ms.toFixed(0));
      rows.push([lesson, kind, ...times, (p50 / usual).toFixed(3), countWrong(ours.wrong, ours.name)]);
    }
  return `## Save to verdict, code that fails

The naive watcher waits out its own time limits, 5 s for a test and 10 s for a server that does not start, so a third of the rounds.

${table(head, rows)}`;
}

async function classOf60() {
  const rows = [];
  for (const kind of ["mixed", "right"]) {
    // The naive loop runs before and after, so that a machine that changes its speed affects both. It takes the same time
    // for every ten submissions, so it does not have to grade all sixty.
    const size = 10;
    const before = await naiveLoop(root, size, kind);
    const ours = await gradeClass(root, 60, kind);
    const inside = await gradeClass(root, 60, kind, ["--isolation", "process"]);
    const after = await naiveLoop(root, size, kind);
    const naive = sum(before, after);
    for (const [name, graded] of [
      [`naive loop, ${kind}`, naive],
      [`npm run grade, ${kind}, strongest isolation here`, ours],
      [`npm run grade, ${kind}, --isolation process`, inside],
    ])
      rows.push([
        name,
        graded.submissions,
        perSecond(graded).toFixed(2),
        (perSecond(graded) / perSecond(naive)).toFixed(1),
        ...cpuOf(graded, name),
        (graded.peakBytes / MIB).toFixed(0),
        (graded.treeBytes / MIB).toFixed(0),
        countWrong(graded.wrong, name),
      ]);
  }
  const head = [
    "how",
    "submissions",
    "per second",
    "x naive",
    "CPU ms each",
    "x node -e 0",
    "own peak MiB",
    "tree peak MiB",
    "wrong verdicts",
  ];
  return `## A class

Mixed: ten different submissions, half of them wrong, two of which send no answer where one is expected. Right: ten that pass,
so no check waits for a missing answer. The tree's memory counts a shared page once for every process.

${table(head, rows)}`;
}

async function growth() {
  const rows = [];
  let first;
  for (const size of [50, 500]) {
    const graded = await gradeClass(root, size, "mixed");
    first ??= graded;
    const each = graded.ms / size;
    rows.push([
      size,
      each.toFixed(0),
      (each / (first.ms / first.submissions)).toFixed(2),
      (graded.peakBytes / MIB).toFixed(0),
      (graded.treeBytes / MIB).toFixed(0),
      countWrong(graded.wrong, size),
    ]);
  }
  return `## Growth\n\n${table(["submissions", "ms each", "x the smaller class", "own peak MiB", "tree peak MiB", "wrong verdicts"], rows)}`;
}

async function idle() {
  const bytes = await waitingBytes(root);
  return `## A waiting process\n\nPrivate memory: ${(bytes / MIB).toFixed(1)} MiB each.`;
}

/** In a sandbox, the sandbox's first process waits for the others, so their processor time is not reported to us. */
function cpuOf({ cpuMs, submissions }, name) {
  if (name.includes("strongest")) return ["not counted", ""];
  const each = cpuMs / submissions;
  return [each.toFixed(0), emptyNodeCpuMs === undefined ? "" : (each / emptyNodeCpuMs).toFixed(1)];
}

/** Rows with ratios to the first contender. */
function againstFirst(contenders, more) {
  const [half, most] = [0.5, 0.95].map((share) => quantile(contenders[0].ms, share));
  return contenders.map((contender) => {
    const { name, ms, wrong } = contender;
    const [p50, p95] = [quantile(ms, 0.5), quantile(ms, 0.95)];
    return [
      name,
      p50.toFixed(0),
      p95.toFixed(0),
      (p50 / half).toFixed(3),
      (p95 / most).toFixed(3),
      ...more(contender),
      countWrong(wrong, name),
    ];
  });
}

/** Makes the run fail for wrong verdicts, except for those of the naive command. */
function countWrong(wrong, name) {
  if (!/naive|vitest/.test(String(name))) wrongVerdicts += wrong;
  return wrong;
}

function sum(a, b) {
  return {
    submissions: a.submissions + b.submissions,
    ms: a.ms + b.ms,
    cpuMs: a.cpuMs + b.cpuMs,
    peakBytes: Math.max(a.peakBytes, b.peakBytes),
    treeBytes: Math.max(a.treeBytes, b.treeBytes),
    wrong: a.wrong + b.wrong,
  };
}

function perSecond({ submissions, ms }) {
  return (submissions / ms) * 1000;
}

const sections = { cold, save, failing, class: classOf60, growth, idle };
const parts = [];
for (const name of wanted) {
  parts.push(await sections[name]());
  console.log(`${parts.at(-1)}\n`);
}
const report = `# Benchmark results

${new Date().toISOString().slice(0, 10)} · ${rounds} interleaved rounds · ${cpus().length} x ${cpus()[0]?.model.trim()} · Node ${process.versions.node}

Milliseconds depend on the machine; the ratios are the claim. A wrong verdict is one that differs from the expected one.

${parts.join("\n\n")}
`;
writeFileSync(path.join(root, "bench/results.md"), report);
process.exitCode = wrongVerdicts > 0 ? 1 : 0;
