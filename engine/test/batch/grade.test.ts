import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { Parser } from "../tools/tap-parser.ts";
import { expect, onTestFinished, test } from "vitest";
import { LESSONS } from "../grade/grading-fixture.ts";
import { begun, withClassFixture, started } from "./class-fixture.ts";

const ROSTER = `folder;id;name;email
ada;s1;"Lovelace; Ada";ada@example.org
zoe;s9;Zoë;zoe@example.org
`;
const MOODLE = `Identifier,Full name,Email address,Status,Grade,Maximum grade,Last modified (grade),Feedback comments
Participant 1,Ada Lovelace,ada@example.org,Submitted,,10.00,-,
Participant 2,Zoë,zoe@example.org,No submission,,10.00,-,
`;

test("a class is graded once; after that only selected or changed submissions", async () => {
  const summary = path.join(await mkdtemp(path.join(tmpdir(), "step-summary-")), "summary.md");
  onTestFinished(() => rm(path.dirname(summary), { recursive: true }));
  await withClassFixture({ GITHUB_STEP_SUMMARY: summary }, async (fixture) => {
    await fixture.handIn("ada");
    await fixture.handIn("bob", "hostile/crashes-on-knock");
    await fixture.handIn("dan", { "server.ts": "import {" });
    await fixture.handIn("flo");
    await mkdir(path.join(fixture.root, "class/eve"));
    await cp(path.join(LESSONS, "workbook/lessons/lesson-door"), path.join(fixture.root, "class/cleo"), {
      recursive: true,
    });
    await writeFile(path.join(fixture.root, "class/notes.txt"), "no submission");

    const first = await fixture.grade("out");
    expect(`${first.stdout}${first.stderr}exit code ${first.exitCode}`).toMatchInlineSnapshot(`
      "lesson-door  Opening the door
        6 submissions in class · 5 to grade, 2 at a time · 1 of them identical to
        another one and graded with it
        ignored: notes.txt is neither a folder nor an archive.
        <no boundary>


        needs a decision (1): not graded, and no score until then
          eve
            no file was handed in
          to settle one, with ID=PATH, ID=zero or ID=excused:
            npm run grade lesson-door class -- --isolation process --jobs 2 --output out --decide ID=PATH

        2 of 2  2  ########################################
        1 of 2  1  ####################
        0 of 2  2  ########################################

        failed most
          2  2.1  a knock is answered
                  1 x an uncaught exception ended the process
                  1 x the app found no route for the handshake and answered it: no
                      WebSocket server is attached to this HTTP server
          1  1.2  a visitor is greeted
                  1 x the app found no route for the handshake and answered it: no
                      WebSocket server is attached to this HTTP server

        could not be run (1)
          dan  server.ts:1 does not compile: Expected identifier but found end of file

        alike; worth comparing side by side, but not a verdict
          the same as the reference: ada, flo (2)

        <root>/out/set-<hash>/
          submissions/ · report.html · similar.json · results.csv · results.json
          junit.xml

        4 gradings in N s, N a second.
        One needs a decision and has no score until then.
      exit code 2"
    `);
    const { entries } = await fixture.set("out");
    expect(entries.map(({ name, outcome, earned, reason }) => [name, outcome, earned, reason])).toEqual([
      ["ada", "graded", 2, undefined],
      ["bob", "graded", 1, undefined],
      ["cleo", "graded", 0, undefined],
      ["dan", "not-gradable", 0, "does-not-compile"],
      ["eve", "needs-a-decision", null, undefined],
      ["flo", "graded", 2, undefined],
    ]);
    // Identical submissions share a grading and a seed; all others have seeds of their own.
    expect(started(await fixture.journal("out")).times).toBe(4);
    const seeds = new Set(Object.values(await fixture.students("out")).map((one) => (one as { seed: number }).seed));
    expect(seeds.size).toBe(4);
    const secret = await stat(path.join(fixture.root, "workbook/.workbook/grading-secret"));
    expect(secret.mode & 0o777).toBe(0o600);
    const transcript = path.join(
      fixture.root,
      "out",
      (await fixture.set("out")).name,
      "submissions/flo/transcript.txt",
    );
    expect(await readFile(transcript, "utf8")).toContain('client-1  <- {"type":"greeting"}');

    // Nothing changed, so nothing is graded; reports that are asked for later are made all the same.
    await writeFile(path.join(fixture.root, "roster.csv"), ROSTER);
    await writeFile(path.join(fixture.root, "moodle.csv"), MOODLE);
    const reporters = ["moodle", "gradescope", "exercism", "prairielearn", "tap", "github"];
    const again = await fixture.grade(
      "out",
      "--roster",
      "roster.csv",
      "--gradebook",
      "moodle.csv",
      ...reporters.flatMap((name) => ["--reporter", name]),
    );
    expect(again).toMatchObject({ exitCode: 2, stderr: "" });
    expect(again.stdout).toContain("nothing to grade");
    expect(again.stdout).toContain("no submission matched (1)\n    Zoë\n");
    expect(again.stdout).toContain("Not in the roster: bob, cleo, dan, eve and flo.");
    expect(started(await fixture.journal("out")).times).toBe(4);
    const folder = path.join(fixture.root, "out", (await fixture.set("out")).name);
    const read = async (file: string): Promise<string[][]> =>
      parse(await readFile(path.join(folder, file)), { bom: true });
    expect((await read("moodle.csv")).map((row) => row[4])).toEqual(["Grade", "10", ""]);
    const rows = await read("results.csv");
    expect(rows.map((row) => row.slice(0, 8))).toEqual([
      ["student", "name", "email", "lesson", "outcome", "passed", "earned", "possible"],
      ["bob", "", "", "lesson-door", "graded", "0", "1", "2"],
      ["cleo", "", "", "lesson-door", "graded", "0", "0", "2"],
      ["dan", "", "", "lesson-door", "not-gradable", "0", "0", "2"],
      ["flo", "", "", "lesson-door", "graded", "1", "2", "2"],
      ["s1", "Lovelace; Ada", "ada@example.org", "lesson-door", "graded", "1", "2", "2"],
      ["eve", "", "", "lesson-door", "needs-a-decision", "", "", ""],
      ["s9", "Zoë", "zoe@example.org", "lesson-door", "not-matched", "", "", ""],
    ]);

    const bob = async (file: string): Promise<unknown> =>
      JSON.parse(await readFile(path.join(folder, "submissions/bob", file), "utf8"));
    expect(await bob("gradescope.json")).toMatchObject({ score: 1 });
    expect(await bob("exercism.json")).toMatchObject({ version: 3, status: "fail" });
    expect(await bob("prairielearn.json")).toMatchObject({ gradable: true, score: 0.5 });
    const tap = new Parser();
    tap.end(await readFile(path.join(folder, "results.tap"), "utf8"));
    expect(tap.results).toMatchObject({ count: 5, pass: 2, fail: 3, bailout: false });
    expect(again.stdout).toContain("\n::warning title=A submission could not be run::dan: ");
    expect(await readFile(summary, "utf8")).toContain("<td>bob</td>");

    // Each way of saying who is meant, by what begins because of it.
    const before = async (code: number, ...words: readonly string[]) => {
      const times = started(await fixture.journal("out")).times;
      const { exitCode, stderr } = await fixture.grade("out", ...words);
      expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: "" });
      return begun(await fixture.journal("out"))
        .slice(times)
        .map(({ names }) => names.join("+"))
        .toSorted();
    };
    expect(await before(2, "--only", "bob")).toEqual([]);
    expect(await before(2, "--only", "bob,flo", "--force")).toEqual(["ada+flo", "bob"]);
    expect(await before(2, "--failed")).toEqual(["bob", "cleo", "dan"]);
    await fixture.handIn("eve");
    await writeFile(path.join(fixture.root, "class/eve/mine.txt"), "other than ada's and flo's");
    await rm(path.join(fixture.root, "class/dan"), { recursive: true });
    expect(await before(0, "--changed")).toEqual(["eve"]);
    expect((await fixture.set("out")).entries.map(({ name, earned }) => [name, earned])).toEqual([
      ["ada", 2],
      ["bob", 1],
      ["cleo", 0],
      ["eve", 2],
      ["flo", 2],
    ]);
    await fixture.expectNothingLeft();
  });
});

test("an impossible request is refused in one sentence before anything is graded", async () => {
  await withClassFixture({}, async (fixture) => {
    await fixture.handIn("ada");
    const refusals = [
      [["grade"], "Which lesson should be graded? Type npm run grade"],
      [["grade", "lesson-door"], "Which folder contains the submissions? Type"],
      [["grade", "lesson-door", "nowhere"], "<root>/nowhere does not exist"],
      [["grade", "lesson-door", "class", "--only", "adda"], 'There is no submission "adda". Did you mean ada?'],
      [["grade", "lesson-door", "class", "--shard", "3/2"], '"3/2" is not a shard.'],
      [["grade", "lesson-door", "class", "--jobs", "0"], '"0" is not a number of jobs.'],
      [["grade", "lesson-door", "class", "--output", "class/out"], 'The results cannot be stored in "class"'],
      [["grade", "lesson-door", "class", "--output", "workbook/lessons/course.json/out"], "Nothing can be written to"],
      [["grade", "lesson-door", "class", "--reporter", "cannvas"], "Did you mean canvas?"],
      [["grade", "lesson-door", "class", "--reporter", "moodle"], "Name it with --gradebook FILE."],
      [["grade", "lesson-door", "class", "--roster", "none.csv"], "none.csv does not exist"],
      [["merge", "--output", "x"], "Which output folders should be merged?"],
      [["merge", "class", "--output", "x"], "class contains no results of npm run grade."],
    ] as const;
    const answers = await Promise.all(refusals.map(([words]) => fixture.run(...words)));
    for (const [index, { exitCode, stdout, stderr }] of answers.entries()) {
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      expect(stderr).toContain(refusals[index]?.[1]);
      expect(stderr.trimEnd()).not.toContain("\n");
    }
    await fixture.expectNothingLeft();
  });
});
