/**
 * Shows that a change of the engine changes no verdict:
 *
 *   node bench/verdicts.mjs grade before.json --engine ../checkout-before
 *   node bench/verdicts.mjs grade after.json
 *   node bench/verdicts.mjs compare before.json after.json
 *
 * `grade` grades every submission with a known outcome (verdict-subjects.mjs) and writes what was found, by exercise and
 * check. --engine names the checkout whose engine grades, --seed the random input (7), --jobs how many are graded at a
 * time (4), --only a part of the names; --class grades as `npm run grade` does: exercises in turn and no stretch probes.
 * `compare` takes any number of runs before the last one, and ends with 1 when that one differs from all of them.
 */
import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { compareVerdicts } from "./compare-verdicts.mjs";
import { composeSubmissions } from "./verdict-subjects.mjs";

const ROOT = path.resolve(import.meta.dirname, "..");
const EVERY = 50;

/** What grades, from the checkout, and what composes the submissions, from this one; compiled. */
async function loadEngine(checkout) {
  const from = (root, file, names) => `export { ${names} } from ${JSON.stringify(path.join(root, "engine", file))};`;
  // Beside the compiled engine, where the packages of the checkout are found.
  const outfile = path.join(checkout, "node_modules/.cache/workbook", `verdicts-${process.pid}.mjs`);
  await createRequire(path.join(checkout, "package.json"))("esbuild").build({
    stdin: {
      contents: [
        from(ROOT, "lesson.ts", "lessonsOf, readCourse"),
        from(ROOT, "load-lesson-code.ts", "loadLessonCode"),
        from(ROOT, "prove/subjects.ts", "subjectsOf"),
        from(checkout, "workbook.ts", "workbookAt"),
        from(checkout, "workers/pool.ts", "WorkerPool"),
      ].join("\n"),
      resolveDir: checkout,
    },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: ["esbuild"],
    banner: {
      js: 'import { createRequire as workbookRequire } from "node:module"; const require = workbookRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  const engine = await import(pathToFileURL(outfile).href);
  await rm(outfile);
  return engine;
}

/** By exercise, check and probe, without times and texts. */
function findingsIn({ outcome, reason, exercises, stretch, advice }, { withStretch }) {
  const found = { outcome: reason === null ? outcome : `${outcome} ${reason.code}` };
  for (const { id, status, checks } of exercises) {
    found[`exercise ${id}`] = status;
    for (const { id: check, status: how, failure, skipped } of checks)
      found[check] = [how, failure?.code, skipped].filter(Boolean).join(" ");
  }
  if (withStretch) for (const { id, status } of stretch) found[`stretch ${id}`] = status;
  found.advice = advice
    .map(({ code }) => code)
    .toSorted()
    .join(" ");
  return found;
}

async function gradeAll(file, options) {
  const checkout = await realpath(options.engine ?? ROOT);
  const scratch = await realpath(await mkdtemp(path.join(tmpdir(), "verdicts-")));
  try {
    const { builtEngine } = await import(pathToFileURL(path.join(checkout, "engine/build.mjs")).href);
    const entry = path.join(await builtEngine(checkout), "worker.mjs");
    const engine = await loadEngine(checkout);
    const all = await composeSubmissions(engine, { root: ROOT, checkout }, scratch);
    const subjects = all.filter(({ name }) => name.includes(options.only ?? ""));
    const pool = new engine.WorkerPool(Number(options.jobs), { entry });
    const how = { seed: Number(options.seed), ...(options.class === true ? { stretch: false, inTurn: true } : {}) };
    const found = {};
    await Promise.all(
      subjects.map(async ({ name, workbook, lesson, folder }) => {
        const graded = pool.grade({ workbook, lesson, submission: folder, display: "submission", ...how });
        found[name] = await graded.then(
          (verdict) => findingsIn(verdict, { withStretch: options.class !== true }),
          ({ message }) => ({ outcome: `rejected: ${message}` }),
        );
        const done = Object.keys(found).length;
        if (done % EVERY === 0) console.log(`${done} of ${subjects.length}`);
      }),
    );
    const { processes, files } = await pool.close();
    const sorted = Object.fromEntries(Object.entries(found).toSorted(([one], [other]) => (one < other ? -1 : 1)));
    await writeFile(file, `${JSON.stringify(sorted, undefined, 1)}\n`);
    console.log(`${subjects.length} submissions; left over: ${processes} processes, ${files.length} files`);
    return processes + files.length > 0 ? 1 : 0;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function compareAll(files) {
  const runs = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, "utf8"))));
  const after = runs.pop();
  const differences = compareVerdicts(runs, after);
  for (const { name, lines } of differences) console.log([name, ...lines.map((line) => `  ${line}`)].join("\n"));
  console.log(`${Object.keys(after).length} submissions, ${differences.length} differ`);
  return differences.length > 0 ? 1 : 0;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: "string" },
    seed: { type: "string", default: "7" },
    jobs: { type: "string", default: "4" },
    only: { type: "string" },
    class: { type: "boolean" },
  },
});
const [command, ...files] = positionals;
if (command === "grade" && files.length === 1) process.exitCode = await gradeAll(files[0], values);
else if (command === "compare" && files.length > 1) process.exitCode = await compareAll(files);
else {
  console.error("Type node bench/verdicts.mjs grade FILE or node bench/verdicts.mjs compare BEFORE... AFTER.");
  process.exitCode = 2;
}
