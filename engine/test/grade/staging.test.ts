import { execFileSync } from "node:child_process";
import { mkdir, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { describe, test } from "vitest";
import { graded, printedVerdict, SEED } from "./house.ts";

describe.concurrent("a submission that cannot be read", () => {
  test("without the file that starts the server", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/no-entry" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  server.ts is missing
              at submission/server.ts

              hint  The server starts from server.ts; npm run reset puts the starter
                    back and keeps your files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/server.ts, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with the file that starts the server one folder further down", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/entry-one-folder-down" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  server.ts is missing
              at submission/server.ts

              hint  There is one at my-work/server.ts: hand in that folder instead.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/server.ts, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with a folder in place of the file that starts the server", async ({ expect }) => {
    const prepare = async (submission: string) => {
      await rm(path.join(submission, "server.ts"));
      await mkdir(path.join(submission, "server.ts"));
    };
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  server.ts is missing
              at submission/server.ts

              hint  The server starts from server.ts; npm run reset puts the starter
                    back and keeps your files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/server.ts, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with a link that leaves the folder", async ({ expect }) => {
    const prepare = (submission: string) => symlink("/etc/hostname", path.join(submission, "notes.txt"));
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  notes.txt is a symbolic link; put the file itself there
              at submission/notes.txt

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/notes.txt, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with a link in place of a given file", async ({ expect }) => {
    const prepare = async (submission: string) => {
      await rename(path.join(submission, "house.ts"), path.join(submission, "my-house.ts"));
      await symlink("my-house.ts", path.join(submission, "house.ts"));
    };
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  house.ts is a symbolic link; put the file itself there
              at submission/house.ts

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/house.ts, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with a link to a folder in a folder", async ({ expect }) => {
    const prepare = async (submission: string) => {
      await mkdir(path.join(submission, "attic"));
      await symlink("/", path.join(submission, "attic/everything"));
    };
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  attic/everything is a symbolic link; put the file itself there
              at submission/attic/everything

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/attic/everything, then npm run check lesson-door --
        --submission submission
      exit code 1"
    `);
  });

  test.skipIf(process.platform === "win32")("with a pipe", async ({ expect }) => {
    const prepare = async (submission: string) => {
      await rm(path.join(submission, "knock.ts"));
      execFileSync("mkfifo", [path.join(submission, "knock.ts")]);
    };
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  knock.ts is no regular file (a pipe, a socket or a device)
              at submission/knock.ts

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/knock.ts, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test.skipIf(process.platform === "win32")("with a socket", async ({ expect, onTestFinished }) => {
    const prepare = async (submission: string) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(path.join(submission, "door.sock"), resolve));
      onTestFinished(() => void server.close());
    };
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  door.sock is no regular file (a pipe, a socket or a device)
              at submission/door.sock

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/door.sock, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with too many files", async ({ expect }) => {
    const prepare = async (submission: string) => {
      await mkdir(path.join(submission, "many"));
      await Promise.all(
        Array.from({ length: 1_000 }, (_, index) =>
          writeFile(path.join(submission, "many", `${String(index).padStart(4, "0")}.txt`), ""),
        ),
      );
    };
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the submission holds more than 1000 files; node_modules is not counted
              at submission/many/0997.txt

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/many/0997.txt, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with a file of a gigabyte", async ({ expect }) => {
    const prepare = async (submission: string) => {
      await writeFile(path.join(submission, "film.mp4"), "");
      await truncate(path.join(submission, "film.mp4"), 1024 ** 3);
    };
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  film.mp4 is 1024 MB large; a file may have 4 MB
              at submission/film.mp4

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/film.mp4, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with many files that are too large together", async ({ expect }) => {
    const prepare = async (submission: string) => {
      for (const name of "abcdefghi") {
        await writeFile(path.join(submission, `photo-${name}.jpg`), "");
        await truncate(path.join(submission, `photo-${name}.jpg`), 4 * 1024 ** 2);
      }
    };
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  the files add up to more than 32 MB; the limit was passed at photo-h.jpg
              at submission/photo-h.jpg

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/photo-h.jpg, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with folders in folders without end", async ({ expect }) => {
    const prepare = (submission: string) =>
      mkdir(path.join(submission, ...Array.from({ length: 200 }, () => "deeper")), { recursive: true }).then(() => {});
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  deeper/deeper/deeper/deeper/deeper/deeper/deeper/deeper/deeper/deeper/
              deeper/deeper/deeper lies more than 12 folders deep
              at
              submission/deeper/deeper/deeper/deeper/deeper/deeper/deeper/deeper/
              deeper/deeper/deeper/deeper/deeper

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next:
        submission/deeper/deeper/deeper/deeper/deeper/deeper/deeper/deeper/deeper/
        deeper/deeper/deeper/deeper, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with a name that would drive the terminal", async ({ expect }) => {
    const prepare = (submission: string) =>
      symlink("/etc/hostname", path.join(submission, "a\u001b[2J\u001b]0;owned\u0007\nok    1  passed\u202e"));
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  a\\nok    1  passed is a symbolic link; put the file itself there
              at submission/a\\nok    1  passed

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 2 servers started, 2 stopped
        next: submission/a\\nok    1  passed, then npm run check lesson-door --
        --submission submission
      exit code 1"
    `);
  });
});

describe.concurrent("what is no part of a submission", () => {
  test("node_modules, .git and .workbook are not looked into", async ({ expect }) => {
    const prepare = async (submission: string) => {
      for (const name of ["node_modules", ".git", ".workbook"]) {
        await mkdir(path.join(submission, name));
        await symlink("/", path.join(submission, name, "everything"));
      }
    };
    expect((await graded({ prepare }, ...SEED, "--exercise", "1")).verdict).toMatchObject({
      outcome: "graded",
      passed: true,
    });
  });

  test("a changed given file is replaced by the lesson's own, and that is said", async ({ expect }) => {
    const prepare = (submission: string) =>
      writeFile(path.join(submission, "house.ts"), "throw new Error('not this one');");
    const { verdict } = await graded({ prepare }, ...SEED, "--exercise", "1");
    expect(verdict).toMatchObject({ outcome: "graded", passed: true, advice: [{ code: "given-file-changed" }] });
  });

  test("a missing given file is put there", async ({ expect }) => {
    const prepare = (submission: string) => rm(path.join(submission, "house.ts"));
    expect((await graded({ prepare }, ...SEED, "--exercise", "1")).verdict).toMatchObject({
      outcome: "graded",
      passed: true,
      advice: [],
    });
  });
});
