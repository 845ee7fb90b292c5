/**
 * Names and messages that control terminals, forge lines and contain build log commands, passed through every command
 * and format. None of them must have an effect.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { evilTarEntry, evilZip, TAR_END, zipOf } from "../batch/intake/archives.ts";
import { until } from "../grade/processes.ts";
import { courseFolder, environment, START, type CourseFolder } from "../watch/course.ts";

/** The beginning of a name, with a mark of where it was used. A file name has at most 255 bytes. */
const hostile = (where: string) =>
  `${where}\u001b[31m\u001b]8;;evil:x\u0007\u202e\u009b2J\r::owned::${where}\n::owned::${where}\n##[owned]${where}\nSPOOFED ${where}\u0008\u200b`;
/** The same as a string literal for the source of a submission. */
const literal = (where: string) => JSON.stringify(hostile(where)).replaceAll("\u2028", "\\u2028");

/** Control characters except tab and newline, lone surrogates, bidirectional and other invisible characters. */
const DRIVES_TERMINAL =
  // oxlint-disable-next-line no-control-regex -- control characters are what is tested
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]|\p{Cs}|\p{Default_Ignorable_Code_Point}/u;

/** Asserts that a document has none of them. @param where names the text in a failure */
function expectPrintable(text: string, where: string): void {
  for (const line of text.split(/\r?\n/)) expect(line, where).not.toMatch(DRIVES_TERMINAL);
}

/** Asserts the same of a log, and that it contains no commands. */
function expectHarmless(text: string, where: string): void {
  expectPrintable(text, where);
  let guard: string | undefined;
  for (const line of text.split("\n")) {
    // The runner ignores commands between these, and the token is random: see github-command.ts.
    guard ??= /^::stop-commands::([\w-]{16,})$/.exec(line)?.[1];
    if (guard !== undefined && line === `::${guard}::`) guard = undefined;
    // A command for GitHub's runner, or markup of the log, from the submission.
    expect(obeyed(line, guard !== undefined), `${where}: ${line}`).toBe(false);
    // The second line of a name must not look like one of our lines. Multi-line text is indented.
    expect(line, where).not.toMatch(/^SPOOFED/);
  }
}

function obeyed(line: string, guarded: boolean): boolean {
  return (!guarded && /^\s*::owned/.test(line)) || line.includes("##[owned]");
}

/** Asserts that a terminal gets JSON escapes only, and that the value is unchanged. */
function expectExactJson(text: string, where: string): unknown {
  // oxlint-disable-next-line no-control-regex -- control characters are what is tested
  expect(text, where).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
  return JSON.parse(text);
}

/** Asserts that JSON in a log contains no commands either. */
function expectHarmlessJson(text: string, where: string): unknown {
  expect(text, where).not.toMatch(/[\u007f-\u009f\u2028\u2029]|\p{Default_Ignorable_Code_Point}|##\w*\[/u);
  return expectExactJson(text, where);
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(course: CourseFolder, ...words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [START, ...words], {
    cwd: course.root,
    env: {
      ...environment(course.root),
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_STEP_SUMMARY: path.join(course.root, "step-summary.md"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

/** Runs a command with text output and checks all of it. */
async function harmless(course: CourseFolder, ...words: readonly string[]): Promise<Ended> {
  const ended = await run(course, ...words);
  expectHarmless(ended.stdout, `stdout of ${words.join(" ")}`);
  expectHarmless(ended.stderr, `stderr of ${words.join(" ")}`);
  return ended;
}

/** All files below a folder. */
async function filesBelow(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true });
  const kept = await Promise.all(all.map(async (name) => (await stat(path.join(folder, name))).isFile()));
  return all.filter((_, index) => kept[index]);
}

async function expectHarmlessFile(file: string): Promise<void> {
  const text = await readFile(file, "utf8");
  if (file.endsWith(".json")) expectExactJson(text, file);
  else if (file.endsWith(".jsonl")) for (const line of text.split("\n").filter(Boolean)) expectExactJson(line, file);
  // A byte order mark tells Excel that a table is UTF-8.
  else if (file.endsWith(".csv")) expectPrintable(text.replace(/^\ufeff/, ""), file);
  else if (/\.(?:txt|log|xml|tap|html|md)$/.test(file)) expectPrintable(text, file);
}

const SERVER = (body: string) => `import { WebSocketServer } from "ws";
import { house } from "./house.ts";
const evil = ${literal("said")};
${body}
`;
/** Submissions that use the text in different places. */
const SUBMISSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  answers: {
    "server.ts": SERVER(`console.log(evil); console.error(evil);
const server = house();
new WebSocketServer({ server }).on("connection", (visitor) => { visitor.send(evil); visitor.close(4001, "\\u001b[31m::owned::"); });
server.listen(Number(process.env["PORT"]));`),
  },
  throws: {
    "server.ts": SERVER(`console.error(evil); const fault = new Error(evil); fault.name = evil; throw fault;`),
  },
  "throws-text": { "server.ts": SERVER(`console.error(evil); throw evil;`) },
  "throws-later": {
    "server.ts": SERVER(`const server = house();
new WebSocketServer({ server }).on("connection", () => { throw new TypeError(evil); });
server.listen(Number(process.env["PORT"]));`),
  },
  "throws-in-a-function": {
    "server.ts": SERVER(`const known = { [evil]() { throw new Error(evil); } };
known[evil]();`),
  },
  "imports-nothing": { "server.ts": `import ${literal("imported").replaceAll("::", ":")};\n` },
  "imports-a-package": { "server.ts": `import "owned\\u001b[31m\\n::owned::\\nSPOOFED";\n` },
  "does-not-compile": { "server.ts": "const x = '\u001b[31m\u202e\u009b2J::owned::' ::owned:: ##[owned]\n" },
  "imports-a-file": {
    "server.ts": `import ${JSON.stringify(`./${hostile("file")}.ts`)};\n`,
    [`${hostile("file")}.ts`]: `throw new Error("in an odd file");\n`,
  },
};

async function handIn(course: CourseFolder, folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await cp(path.join(course.root, "solutions/lesson-door"), folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
}

/** Those that a comparison shows differently: one that runs, one that crashes with a client, and one that does not compile. */
const COMPARED = ["answers", "throws-later", "does-not-compile"];

test("check, hint and compare neutralize hostile text of submissions in every format", async () => {
  const course = await courseFolder();
  for (const [name, files] of Object.entries(SUBMISSIONS)) {
    const folder = path.join(course.root, hostile(name));
    await handIn(course, folder, files);
    const { stdout } = await harmless(course, "check", "lesson-door", "--submission", folder);
    expect(stdout, name).toContain("lesson-door");
    if (!COMPARED.includes(name)) continue;
    await harmless(course, "compare", "lesson-door", folder, "--html", path.join(course.root, `${name}.html`));
    await expectHarmlessFile(path.join(course.root, `${name}.html`)).catch((error: NodeJS.ErrnoException) => {
      // A server that does not run has no page.
      if (error.code !== "ENOENT") throw error;
    });
  }
  const folder = path.join(course.root, hostile("answers"));
  for (const format of ["junit", "tap", "github"]) {
    const file = path.join(course.root, `report-${format}.txt`);
    await harmless(course, "check", "lesson-door", "--submission", folder, "--reporter", format, "--output", file);
    const text = await readFile(file, "utf8");
    if (format === "github") expectHarmless(text, file);
    else expectPrintable(text, file);
  }
  for (const format of ["json", "gradescope", "exercism", "prairielearn"]) {
    const { stdout, stderr } = await run(course, "check", "lesson-door", "--submission", folder, "--reporter", format);
    expectHarmlessJson(stdout, format);
    expectHarmless(stderr, format);
  }
  const compared = await run(course, "compare", "lesson-door", folder, "--json");
  expectHarmlessJson(compared.stdout, "compare --json");
  expectHarmless(await readFile(path.join(course.root, "step-summary.md"), "utf8"), "the step summary");

  await course.save(SUBMISSIONS["answers"]?.["server.ts"] ?? "");
  await harmless(course, "check", "lesson-door");
  for (let hint = 0; hint < 3; hint++) expect((await harmless(course, "hint", "lesson-door")).code).toBe(0);
}, 300_000);

test("watch neutralizes hostile text of submissions and file names", async () => {
  const course = await courseFolder();
  for (const words of [
    ["watch", "lesson-door"],
    ["watch", "lesson-door", "--plain"],
  ]) {
    const watch = course.start(words, { CI: "true" });
    const first = (await course.runs()).length;
    const runs = (more: number) => until(async () => (await course.runs()).length >= first + more, 20_000);
    expect(await runs(1)).toBe(true);
    for (const [index, name] of ["answers", "throws", "imports-nothing"].entries()) {
      await course.save(SUBMISSIONS[name]?.["server.ts"] ?? "");
      await writeFile(path.join(course.lessonDir, `${hostile("saved")}.ts`), `// ${name}\n`);
      expect(await runs(index + 2)).toBe(true);
    }
    watch.child.kill("SIGTERM");
    await watch.end;
    expectHarmless(watch.lines.join("\n"), words.join(" "));
    expectHarmless(watch.errors.join("\n"), words.join(" "));
  }
}, 120_000);

test("grade and merge neutralize hostile names of submissions, students and files", async () => {
  const course = await courseFolder();
  const classes = path.join(course.root, "class");
  await mkdir(classes);
  for (const [name, files] of Object.entries(SUBMISSIONS))
    await handIn(course, path.join(classes, hostile(name)), files);
  await writeFile(path.join(classes, `${hostile("zip")}.zip`), evilZip([{ name: `../${hostile("entry")}` }]));
  await writeFile(path.join(classes, `${hostile("inner")}.zip`), await zipOf({ [`${hostile("entry")}.ts`]: "x" }));
  await writeFile(
    path.join(classes, `${hostile("tar")}.tar`),
    Buffer.concat([evilTarEntry(`../\u001b[31m\n::owned::\nSPOOFED`, "0", "x"), TAR_END]),
  );
  await writeFile(path.join(classes, `${hostile("ignored")}.pdf`), "nothing");
  await writeFile(path.join(classes, `${hostile("broken")}.zip`), "no zip");
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const people = [...Object.keys(SUBMISSIONS), "zip", "nobody"];
  const roster = [
    "Folder,ID,Name",
    ...people.map((name) => `${cell(hostile(name))},${cell(hostile(`id-${name}`))},${cell(hostile(`name-${name}`))}`),
  ];
  await writeFile(path.join(course.root, "roster.csv"), `${roster.join("\n")}\n`);

  const all = ["gradescope", "exercism", "prairielearn", "github", "tap", "junit", "csv"];
  const reporters = all.flatMap((name) => ["--reporter", name]);
  const grading = [
    "grade",
    "lesson-door",
    "class",
    "--isolation",
    "process",
    "--roster",
    "roster.csv",
    "--output",
    "grades",
  ];
  const graded = await harmless(course, ...grading, ...reporters);
  expect(graded.stderr).not.toContain("the workbook itself failed");
  expect(graded.stdout).toContain("submissions in class");
  await harmless(course, "grade", "lesson-door", "class", "--isolation", "process", "--output", "plain");
  const summary = await run(
    course,
    "grade",
    "lesson-door",
    "class",
    "--isolation",
    "process",
    "--output",
    "grades",
    "--json",
  );
  expectHarmlessJson(summary.stdout, "grade --json");
  expectHarmless(summary.stderr, "grade --json");
  await harmless(
    course,
    "merge",
    "grades",
    "plain",
    "--output",
    "merged",
    "--roster",
    "roster.csv",
    "--reporter",
    "github",
  );
  for (const folder of ["grades", "plain", "merged"]) {
    const files = await filesBelow(path.join(course.root, folder));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) await expectHarmlessFile(path.join(course.root, folder, file));
  }
  expectHarmless(await readFile(path.join(course.root, "step-summary.md"), "utf8"), "the step summary");
}, 300_000);

test("error messages neutralize hostile command line arguments", async () => {
  const course = await courseFolder();
  const word = hostile("word");
  for (const words of [
    [word],
    ["check", word],
    ["check", "lesson-door", word],
    ["check", "lesson-door", "--submission", word],
    ["check", "lesson-door", "--url", word],
    ["check", "lesson-door", "--reporter", word],
    ["check", "lesson-door", "--output", path.join(course.root, word, "x")],
    ["check", "lesson-door", "--seed", word],
    ["check", "lesson-door", `--${word}`],
    ["grade", "lesson-door", word],
    ["grade", "lesson-door", ".", "--roster", word],
    ["merge", word, "--output", word],
    ["compare", "lesson-door", word],
    ["hint", "lesson-door", word],
    ["doctor", "--isolation", word],
    ["start", "--grades", word, "--port", word],
    ["connect", word],
    ["worker", "--queue", word],
    ["prove", word],
  ])
    expect((await harmless(course, ...words)).code, words.join(" ")).not.toBe(0);
}, 120_000);
