import { execFileSync } from "node:child_process";
import { mkdir, readFile, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { describe, test } from "vitest";
import { graded, LESSONS, printedVerdict, SEED } from "./grading-fixture.ts";

describe.concurrent("a submission is refused in one sentence", () => {
  test("without the file that starts the server", async ({ expect }) => {
    expect(await printedVerdict({ folder: "submissions/no-entry" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  server.ts is missing
              at submission/server.ts

              hint  The server starts from server.ts; npm run reset puts the starter
                    back and keeps your files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
        next: submission/server.ts, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("unless the file that starts the server is one folder further down, where it is found, here an empty one", async ({
    expect,
  }) => {
    expect(await printedVerdict({ folder: "submissions/entry-one-folder-down" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission/my-work

        FAIL  the server ended by itself with code 0, before it listened

              hint  A server keeps running because it listens. Is server.listen
                    called, and is nothing calling process.exit?

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s · 3 servers started, 3 stopped
        next: npm run check lesson-door -- --submission submission/my-work
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

        0 of 2 exercises · N s
        next: submission/server.ts, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with a link in place of the file that starts the server", async ({ expect }) => {
    const prepare = async (submission: string) => {
      await rename(path.join(submission, "server.ts"), path.join(submission, "my-server.ts"));
      await symlink("my-server.ts", path.join(submission, "server.ts"));
    };
    expect((await graded({ prepare }, ...SEED)).verdict?.reason).toMatchObject({
      code: "submission-unreadable",
      message: "server.ts is a symbolic link; put the file itself there",
      file: "server.ts",
    });
  });

  test("with a link that is imported", async ({ expect }) => {
    const prepare = async (submission: string) => {
      await rm(path.join(submission, "greet.ts"));
      await symlink("/etc/hostname", path.join(submission, "greet.ts"));
    };
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  server.ts:2 does not compile: greet.ts is a symbolic link; put the file
              itself there
              at submission/server.ts:2:23

              2 | import { greet } from "./greet.ts";
                                        ^^^^^^^^^^^^

              hint  Nothing runs until this line compiles; npx tsc shows the same
                    place.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
        next: submission/server.ts:2, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with an import through a link to a folder, and from a dot folder", async ({ expect }) => {
    const reasonFor = async (folder: string, how: (submission: string) => Promise<void>) => {
      const prepare = async (submission: string) => {
        await how(submission);
        const server = path.join(submission, "server.ts");
        const text = await readFile(server, "utf8");
        await writeFile(server, text.replace("./greet.ts", `./${folder}/greet.ts`));
      };
      return (await graded({ prepare }, ...SEED)).verdict?.reason?.message;
    };
    expect(await reasonFor("lib", (submission) => symlink(".", path.join(submission, "lib")))).toBe(
      "server.ts:2 does not compile: lib is a symbolic link; put the file itself there",
    );
    const hidden = async (submission: string) => {
      await mkdir(path.join(submission, ".lib"));
      await rename(path.join(submission, "greet.ts"), path.join(submission, ".lib/greet.ts"));
    };
    expect(await reasonFor(".lib", hidden)).toBe(
      "server.ts:2 does not compile: .lib is a folder whose name begins with a dot, and those are not copied; " +
        "give it another name",
    );
  });

  test.skipIf(process.platform === "win32")("with a pipe that is imported", async ({ expect }) => {
    const prepare = async (submission: string) => {
      await rm(path.join(submission, "knock.ts"));
      execFileSync("mkfifo", [path.join(submission, "knock.ts")]);
    };
    expect((await graded({ prepare }, ...SEED)).verdict?.reason?.message).toBe(
      "server.ts:4 does not compile: knock.ts is not a regular file (but a pipe, a socket or a device)",
    );
  });

  test.runIf(process.platform === "linux")("with a name that is not UTF-8", async ({ expect }) => {
    const prepare = (submission: string) =>
      writeFile(Buffer.concat([Buffer.from(`${submission}/`), Buffer.from("\xdcbung.txt", "latin1")]), "");
    const { verdict, exitCode } = await graded({ prepare }, ...SEED);
    expect(exitCode).toBe(1);
    expect(verdict?.reason).toMatchObject({
      code: "submission-unreadable",
      message: "%DCbung.txt has a name that is not UTF-8 (its bytes are shown as %XX); rename it",
    });
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

        FAIL  the submission contains more than 1000 files; node_modules is not
              counted
              at submission/many/0997.txt

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
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

        FAIL  film.mp4 is 1024 MB large; the limit for one file is 4 MB
              at submission/film.mp4

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
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

        0 of 2 exercises · N s
        next: submission/photo-h.jpg, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with folders nested too deeply", async ({ expect }) => {
    const prepare = (submission: string) =>
      mkdir(path.join(submission, ...Array.from({ length: 200 }, () => "deeper")), { recursive: true }).then(() => {});
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  deeper/deeper/deeper/deeper/deeper/deeper/deeper/deeper/deeper/deeper/
              deeper/deeper/deeper is more than 12 folders deep
              at
              submission/deeper/deeper/deeper/deeper/deeper/deeper/deeper/deeper/
              deeper/deeper/deeper/deeper/deeper

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
        next:
        submission/deeper/deeper/deeper/deeper/deeper/deeper/deeper/deeper/deeper/
        deeper/deeper/deeper/deeper, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("with a name that would control the terminal, which is escaped", async ({ expect }) => {
    const prepare = async (submission: string) => {
      const file = path.join(submission, "a\u001b[2J\u001b]0;owned\u0007\nok    1  passed\u202e");
      await writeFile(file, "");
      await truncate(file, 1024 ** 3);
    };
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  a\\nok    1  passed is 1024 MB large; the limit for one file is 4 MB
              at submission/a\\nok    1  passed

              hint  A submission is a folder of ordinary files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
        next: submission/a\\nok    1  passed, then npm run check lesson-door --
        --submission submission
      exit code 1"
    `);
  });
});

describe.concurrent("files that are not part of a submission:", () => {
  test("node_modules, .git and .workbook are skipped", async ({ expect }) => {
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

  test("links, pipes and sockets that no code imports do no harm", async ({ expect, onTestFinished }) => {
    const prepare = async (submission: string) => {
      // Emacs makes such a link while a buffer is not saved, direnv links into its own folder.
      await symlink("ada@laptop.4711:1700000000", path.join(submission, ".#server.ts"));
      await mkdir(path.join(submission, ".direnv"));
      await symlink("/nix/store/nowhere", path.join(submission, ".direnv/flake-profile"));
      await mkdir(path.join(submission, "attic"));
      await symlink("/", path.join(submission, "attic/everything"));
      await symlink("/etc/hostname", path.join(submission, "notes.txt"));
      execFileSync("mkfifo", [path.join(submission, "queue")]);
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(path.join(submission, "door.sock"), resolve));
      onTestFinished(() => void server.close());
    };
    const { verdict } = await graded({ prepare }, ...SEED);
    expect(verdict).toMatchObject({ outcome: "graded", passed: true, score: { earned: 2 } });
    expect(verdict?.advice).toEqual([
      {
        code: "not-copied",
        text:
          "only regular files are copied to where the server runs; links, pipes and sockets are not: " +
          "attic/everything, door.sock, notes.txt and 1 more",
      },
    ]);
  });

  test("a dot file works when it is imported or read, and does no harm when it cannot be copied", async ({
    expect,
  }) => {
    const prepare = async (submission: string) => {
      await rename(path.join(submission, "greet.ts"), path.join(submission, ".greet.ts"));
      await writeFile(path.join(submission, ".env"), "GREETING=hello\n");
      await writeFile(path.join(submission, ".big.swp"), "");
      await truncate(path.join(submission, ".big.swp"), 1024 ** 3);
      const server = path.join(submission, "server.ts");
      const text = (await readFile(server, "utf8")).replace("./greet.ts", "./.greet.ts");
      const reads = 'import { readFileSync } from "node:fs";\nreadFileSync(new URL(".env", import.meta.url));\n';
      await writeFile(server, `${reads}${text}`);
    };
    expect((await graded({ prepare }, ...SEED)).verdict).toMatchObject({ passed: true, advice: [] });
  });

  test("files and folders with the names of the compiled file are not overwritten", async ({ expect }) => {
    const inTheWay = (make: (place: string) => Promise<unknown>) => async (submission: string) => {
      for (const name of ["server.compiled.mjs", "Server.2.compiled.mjs"]) await make(path.join(submission, name));
    };
    const asFolder = inTheWay(async (place) => {
      await mkdir(place);
      await writeFile(path.join(place, "inside.txt"), "");
    });
    const asFile = inTheWay((place) => writeFile(place, "throw new Error('not the one to start')"));
    const asLink = inTheWay((place) => symlink("nowhere", place));
    for (const prepare of [asFolder, asFile, asLink])
      expect((await graded({ prepare }, ...SEED)).verdict).toMatchObject({ outcome: "graded", passed: true });
    // A crash still names the learner's own file.
    const crash = async (submission: string) => {
      await asFolder(submission);
      await writeFile(path.join(submission, "server.ts"), "\nthrow new Error(import.meta.url);\n");
    };
    const { verdict } = await graded({ prepare: crash }, ...SEED);
    expect(verdict?.reason).toMatchObject({ code: "crashed-while-starting", file: "server.ts", line: 2 });
    expect(JSON.stringify(verdict)).not.toContain("compiled");
  });

  test("a changed given file is replaced by the lesson's own, with a remark", async ({ expect }) => {
    const prepare = (submission: string) =>
      writeFile(path.join(submission, "house.ts"), "throw new Error('not this one');");
    const { verdict } = await graded({ prepare }, ...SEED, "--exercise", "1");
    expect(verdict).toMatchObject({ outcome: "graded", passed: true, advice: [{ code: "given-file-changed" }] });
  });

  test("each of two changed given files gets a remark of its own", async ({ expect }) => {
    const declared = await readFile(path.join(LESSONS, "workbook/checks/lesson-door/lesson.ts"), "utf8");
    const workbook = {
      "checks/lesson-door/lesson.ts": declared.replace('["house.ts"]', '["house.ts", "street.ts"]'),
      "lessons/lesson-door/street.ts": "export {};\n",
      "solutions/lesson-door/street.ts": "export {};\n",
    };
    const prepare = async (submission: string) => {
      for (const name of ["house.ts", "street.ts"])
        await writeFile(path.join(submission, name), "throw new Error('not this one');");
    };
    const { verdict } = await graded({ workbook, prepare }, ...SEED, "--exercise", "1");
    expect(verdict).toMatchObject({ outcome: "graded", passed: true });
    const remark = "comes with the lesson; the check used the lesson's own copy, not your changed one";
    expect(verdict?.advice.map(({ text }) => text)).toEqual([`house.ts ${remark}`, `street.ts ${remark}`]);
  });

  test("a link in place of a given file is replaced by the lesson's own, with a remark", async ({ expect }) => {
    const prepare = async (submission: string) => {
      await rm(path.join(submission, "house.ts"));
      await symlink("/etc/hostname", path.join(submission, "house.ts"));
    };
    const { verdict } = await graded({ prepare }, ...SEED, "--exercise", "1");
    expect(verdict).toMatchObject({ passed: true });
    expect(verdict?.advice.map(({ code }) => code)).toContain("given-file-changed");
  });

  test("a missing given file is added", async ({ expect }) => {
    const prepare = (submission: string) => rm(path.join(submission, "house.ts"));
    expect((await graded({ prepare }, ...SEED, "--exercise", "1")).verdict).toMatchObject({
      outcome: "graded",
      passed: true,
      advice: [],
    });
  });
});
