/** Runs the real command on the tests' own workbook. */
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { zipOf } from "../batch/intake/archives.ts";

const START = fileURLToPath(new URL("../../cli/start.mjs", import.meta.url));
const LESSONS = fileURLToPath(new URL("../lessons/", import.meta.url));
const SEED = ["--seed", "7"];
const USAGE = "npm run compare <lesson> [folder] [other folder] [-- --seed N] [--json] [--html FILE] [--show-solution]";

interface Workspace {
  readonly root: string;
  readonly compare: (
    ...words: readonly string[]
  ) => Promise<{ exitCode: number | null; stdout: string; stderr: string }>;
}

/** A copy of the workbook, with a copy of the solution in `ada`, some files of which are changed. */
async function lessonDir(change?: string): Promise<Workspace> {
  const root = await mkdtemp(path.join(tmpdir(), "door-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await cp(path.join(LESSONS, "workbook"), path.join(root, "workbook"), { recursive: true });
  await cp(path.join(root, "workbook/solutions/lesson-door"), path.join(root, "ada"), { recursive: true });
  if (change !== undefined) await cp(path.join(LESSONS, change), path.join(root, "ada"), { recursive: true });
  const compare: Workspace["compare"] = (...words) =>
    new Promise((resolve, reject) => {
      const { PATH, HOME, TMPDIR } = process.env;
      const child = spawn(process.execPath, [START, "compare", ...words], {
        cwd: root,
        env: { PATH, HOME, TMPDIR, WORKBOOK_ROOT: path.join(root, "workbook") },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let [stdout, stderr] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      child.once("error", reject);
      child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
    });
  return { root, compare };
}

describe("npm run compare", () => {
  it("reports that the solution is alike with itself", async () => {
    const { compare } = await lessonDir();
    const { exitCode, stdout, stderr } = await compare("lesson-door", "ada", ...SEED);
    expect(stderr).toBe("");
    expect(stdout).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
        - reference   solutions/lesson-door
        + submission  ada

      Files

        server.ts: as in the reference

        greet.ts: as in the reference

        knock.ts: as in the reference

      Behaviour  the same clients, seed 7; late means more than 500 ms after the
                 reference

        1  Greet a visitor                                                     both ok
           1.1  alike, 1 message
           1.2  alike, 2 messages

        2  Answer a knock                                                      both ok
           2.1  alike, 3 messages
           2.2  alike, 4 messages

        reference   2 of 2 exercises
        submission  2 of 2 exercises

        Both servers behave alike.
      "
    `);
    expect(exitCode).toBe(0);
  });

  it("shows a server that crashes", async () => {
    const { compare } = await lessonDir("hostile/crashes-on-knock");
    const { exitCode, stdout } = await compare("door", "ada", ...SEED);
    expect(stdout).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
        - reference   solutions/lesson-door
        + submission  ada

      Files

        server.ts: as in the reference

        greet.ts: as in the reference

      --- solutions/lesson-door/knock.ts
      +++ ada/knock.ts
        2 lines only in the reference, 2 only in the submission
        1  import type { WebSocket } from "ws";
        2
      - 3  /** Called when a visitor knocks. */
        3  export function knock(visitor: WebSocket, name: string): void {
      - 5    visitor.send(JSON.stringify({ type: "answer", name }));
      + 4    const visitors = new Map<WebSocket, { name: string }>();
      + 5    visitors.get(visitor)!.name = name;
        6  }

      Behaviour  the same clients, seed 7; late means more than 500 ms after the
                 reference

        1  Greet a visitor                                                     both ok
           1.1  alike, 1 message
           1.2  alike, 2 messages

        2  Answer a knock                                              submission FAIL
           2.1  a knock is answered: 3 differences                     submission FAIL
                client-1
                          ... 2 alike
                          <- {"type":"greeting"}
                          -> {"type":"knock","name":"pazovo-24"}
                missing   <- {"type":"answer","name":"pazovo-24"}
                extra     x  closed 1006
                          ... 1 not sent, because the check had already failed
                server
                extra     x  server exited with code 1
           2.2  not run with the submission: needs 2.1

        reference   2 of 2 exercises
        submission  1 of 2 exercises · failed at 2.1

        The servers do not behave alike: 3 differences.
      "
    `);
    expect(exitCode).toBe(1);
  });

  it("does not show the solution to a learner who has not passed, and names the flag that shows it", async () => {
    const { compare } = await lessonDir();
    expect(await compare("lesson-door", ...SEED)).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        "The comparison shows the solution of lesson-door, which you have not passed yet. To see it anyway, type npm run compare lesson-door -- --seed 7 --show-solution.\n",
    });
  });

  it("compares the learner's folder by default, and prints data on request", async () => {
    const { compare } = await lessonDir();
    const { exitCode, stdout } = await compare("lesson-door", "--show-solution", "--json", ...SEED);
    const { files, behaviour, ...rest } = JSON.parse(stdout);
    expect(stdout.indexOf("\n")).toBe(stdout.length - 1);
    expect(rest).toMatchInlineSnapshot(`
      {
        "alike": false,
        "lesson": "lesson-door",
        "reference": "solutions/lesson-door",
        "schema": "workbook.compare/1",
        "seed": 7,
        "submission": "lessons/lesson-door",
        "title": "Opening the door",
        "verdicts": {
          "reference": {
            "exercises": [
              {
                "id": 1,
                "status": "passed",
              },
              {
                "id": 2,
                "status": "passed",
              },
            ],
            "outcome": "graded",
            "passed": true,
            "reason": null,
            "score": {
              "earned": 2,
              "possible": 2,
            },
          },
          "submission": {
            "exercises": [
              {
                "id": 1,
                "status": "failed",
              },
              {
                "id": 2,
                "status": "failed",
              },
            ],
            "outcome": "graded",
            "passed": false,
            "reason": null,
            "score": {
              "earned": 0,
              "possible": 2,
            },
          },
        },
      }
    `);
    expect(behaviour.exercises).toHaveLength(2);
    expect(files.map(({ file, status }: { file: string; status: string }) => `${file} ${status}`))
      .toMatchInlineSnapshot(`
      [
        "server.ts changed",
        "greet.ts alike",
        "knock.ts alike",
      ]
    `);
    expect(exitCode).toBe(1);
  });

  it("compares two submissions by their names, and writes the HTML page", async () => {
    const { root, compare } = await lessonDir("hostile/crashes-on-knock");
    await cp(path.join(root, "workbook/solutions/lesson-door"), path.join(root, "bob"), { recursive: true });
    await writeFile(path.join(root, "bob/notes.ts"), "// mine\n");
    const { exitCode, stdout, stderr } = await compare("door", "ada", "bob", "--html", "page.html", ...SEED);
    expect(stderr).toBe('The page is "page.html".\n');
    expect(stdout).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
        - ada  ada
        + bob  bob

      Files

        server.ts: as in ada

        greet.ts: as in ada

      --- ada/knock.ts
      +++ bob/knock.ts
        untouched, still the starter: 2 lines only in ada, 2 only in bob
        1  import type { WebSocket } from "ws";
        2
      + 3  /** Called when a visitor knocks. */
        4  export function knock(visitor: WebSocket, name: string): void {
      - 4    const visitors = new Map<WebSocket, { name: string }>();
      - 5    visitors.get(visitor)!.name = name;
      + 5    visitor.send(JSON.stringify({ type: "answer", name }));
        6  }

        notes.ts: only in bob, 1 line
      + 1  // mine

      Behaviour  the same clients, seed 7; late means more than 500 ms after ada

        1  Greet a visitor                                                     both ok
           1.1  alike, 1 message
           1.2  alike, 2 messages

        2  Answer a knock                                             ada FAIL, bob ok
           2.1  a knock is answered: 3 differences                    ada FAIL, bob ok
                client-1
                          ... 2 alike
                          <- {"type":"greeting"}
                          -> {"type":"knock","name":"pazovo-24"}
                missing   x  closed 1006
                extra     <- {"type":"answer","name":"pazovo-24"}
                          -> close 1000
                server
                missing   x  server exited with code 1
           2.2  not run with ada: needs 2.1

        ada  1 of 2 exercises · failed at 2.1
        bob  2 of 2 exercises

        The servers do not behave alike: 3 differences.
      "
    `);
    expect(exitCode).toBe(1);
    const page = await readFile(path.join(root, "page.html"), "utf8");
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page.match(/<svg [^>]*class="diagram"/g)).toHaveLength(6);
  });

  it("compares a submission that does not compile", async () => {
    const { root, compare } = await lessonDir();
    await writeFile(path.join(root, "ada/knock.ts"), "export function knock( {\n");
    const { exitCode, stdout } = await compare("lesson-door", "ada", ...SEED);
    expect(stdout.slice(stdout.indexOf("Behaviour"))).toMatchInlineSnapshot(`
      "Behaviour  the same clients, seed 7; late means more than 500 ms after the
                 reference

        1  Greet a visitor                                             submission FAIL
           1.1  not reached with the submission
           1.2  not reached with the submission

        2  Answer a knock                                              submission FAIL
           2.1  not reached with the submission
           2.2  not reached with the submission

        reference   2 of 2 exercises
        submission  not graded: knock.ts:2 does not compile: Expected identifier but
                    found end of file (ada/knock.ts:2:1)

        No check ran with both servers, so their behaviour was not compared.
      "
    `);
    expect(exitCode).toBe(1);
  });

  it("finds no agreement between two servers that never started", async () => {
    const { root, compare } = await lessonDir();
    await writeFile(path.join(root, "ada/server.ts"), 'throw new Error("never starts");\n');
    await cp(path.join(root, "ada"), path.join(root, "bob"), { recursive: true });
    const { exitCode, stdout } = await compare("lesson-door", "ada", "bob", ...SEED);
    expect(stdout).toContain("Neither server could be run, so their behaviour was not compared.");
    expect(stdout).not.toContain("alike");
    expect(exitCode).toBe(1);
    const json = await compare("lesson-door", "ada", "bob", "--json", ...SEED);
    expect(JSON.parse(json.stdout)).toMatchObject({ alike: false, behaviour: { compared: 0 } });
  });

  it("takes the archives that grade takes, named with or without their extension", async () => {
    const { root, compare } = await lessonDir();
    const files = ["server.ts", "greet.ts", "knock.ts"];
    const texts = await Promise.all(files.map((name) => readFile(path.join(root, "ada", name), "utf8")));
    const tree = Object.fromEntries(files.map((name, index) => [`my work/${name}`, texts[index] ?? ""]));
    await writeFile(path.join(root, "bob.zip"), await zipOf(tree));
    await writeFile(path.join(root, "eve.7z"), "not unpacked");
    const { exitCode, stdout, stderr } = await compare("lesson-door", "ada", "bob", ...SEED);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("+ bob.zip  bob.zip");
    expect(stdout).toContain("Both servers behave alike.");
    expect((await compare("lesson-door", "bob.zip", ...SEED)).stdout).toContain("server.ts: as in the reference");
    expect(await compare("lesson-door", "eve.7z", ...SEED)).toMatchObject({
      exitCode: 2,
      stderr: "eve.7z is an archive of an unsupported kind; hand in a .zip or a .tar.gz.\n",
    });
  });

  it.each([
    [[], `Which lesson should be compared? Type ${USAGE}.\n`],
    [
      ["lesson-door", "nowhere"],
      'There is no folder "nowhere". After the lesson comes the folder or archive of one submission, or of two.\n',
    ],
    [
      ["lesson-door", "ada/server.ts"],
      '"ada/server.ts" is neither a folder nor an archive. After the lesson comes the folder or archive of one submission, or of two.\n',
    ],
    [["lesson-door", "ada", "--seed", "x"], '"x" is not a seed. A seed is a whole number from 0 to 999999999.\n'],
    [
      ["lesson-door", "ada", "bob"],
      'There is no folder "bob". After the lesson comes the folder or archive of one submission, or of two.\n',
    ],
    [["lesson-door", "ada", "ada", "eve"], `"eve" is one word too many. Type ${USAGE}.\n`],
    [["lesson-door", "ada", "--html", ""], `--html needs the name of a file. Type ${USAGE}.\n`],
  ])("refuses %j with exit code 2", async (words, message) => {
    const { compare } = await lessonDir();
    expect(await compare(...words)).toEqual({ exitCode: 2, stdout: "", stderr: message });
  });

  it("reports a reference that does not pass", async () => {
    const { root, compare } = await lessonDir();
    await writeFile(path.join(root, "workbook/solutions/lesson-door/knock.ts"), "export function answer() {}\n");
    const { exitCode, stdout, stderr } = await compare("lesson-door", "ada", ...SEED);
    expect(stdout).toBe("");
    expect(stderr).toContain("The reference does not pass its own checks, so there is nothing to compare with:");
    expect(exitCode).toBe(2);
  });
});
