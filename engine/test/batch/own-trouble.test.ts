/** A class in which much goes wrong: each trouble is its submission's own, and the honest ones get what they get alone. */
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { comparableVerdict } from "../../batch/comparable-verdict.ts";
import { gradeOne } from "../../batch/grade-one.ts";
import { FolderStore } from "../../batch/store.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import type { Workbook } from "../../workbook.ts";
import type { Verdict } from "../../verdict.ts";
import { LESSONS } from "../grade/grading-fixture.ts";
import { evilZip, filesOf, tarOf } from "./intake/archives.ts";
import { withClassFixture, started, type ClassFixture } from "./class-fixture.ts";

const HONEST = ["ada", "grace", "linus", "zoe"] as const;

/** Two who pass, one who fails an exercise, one whose code does not compile. */
async function handInHonest(fixture: ClassFixture, only: readonly string[] = HONEST): Promise<void> {
  const ways: Record<string, () => Promise<void>> = {
    ada: () => fixture.handIn("ada"),
    grace: () => fixture.handIn("grace", "hostile/crashes-on-knock"),
    linus: () => fixture.handIn("linus", { "greet.ts": "// by linus\nexport function greet() {}\n" }),
    zoe: () => fixture.handIn("zoe", { "server.ts": "import {" }),
  };
  for (const name of only) await ways[name]?.();
}

async function verdictsIn(fixture: ClassFixture, output: string): Promise<Record<string, Verdict>> {
  const folder = path.join(fixture.root, output, (await fixture.set(output)).name, "submissions");
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name, "verdict.json"), "utf8")));
  return Object.fromEntries(names.map((name, index) => [name, JSON.parse(texts[index] ?? "") as Verdict]));
}

const linux = process.platform === "linux";
const raw = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));

/** Broken and unusual submissions, as people and their tools may hand them in. */
async function handInTrouble(fixture: ClassFixture): Promise<void> {
  const place = path.join(fixture.root, "class");
  const solution = Object.fromEntries(
    await Promise.all(
      ["server.ts", "greet.ts", "knock.ts", "house.ts"].map(
        async (name) =>
          [name, await readFile(path.join(LESSONS, "workbook/solutions/lesson-door", name), "utf8")] as const,
      ),
    ),
  );
  await writeFile(raw(place, "/M", 0o374, "ller.zip"), evilZip([{ name: "server.ts" }]));
  await writeFile(path.join(place, "bytes.zip"), evilZip([{ name: raw("M", 0o374, "ller.ts") }]));
  await fixture.handIn("umlaut");
  await writeFile(raw(place, "/umlaut/", 0o334, "bung.txt"), "");
  await mkdir(path.join(place, "deep", ...Array.from({ length: 5 }, () => "d".repeat(250))), { recursive: true });
  await mkdir(path.join(place, "loop"));
  await symlink("server.ts", path.join(place, "loop/server.ts"));
  await fixture.handIn("huge");
  await writeFile(path.join(place, "huge/film.mp4"), "");
  await truncate(path.join(place, "huge/film.mp4"), 1024 ** 3);
  await writeFile(
    path.join(place, "bomb.tgz"),
    gzipSync(await tarOf([{ name: "server.ts", text: "0".repeat(3 * 1024 ** 2) }])),
  );
  await writeFile(path.join(place, "cut.zip"), evilZip([{ name: "server.ts" }]).subarray(0, 60));
  await mkdir(path.join(place, "pipe"));
  execFileSync("mkfifo", [path.join(place, "pipe/server.ts")]);
  // Correct servers with strange files beside them.
  await fixture.handIn("emacs", { "greet.ts": `${solution["greet.ts"]}// emacs\n` });
  await symlink("ada@laptop.4711:1", path.join(place, "emacs/.#server.ts"));
  await fixture.handIn("compiled", { "greet.ts": `${solution["greet.ts"]}// compiled\n` });
  await mkdir(path.join(place, "compiled/server.compiled.mjs"));
  await writeFile(path.join(place, "compiled/server.compiled.mjs/x"), "");
  const links = [
    ...filesOf({ ...solution, "greet.ts": `${solution["greet.ts"]}// tar\n` }),
    { name: "data", type: "symlink", linkname: "/etc" } as const,
  ];
  await writeFile(path.join(place, "tarred.tgz"), gzipSync(await tarOf(links)));
}

test.runIf(linux)("honest submissions get the same verdicts in a class with broken ones as alone", async () => {
  const env = { WORKBOOK_GRADING_SECRET: "a secret of this test" };
  const alone: Record<string, object> = {};
  for (const name of HONEST)
    await withClassFixture(env, async (fixture) => {
      await handInHonest(fixture, [name]);
      expect(await fixture.grade("out")).toMatchObject({ exitCode: 0, stderr: "" });
      const { [name]: verdict } = await verdictsIn(fixture, "out");
      alone[name] = comparableVerdict(verdict as Verdict);
    });
  await withClassFixture(env, async (fixture) => {
    await handInHonest(fixture);
    await handInTrouble(fixture);
    const { exitCode, stdout, stderr } = await fixture.grade("out");
    expect({ exitCode, stderr }, stdout).toEqual({ exitCode: 2, stderr: "" });
    const verdicts = await verdictsIn(fixture, "out");
    const { entries } = await fixture.set("out");
    for (const name of HONEST) expect(comparableVerdict(verdicts[name] as Verdict), name).toEqual(alone[name]);
    const others = entries.filter(({ name }) => !(HONEST as readonly string[]).includes(name));
    expect(Object.fromEntries(others.map(({ name, asked, earned }) => [name, asked ?? earned]))).toEqual({
      "M%FCller": "M%FCller.zip has a name that is not UTF-8 (its bytes are shown as %XX); rename it",
      bytes: "bytes.zip was not unpacked: M\ufffdller.ts has a name that is not UTF-8",
      umlaut: "%DCbung.txt has a name that is not UTF-8 (its bytes are shown as %XX); rename it",
      deep: expect.stringMatching(/^d{250}\/.* (?:has a path longer than 1024 bytes)$/) as string,
      loop: "server.ts is a symbolic link; put the file itself there",
      huge: "film.mp4 is 1024 MB large; the limit for one file is 4 MB",
      bomb: "bomb.tgz was not unpacked: it would grow to more than 200 times its packed size",
      cut: expect.stringContaining("cut.zip is not a complete zip archive") as string,
      pipe: "server.ts is not a regular file (but a pipe, a socket or a device)",
      emacs: 2,
      compiled: 2,
      tarred: 2,
    });
    // A broken submission is not a fault of the workbook, so none was graded twice.
    const { times } = started(await fixture.journal("out"));
    expect(times).toBe(Object.keys(verdicts).length);
    await fixture.expectNothingLeft();
  });
});

test("a submission folder that cannot be written is reported, and all others are written", async () => {
  await withClassFixture({}, async (fixture) => {
    await fixture.handIn("ada");
    await fixture.handIn("bob", "hostile/crashes-on-knock");
    expect(await fixture.grade("out")).toMatchObject({ exitCode: 0 });
    const folder = path.join(fixture.root, "out", (await fixture.set("out")).name, "submissions");
    await rm(path.join(folder, "ada"), { recursive: true });
    await writeFile(path.join(folder, "ada"), "in the way");
    const again = await fixture.grade("out");
    expect(again).toMatchObject({ exitCode: 0, stderr: "" });
    expect(again.stdout.replaceAll(/\s+/g, " ")).toContain(
      "The folder of ada could not be written (EEXIST); its result is kept.",
    );
    expect(await readdir(path.join(folder, "bob"))).toContain("verdict.json");
    expect(Object.keys(await fixture.students("out"))).toEqual(["ada", "bob"]);
  });
});

test("a class with an unreadable result does not end with exit code 0", async () => {
  await withClassFixture({}, async (fixture) => {
    await fixture.handIn("ada");
    expect(await fixture.grade("out")).toMatchObject({ exitCode: 0 });
    const results = path.join(fixture.root, "out/results");
    const [file = ""] = await readdir(results);
    await writeFile(path.join(results, file), "{}");
    const broken = await fixture.grade("out");
    expect(broken).toMatchObject({ exitCode: 2, stderr: "" });
    expect(broken.stdout.replaceAll(/\s+/g, " ")).toContain(
      "Nothing was graded. 1 of them have no result, because their files in the output folder cannot be read. " +
        "The same command grades them again.",
    );
    expect(await fixture.grade("out")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await fixture.students("out")).toMatchObject({ ada: { passed: true } });
  });
});

test("a result that cannot be stored affects one submission and is not a zero", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "results-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const key = "a".repeat(64);
  // A folder that is not empty cannot be replaced by a file.
  await mkdir(path.join(folder, `${key}.json`, "inside"), { recursive: true });
  const refusal = { code: "submission-unreadable", message: "ada.zip is not a complete zip archive" } as const;
  const config = {
    lesson: "lesson-door",
    checks: "c",
    tool: "1",
    node: "20",
    isolation: "process",
    stretch: false,
  } as const;
  const gradingJob = { key, names: ["ada"], folder: "", hash: key, seed: 1, config, refusal };
  const { state, verdict } = await gradeOne(gradingJob, {
    workbook: {} as Workbook,
    lesson: { slug: "lesson-door", title: "Opening the door" } as Lesson,
    definition: { exercises: [] } as unknown as LessonDefinition,
    workers: { grade: () => Promise.reject(new Error("what is refused is not graded")) },
    store: new FolderStore(folder),
    alone: true,
    replace: true,
  });
  expect(state).toBe("fault");
  expect(verdict.reason?.message).toMatch(/^the workbook itself failed: the result could not be kept \(E\w+\)$/);
});
