/**
 * Takes the whole course in order in a fresh clone, as a learner does, and holds every message against what it must say:
 *
 *   node bench/course.mjs [lesson …]
 *
 * For each lesson `npm run check`, which has to find the lesson by itself: the starter, one wrong attempt (a near miss of the last
 * exercise, chosen by --seed), a hint, the solution, the question. Then `npm run check all` and `npm run progress`. Prints everything that
 * the commands print, and ends with 1 when a message is not as it must be. Clones the last commit; takes several minutes.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const ROOT = path.resolve(import.meta.dirname, "..");
const { values, positionals } = parseArgs({
  options: { seed: { type: "string", default: "1" } },
  allowPositionals: true,
});

const folder = mkdtempSync(path.join(tmpdir(), "course-"));
const clone = path.join(folder, "workbook");
const servers = path.join(folder, "servers");
const faults = [];

try {
  execFileSync("git", ["clone", "--quiet", ROOT, clone], { stdio: "inherit" });
  execFileSync("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: clone, stdio: "inherit" });
  const course = JSON.parse(readFileSync(path.join(clone, "lessons/course.json"), "utf8"));
  const lessons = course.parts
    .flatMap((part) => part.lessons)
    .filter(({ slug }) => positionals.length === 0 || positionals.includes(slug));
  const isWhole = positionals.length === 0;

  if (isWhole)
    expectAll("check all", run("check", "all"), 1, [
      `0 of ${lessons.length} lessons passed`,
      `${lessons.length} not started`,
      `next: npm run check ${lessons[0].slug}`,
    ]);
  for (const [index, lesson] of lessons.entries())
    take(lesson, index, isWhole ? lessons[index + 1] : undefined, isWhole);
  if (isWhole) {
    expectAll("check all", run("check", "all"), 0, [`${lessons.length} of ${lessons.length} lessons passed`]);
    expectAll("progress", run("progress"), 0, ["nothing: the course is done"]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
process.stdout.write(`\n${faults.length === 0 ? "every message is as it must be" : faults.join("\n")}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** One lesson, from the starter to the answered question. */
function take({ slug, title }, index, next, isWhole) {
  // Without a name, the first lesson that has not passed is checked.
  const words = isWhole ? [] : [slug];
  expectAll(`${slug} starter`, run("check", ...words), 1, [
    new RegExp(`^${slug}  `, "m"),
    title,
    "0 of 3 exercises",
    /^ {2}FAIL {2}1 {2}.* not started$/m,
    /^ {2}FAIL {2}2 {2}.* not started$/m,
    /^ {2}FAIL {2}3 {2}.* not started$/m,
    new RegExp(`^  next: .*npm run check\\s+${slug}$`, "ms"),
    `stuck? npm run hint ${slug}`,
  ]);

  execFileSync(process.execPath, ["engine/cli/start.mjs", "prove", slug, "--write", servers], { cwd: clone });
  const names = readdirSync(path.join(servers, slug, "near-misses"))
    .filter((name) => name.startsWith("3."))
    .toSorted();
  const name = names[(Number(values.seed) * 7919 + index) % names.length];
  const check = /^\d+\.\d+/.exec(name)[0];
  put(slug, path.join("near-misses", name));
  expectAll(`${slug} ${name}`, run("check", ...words), 1, [
    /^ {2}FAIL {2}3 {2}/m,
    new RegExp(`(?:^ {8}| · )${check.replace(".", "\\.")} `, "m"),
    /^ {2}[0-2] of 3 exercises/m,
  ]);
  expectAll(`${slug} hint`, run("hint", slug), 0, ["Hint 1 of 3"]);

  put(slug, "../solution");
  expectAll(`${slug} solution`, run("check", ...words), 0, [
    /^ {2}3 of 3 exercises/m,
    `npm run quiz ${slug}`,
    ...(next === undefined ? [] : [`${next.title}: npm run check ${next.slug}`]),
  ]);
  expectAll(`${slug} question`, run("quiz", slug), 1, [`answer: npm run quiz ${slug}`, "predict what comes next"]);
  const right = ["a", "b", "c", "d"].find((letter) => run("quiz", slug, letter).code === 0);
  if (right === undefined) faults.push(`${slug}: no letter is right`);
  expectAll(`${slug} progress`, run("progress"), 0, [
    `done  ${index + 1} lesson`,
    ...(next === undefined ? [] : [new RegExp(`^> .*${next.title} `, "m"), `npm run check ${next.slug}`]),
  ]);
}

/** Puts one of the author's servers into the learner's folder; its README is not the learner's. */
function put(slug, server) {
  const from = server === "../solution" ? path.join(clone, "solutions", slug) : path.join(servers, slug, server);
  cpSync(from, path.join(clone, "lessons", slug), {
    recursive: true,
    filter: (file) => path.basename(file) !== "README.md",
  });
}

function run(...words) {
  const { stdout, stderr, status } = spawnSync("npm", ["run", "--silent", ...words], { cwd: clone, encoding: "utf8" });
  process.stdout.write(`\n$ npm run ${words.join(" ")}\n${stdout}${stderr}(exit ${status})\n`);
  return { text: stdout + stderr, code: status };
}

function expectAll(what, { text, code }, wantedCode, wanted) {
  if (code !== wantedCode) faults.push(`${what}: exit code ${code} instead of ${wantedCode}`);
  // Sentences are wrapped, and so are the titles of exercises, with their status far to the right.
  const flat = text.replaceAll(/\s*\n\s+/g, " ");
  const lines = text.replaceAll(/\n {20,}/g, " ");
  for (const part of wanted)
    if (typeof part === "string" ? !flat.includes(part) : !part.test(lines)) faults.push(`${what}: lacks ${part}`);
}
