import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { ClassFolderError } from "../../../batch/intake/class-folder-error.ts";
import { takeIn } from "../../../batch/intake/take-in.ts";
import { questionText } from "../../../batch/intake/question.ts";
import type { Submission } from "../../../batch/intake/submission.ts";
import type { TakenIn } from "../../../batch/intake/take-in.ts";
import type { Lesson, LessonDefinition } from "../../../lesson.ts";
import { evilZip, filesOf, tarOf, zipOf } from "./archives.ts";
import { asSomebody } from "./as-somebody.ts";
import type { Tree } from "./archives.ts";

const lesson = { slug: "lesson-greet" } as Lesson;
const definition: LessonDefinition = {
  entry: "server.ts",
  edits: ["server.ts"],
  given: [],
  exercises: [],
  quiz: { question: "", choices: [] },
};

const WORK: Tree = { "server.ts": "listen();\n", "realtime/greet.ts": "hello();\n" };

/** Files by path; a Buffer for an archive. */
type Class = Readonly<Record<string, string | Buffer>>;

async function classOf(files: Class): Promise<{ folder: string; take: () => Promise<TakenIn>; scratch: string }> {
  const fixture = await mkdtemp(path.join(tmpdir(), "class-"));
  onTestFinished(() => rm(fixture, { recursive: true, force: true }));
  const folder = path.join(fixture, "class");
  const scratch = path.join(fixture, "scratch");
  await mkdir(folder);
  await mkdir(scratch);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return { folder, scratch, take: () => takeIn(folder, { scratch, lesson, definition }) };
}

/** The tree below a folder's name, as files of a class or entries of an archive. */
function below(folder: string, tree: Tree = WORK): Tree {
  return Object.fromEntries(Object.entries(tree).map(([name, text]) => [`${folder}/${name}`, text]));
}

test("the same files have the same hash however they are handed in, and their root is found", async () => {
  const mac = { "__MACOSX/lesson-greet/._server.ts": "mac", "lesson-greet/.DS_Store": "mac", ".DS_Store": "mac" };
  const zip = await zipOf(WORK);
  const wrapped = await zipOf({ ...below("lesson-greet"), ...mac });
  const { take, scratch } = await classOf({
    ...below("ada"),
    "grace.zip": zip,
    "hedy.tar.gz": gzipSync(await tarOf(filesOf(below("a/b/c")))),
    "Joan_LATE_1234_567_lesson-greet-2.zip": wrapped,
    "Karen Spärck Jones_98_assignsubmission_file_/lesson-greet.zip": wrapped,
    ...below("submission_77/my work"),
    "whole-workbook.zip": await zipOf({
      ...below("workbook-main/lessons/lesson-greet"),
      ...below("workbook-main/solutions/lesson-greet", { "server.ts": "other();\n" }),
      "workbook-main/package.json": "{}",
    }),
    "radia.tgz": gzipSync(
      await tarOf(filesOf({ "./server.ts": "listen();\n", "./realtime/greet.ts": "hello();\n" }).toReversed()),
    ),
  });
  const { submissions, ignored } = await take();
  expect(ignored).toEqual([]);
  expect(submissions.map(({ name }) => name)).toEqual([
    "Joan_LATE_1234_567_lesson-greet-2",
    "Karen Spärck Jones_98_assignsubmission_file_",
    "ada",
    "grace",
    "hedy",
    "radia",
    "submission_77",
    "whole-workbook",
  ]);
  for (const { name, folder, hash, refusal } of submissions) {
    expect(refusal, name).toBeUndefined();
    expect(
      (await readdir(folder)).toSorted().filter((file) => !file.startsWith(".")),
      name,
    ).toEqual(["realtime", "server.ts"]);
    expect(hash, name).toBe(submissions[0]?.hash);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  }
  // What runs there must not read from its path whose work it is.
  expect((await readdir(scratch)).join(" ")).toMatch(/^[\d ]+$/);
});

test("a hash changes with names and contents of files, and with nothing else", async () => {
  const { take, folder } = await classOf({
    ...below("one"),
    ...below("renamed", { "server.ts": "listen();\n", "realtime/greeting.ts": "hello();\n" }),
    ...below("edited", { ...WORK, "server.ts": "listen(1);\n" }),
    // A name that ends where the next begins.
    ...below("shifted", { "server.ts": "listen();\n", realtime: "/greet.tshello();\n" }),
    ...below("same", { ...WORK, "node_modules/ws/index.js": "a package", ".git/HEAD": "ref" }),
  });
  await mkdir(path.join(folder, "same", "empty"));
  const hashes = Object.fromEntries((await take()).submissions.map(({ name, hash }) => [name, hash]));
  expect(new Set(Object.values(hashes)).size).toBe(4);
  expect(hashes["same"]).toBe(hashes["one"]);
});

test("a hash changes with a link that code could import, but not with files of editors and tools", async () => {
  const { take, folder } = await classOf({ ...below("plain"), ...below("linked"), ...below("edited") });
  await symlink("nowhere", path.join(folder, "linked", "greet.ts"));
  await symlink("ada@laptop.4711", path.join(folder, "edited", ".#server.ts"));
  await mkdir(path.join(folder, "edited", ".direnv"));
  await symlink("/nix/store", path.join(folder, "edited", ".direnv", "profile"));
  const hashes = Object.fromEntries((await take()).submissions.map(({ name, hash }) => [name, hash]));
  expect(hashes["edited"]).toBe(hashes["plain"]);
  expect(hashes["linked"]).not.toBe(hashes["plain"]);
});

test("asks about submissions that cannot be run, and takes in the others", async () => {
  const { take, folder, scratch } = await classOf({
    ...below("fine"),
    "evil.zip": evilZip([{ name: "server.ts" }, { name: "../../escape.ts" }]),
    "cut.tgz": gzipSync(await tarOf(filesOf(WORK))).subarray(0, 90),
    "packed.rar": "Rar!",
    "links/server.ts": "listen();\n",
    "nested/work.zip": evilZip([{ name: "/etc/evil" }]),
    ...below("twice"),
    "Twice.zip": await zipOf({ "server.ts": "newer();\n" }),
    "notes.txt": "not handed in",
    ".hidden/server.ts": "listen();\n",
    "..zip": "a name that would become a dot",
    "no-entry/readme.md": "nothing yet",
  });
  await symlink("/etc/hostname", path.join(folder, "links", "host"));
  await symlink(path.join(folder, "fine"), path.join(folder, "linked"));
  const { submissions, ignored } = await take();
  const asked = ({ question }: Submission) => (question === undefined ? undefined : questionText(question));
  expect(Object.fromEntries(submissions.map((submission) => [submission.name, asked(submission)]))).toEqual({
    fine: undefined,
    "no-entry": "server.ts is missing; found: readme.md",
    evil: 'evil.zip was not unpacked: ../../escape.ts leaves the folder by ".."',
    cut: "cut.tgz is not a complete tar archive: unexpected end of file",
    packed: "packed.rar is an archive of an unsupported kind; hand in a .zip or a .tar.gz",
    links: undefined,
    nested: "work.zip was not unpacked: /etc/evil is an absolute path",
    Twice: "server.ts is in 2 places: twice and Twice.zip",
  });
  for (const { refusal } of submissions) expect(refusal).toBeUndefined();
  expect(new Set(submissions.map(({ hash }) => hash)).size).toBe(submissions.length);
  expect(ignored).toEqual([
    { name: "..zip", why: "begins with a dot" },
    { name: ".hidden", why: "begins with a dot" },
    { name: "linked", why: "is a link; put the folder or the archive itself there" },
    { name: "notes.txt", why: "is neither a folder nor an archive" },
  ]);
  expect(await readdir(scratch), "what archives leave that are not graded").toEqual([]);
});

test("takes in only what the student writes where the server comes with the lesson", async () => {
  const given: LessonDefinition = { ...definition, edits: ["updates.ts", "client.ts"], given: ["server.ts"] };
  const { folder, scratch } = await classOf({
    "ada/updates.ts": "export {};\n",
    "bob/mine/client (2).ts": "export {};\n",
    "eve/notes.md": "nothing yet",
  });
  const { submissions } = await takeIn(folder, { scratch, lesson, definition: given });
  expect(submissions.map(({ name, question, notes }) => [name, question?.why, notes])).toEqual([
    ["ada", undefined, []],
    ["bob", undefined, ["client (2).ts was used as client.ts"]],
    ["eve", "none of updates.ts or client.ts is there", []],
  ]);
});

test("explains in one sentence why there is no class", async () => {
  const { take, folder } = await classOf({});
  await expect(take()).rejects.toThrow(
    new ClassFolderError(
      `${folder} contains no submission: put a folder, a .zip or a .tar.gz for each learner into it.`,
    ),
  );
  await writeFile(path.join(folder, "a.txt"), "");
  const at = (name: string) => takeIn(path.join(folder, name), { scratch: folder, lesson, definition });
  await expect(at("a.txt")).rejects.toThrow(/a\.txt is a file: name the folder that contains the submissions\.$/);
  await expect(at("nowhere")).rejects.toThrow(
    /nowhere does not exist: name the folder that contains the submissions\.$/,
  );
});

test.skipIf(process.platform === "win32")("names a folder that cannot be read", async () => {
  await asSomebody(async () => {
    const { take, folder } = await classOf({ ...below("ada"), ...below("grace") });
    await chmod(path.join(folder, "grace"), 0);
    const { submissions } = await take();
    expect(submissions[1]?.question?.why).toBe("the folder of the submission cannot be read (EACCES)");
    await chmod(folder, 0);
    await expect(take()).rejects.toThrow(/cannot be read \(EACCES\)\.$/);
    await chmod(folder, 0o700);
    await chmod(path.join(folder, "grace"), 0o700);
  });
});
