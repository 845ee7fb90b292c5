import { execFileSync } from "node:child_process";
import { chmod, lstat, mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { fixtureWorkbook, GREET_STARTER, SOLUTION, withoutTimes, write } from "../fixture-workbook.ts";

const MINE = "export const greeting = () => 'mine';\n";

async function copies(state: string): Promise<string[]> {
  return await readdir(path.join(state, "attempts", "lesson-greet")).catch(() => []);
}

test("an untouched lesson is not changed", async () => {
  const { run, workbook } = await fixtureWorkbook();
  expect(await run(["reset", "lesson-greet"])).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "lessons/lesson-greet is already the starter; nothing was changed.
    ",
    }
  `);
  expect(await copies(workbook.state)).toEqual([]);
});

test("different line endings do not count as a change", async () => {
  const { run, lessonDir } = await fixtureWorkbook();
  await write(lessonDir, { "greet.ts": GREET_STARTER.replaceAll("\n", "\r\n") });
  expect((await run(["reset", "lesson-greet"])).stdout).toContain("is already the starter");
});

test("the starter is restored, and all files are copied first", async () => {
  const { run, lessonDir, workbook } = await fixtureWorkbook();
  await write(lessonDir, {
    "greet.ts": MINE,
    "notes/idea.md": "later",
    "names.ts": "broken",
    "node_modules/x/index.js": "",
  });
  await rm(path.join(lessonDir, "server.ts"));

  const done = await run(["reset", "lesson-greet"]);
  expect({ ...done, stdout: withoutTimes(done.stdout) }).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "lessons/lesson-greet was reset to the starter: server.ts, greet.ts and names.ts.
    A copy of all your files is in .workbook/attempts/lesson-greet/<time>
    To get it back: cp -R .workbook/attempts/lesson-greet/<time>/. lessons/lesson-greet/
    ",
    }
  `);
  expect(await readFile(path.join(lessonDir, "greet.ts"), "utf8")).toBe(GREET_STARTER);
  expect(await readFile(path.join(lessonDir, "server.ts"), "utf8")).toBe(SOLUTION["server.ts"]);
  expect(await readFile(path.join(lessonDir, "names.ts"), "utf8")).toBe(SOLUTION["names.ts"]);
  expect(await readFile(path.join(lessonDir, "notes/idea.md"), "utf8")).toBe("later");

  const [time] = await copies(workbook.state);
  const copy = path.join(workbook.state, "attempts", "lesson-greet", time ?? "");
  expect((await readdir(copy, { recursive: true })).toSorted()).toEqual([
    "greet.ts",
    "names.ts",
    "notes",
    "notes/idea.md",
  ]);
  expect(await readFile(path.join(copy, "greet.ts"), "utf8")).toBe(MINE);
  expect(await readdir(lessonDir)).toEqual(["greet.ts", "names.ts", "node_modules", "notes", "server.ts"]);
});

test("the printed command brings the files back", async () => {
  const { run, lessonDir, root } = await fixtureWorkbook();
  await write(lessonDir, { "greet.ts": MINE });
  const { stdout } = await run(["reset", "lesson-greet"]);
  const command = /^To get it back: (.*)$/m.exec(stdout)?.[1] ?? "";
  execFileSync(command, { cwd: root, shell: true });
  expect(await readFile(path.join(lessonDir, "greet.ts"), "utf8")).toBe(MINE);
});

test("two resets make two copies", async () => {
  const { run, lessonDir, workbook } = await fixtureWorkbook();
  for (const text of ["one", "two"]) {
    await write(lessonDir, { "greet.ts": text });
    await run(["reset", "lesson-greet"]);
  }
  const kept = await Promise.all(
    (await copies(workbook.state)).map((time) =>
      readFile(path.join(workbook.state, "attempts/lesson-greet", time, "greet.ts"), "utf8"),
    ),
  );
  expect(kept).toEqual(["one", "two"]);
});

test("a missing lesson folder is restored", async () => {
  const { run, lessonDir, workbook } = await fixtureWorkbook();
  await rm(lessonDir, { recursive: true });
  const done = await run(["reset", "lesson-greet"]);
  expect({ ...done, stdout: withoutTimes(done.stdout) }).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "lessons/lesson-greet was reset to the starter: server.ts, greet.ts and names.ts.
    ",
    }
  `);
  expect(await readdir(lessonDir)).toEqual(["greet.ts", "names.ts", "server.ts"]);
  expect(await copies(workbook.state)).toEqual([]);
});

test("read-only files are copied and replaced by writable ones", async () => {
  const { run, lessonDir } = await fixtureWorkbook();
  await write(lessonDir, { "greet.ts": MINE });
  await chmod(path.join(lessonDir, "greet.ts"), 0o444);
  expect((await run(["reset", "lesson-greet"])).exitCode).toBe(0);
  expect((await stat(path.join(lessonDir, "greet.ts"))).mode & 0o200).toBe(0o200);
});

describe.skipIf(process.platform === "win32")("links and special files", () => {
  test("links and special files are left in place and listed", async () => {
    const { run, lessonDir, root } = await fixtureWorkbook();
    await write(root, { "secret.txt": "outside" });
    await write(lessonDir, { "greet.ts": MINE });
    await symlink("../../secret.txt", path.join(lessonDir, "link.txt"));
    execFileSync("mkfifo", [path.join(lessonDir, "pipe")]);

    const done = await run(["reset", "lesson-greet"]);
    expect({ ...done, stdout: withoutTimes(done.stdout) }).toMatchInlineSnapshot(`
      {
        "exitCode": 0,
        "stderr": "",
        "stdout": "lessons/lesson-greet was reset to the starter: greet.ts.
      A copy of all your files is in .workbook/attempts/lesson-greet/<time>
      To get it back: cp -R .workbook/attempts/lesson-greet/<time>/. lessons/lesson-greet/
      Not copied, and left in place: link.txt, pipe
      ",
      }
    `);
    expect(await readlink(path.join(lessonDir, "link.txt"))).toBe("../../secret.txt");
    expect((await lstat(path.join(lessonDir, "pipe"))).isFIFO()).toBe(true);
  });

  test.each([
    { what: "a link", make: (file: string) => symlink("/etc/hostname", file) },
    { what: "a folder", make: (file: string) => mkdir(file) },
    { what: "a special file", make: async (file: string) => void execFileSync("mkfifo", [file]) },
  ])("$what in place of a file stops it before anything is changed", async ({ what, make }) => {
    const { run, lessonDir, workbook } = await fixtureWorkbook();
    const file = path.join(lessonDir, "greet.ts");
    await rm(file);
    await make(file);
    await write(lessonDir, { "server.ts": "mine" });
    expect(await run(["reset", "lesson-greet"])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `lessons/lesson-greet/greet.ts is ${what}, where the starter has a file; nothing was changed. Move it away and run this command again.\n`,
    });
    expect(await readFile(path.join(lessonDir, "server.ts"), "utf8")).toBe("mine");
    expect(await copies(workbook.state)).toEqual([]);
  });
});

test("when no copy can be made, nothing is changed", async () => {
  const { run, lessonDir, workbook } = await fixtureWorkbook();
  await write(lessonDir, { "greet.ts": MINE });
  await mkdir(workbook.state);
  await writeFile(path.join(workbook.state, "attempts"), "in the way");
  expect(await run(["reset", "lesson-greet"])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: "No copy of lessons/lesson-greet could be made (something else is in its place), so nothing was changed.\n",
  });
  expect(await readFile(path.join(lessonDir, "greet.ts"), "utf8")).toBe(MINE);
});

test("without a lesson, nothing is reset", async () => {
  const { run } = await fixtureWorkbook();
  expect(await run(["reset"])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: "Which lesson should be reset? Type npm run reset lesson-greet.\n",
  });
});

test("a solution with a wrong region is the workbook's fault, and nothing is changed", async () => {
  const { run, lessonDir, workbook } = await fixtureWorkbook();
  await write(lessonDir, { "greet.ts": MINE });
  await write(path.join(workbook.solutions, "lesson-greet"), { "greet.ts": "//#region Exercise 1: never closed\n" });
  expect(await run(["reset", "lesson-greet"])).toMatchInlineSnapshot(`
    {
      "exitCode": 2,
      "stderr": "the workbook itself failed: solutions/lesson-greet/greet.ts:1: this region is never closed; this is not your server's fault
    ",
      "stdout": "",
    }
  `);
  expect(await readFile(path.join(lessonDir, "greet.ts"), "utf8")).toBe(MINE);
});
