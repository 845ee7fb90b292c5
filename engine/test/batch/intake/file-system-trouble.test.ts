/** Errors of the file system while a class is taken in: each is one submission's own. */
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { intakeFault } from "../../../batch/intake/intake-fault.ts";
import { questionText } from "../../../batch/intake/question.ts";
import { takeIn } from "../../../batch/intake/take-in.ts";
import type { Lesson, LessonDefinition } from "../../../lesson.ts";
import { zipOf } from "./archives.ts";
import { asSomebody } from "./as-somebody.ts";

const lesson = { slug: "lesson-greet" } as Lesson;
const definition = { entry: "server.ts", edits: [], given: [], exercises: [] } as unknown as LessonDefinition;

interface ClassFolders {
  readonly folder: string;
  readonly scratch: string;
  /** What the instructor is asked about each submission, by its name. */
  readonly refusals: () => Promise<Record<string, string | undefined>>;
}

async function emptyClass(): Promise<ClassFolders> {
  const root = await mkdtemp(path.join(tmpdir(), "class-"));
  onTestFinished(() => {
    // Some folders in it may not be listed, nor even be reached by their whole path.
    execFileSync("chmod", ["-R", "u+rwX", root]);
    execFileSync("rm", ["-rf", root]);
  });
  const [folder, scratch] = [path.join(root, "class"), path.join(root, "scratch")];
  await mkdir(folder);
  await mkdir(scratch);
  await mkdir(path.join(folder, "fine"));
  await writeFile(path.join(folder, "fine/server.ts"), "listen();\n");
  const refusals = async () => {
    const { submissions } = await takeIn(folder, { scratch, lesson, definition });
    return Object.fromEntries(
      submissions.map(({ name, question, refusal }) => [
        name,
        question === undefined ? refusal?.message : questionText(question),
      ]),
    );
  };
  return { folder, scratch, refusals };
}

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));

const NOT_UTF8 = "has a name that is not UTF-8 (its bytes are shown as %XX); rename it";

test.runIf(process.platform === "linux")("refuses a name that is not UTF-8, and shows its bytes", async () => {
  const { folder, refusals } = await emptyClass();
  const zip = await zipOf({ "server.ts": "listen();\n" });
  await writeFile(bytes(folder, "/M", 0o374, "ller.zip"), zip);
  await writeFile(bytes(folder, "/M", 0o366, "ller.zip"), zip);
  await mkdir(bytes(folder, "/J", 0o366, "rg"));
  await mkdir(path.join(folder, "ada"));
  await writeFile(bytes(folder, "/ada/", 0o334, "bung.txt"), "");
  await mkdir(path.join(folder, "bob"));
  await mkdir(bytes(folder, "/bob/", 0o334, "bungen"));
  expect(await refusals()).toEqual({
    fine: undefined,
    "M%FCller": `M%FCller.zip ${NOT_UTF8}`,
    "M%F6ller": `M%F6ller.zip ${NOT_UTF8}`,
    "J%F6rg": `J%F6rg ${NOT_UTF8}`,
    ada: `%DCbung.txt ${NOT_UTF8}`,
    bob: `%DCbungen ${NOT_UTF8}`,
  });
});

test("refuses files that cannot be opened, whatever the error", async () => {
  const { folder, refusals } = await emptyClass();
  // A path longer than the system takes (PATH_MAX, 4,096 bytes) can be made only step by step.
  await mkdir(path.join(folder, "long"));
  const step = "d".repeat(250);
  execFileSync("sh", [
    "-c",
    `cd "$1" && for i in 1 2 3 4 5 6 7 8 9 10 11; do mkdir "$2" && cd "$2"; done; : > f`,
    "sh",
    path.join(folder, "long"),
    step,
  ]);
  await symlink("round.zip", path.join(folder, "round.zip"));
  await mkdir(path.join(folder, "loop"));
  await symlink("server.ts", path.join(folder, "loop/server.ts"));
  const found = await refusals();
  expect(found).toMatchObject({ fine: undefined, loop: "server.ts is a symbolic link; put the file itself there" });
  expect(found["long"]).toMatch(/^d{250}\/.* has a path longer than 1024 bytes$/);
});

test.skipIf(process.platform === "win32")("refuses files that this user may not read", () =>
  asSomebody(async () => {
    const { folder, refusals } = await emptyClass();
    await mkdir(path.join(folder, "closed"), { mode: 0 });
    await writeFile(path.join(folder, "locked.zip"), await zipOf({ "server.ts": "" }), { mode: 0 });
    await mkdir(path.join(folder, "half"));
    await writeFile(path.join(folder, "half/server.ts"), "", { mode: 0 });
    // May be listed, and nothing in it may be looked at.
    await mkdir(path.join(folder, "listed"));
    await writeFile(path.join(folder, "listed/server.ts"), "");
    await chmod(path.join(folder, "listed"), 0o400);
    expect(await refusals()).toEqual({
      fine: undefined,
      closed: "the folder of the submission cannot be read (EACCES)",
      locked: "locked.zip cannot be read (EACCES)",
      half: "server.ts cannot be read (EACCES)",
      listed: "server.ts cannot be read (EACCES)",
    });
  }),
);

test("a missing temporary folder is a grader error, and only for submissions that need it", async () => {
  const { folder, scratch } = await emptyClass();
  await writeFile(path.join(folder, "zipped.zip"), await zipOf({ "server.ts": "" }));
  await rm(scratch, { recursive: true });
  const { submissions } = await takeIn(folder, { scratch, lesson, definition });
  expect(submissions.map(({ name, refusal }) => [name, refusal?.code, refusal?.message])).toEqual([
    ["fine", undefined, undefined],
    ["zipped", "grader-error", "the workbook itself failed: zipped.zip could not be taken in (ENOENT)"],
  ]);
});

test.each([
  ["EIO", "/class/ada/server.ts", "submission-unreadable"],
  ["EPERM", "/class/ada.zip", "submission-unreadable"],
  ["ELOOP", "/class/ada.zip", "submission-unreadable"],
  ["ENOTDIR", "/class/ada/x", "submission-unreadable"],
  ["ENAMETOOLONG", "/scratch/1/x", "submission-unreadable"],
  ["EACCES", "/scratch/1", "grader-error"],
  ["ENOSPC", "/scratch/1/x", "grader-error"],
  ["EMFILE", "/class/ada/server.ts", "grader-error"],
])("%s at %s is a %s", (code, at, reason) => {
  const error = Object.assign(new Error(`${code}: it failed`), { code, syscall: "open", path: at });
  expect(intakeFault(error, "ada", "/scratch").code).toBe(reason);
});

test("a bug of the workbook is a grader error", () => {
  expect(intakeFault(new TypeError("undefined is not a function"), "ada", "/scratch")).toEqual({
    code: "grader-error",
    message: "the workbook itself failed: ada could not be taken in (undefined is not a function)",
  });
});
