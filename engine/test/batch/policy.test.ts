import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { withClassFixture } from "./class-fixture.ts";

const CANVAS = `Student,ID,SIS Login ID,Section,Opening the door (7)
    Points Possible,,,,20
"Lovelace, Ada",101,ada,A,
"Hopper, Bob",102,bob,A,3
`;

test("a grading.json beside the class decides the points in every report, and the verdicts stay as they are", async () => {
  await withClassFixture({}, async (fixture) => {
    await fixture.handIn("ada");
    await fixture.handIn("bob", "hostile/crashes-on-knock");
    const write = (name: string, text: string) => writeFile(path.join(fixture.root, name), text);
    await write("roster.csv", "folder;id;name\nada;101;Lovelace, Ada\nbob;102;Bob Hopper\nzoe;103;Zoe Abel\n");
    await write("canvas.csv", CANVAS);
    const policy = {
      schema: "workbook.grading/1",
      points: 30,
      due: "2026-11-20T12:00:00Z",
      late: { percent: 10 },
      handedIn: { "101": "2026-11-20T13:00:00Z" },
      overrides: {
        "103": { points: 5, by: "A. Teacher", comment: "Shown in class." },
        nobody: { points: 1, by: "A. Teacher" },
      },
    };
    await write("grading.json", JSON.stringify(policy));
    const words = ["--roster", "roster.csv", "--reporter", "canvas", "--gradebook", "canvas.csv"];
    const graded = await fixture.grade("out", ...words, "--reporter", "gradescope");
    expect(graded).toMatchObject({ exitCode: 0, stderr: "" });
    const lines = graded.stdout.replaceAll(/\s+/g, " ");
    expect(lines).toContain("points: a mean of 15.67 of 30 for 3 students");
    expect(lines).toContain("Lovelace, Ada 2 of 2, late 10 %: 27 of 30");
    expect(lines).toContain("note: grading.json names no student of this class: nobody.");

    const folder = path.join(fixture.root, "out", (await fixture.set("out")).name);
    const read = (name: string) => readFile(path.join(folder, name), "utf8");
    const csv = await read("results.csv");
    // Excel takes the file for UTF-8 by its byte order mark.
    expect(csv.startsWith("\uFEFFstudent,")).toBe(true);
    const rows: Record<string, string>[] = parse(csv, { bom: true, columns: true });
    expect(
      rows.map((row) => [row["student"], row["points"], row["points_possible"], row["grade"], row["set_by"]]),
    ).toEqual([
      // By family name; those without a verdict come last.
      ["102", "15", "30", "1 of 2: 15 of 30", ""],
      ["101", "27", "30", "2 of 2, late 10 %: 27 of 30", ""],
      ["103", "5", "30", "not graded: set to 5 of 30 by A. Teacher", "A. Teacher"],
    ]);
    expect(await fixture.students("out")).toMatchObject({
      "101": { score: { earned: 2, possible: 2 }, grade: { points: 30, final: 27, late: { percent: 10 } } },
    });
    const gradebook: string[][] = parse(await read("canvas.csv"));
    // Worth 20 there; Bob's 3 was entered by a person.
    expect(gradebook.slice(2).map((row) => row[4])).toEqual(["18", "3"]);
    expect(lines).toContain("102 (Bob Hopper) keeps 3, which is in the gradebook already");
    expect(JSON.parse(await read("submissions/ada/gradescope.json"))).toMatchObject({
      score: 27,
      output: expect.stringContaining("2 of 2, late 10 %: 27 of 30"),
    });
    expect(await read("report.html")).toContain("2 of 2, late 10 %: 27 of 30");
    const verdict = JSON.parse(await read("submissions/ada/verdict.json")) as object;
    expect(verdict).toMatchObject({ score: { earned: 2, possible: 2 } });
    expect(verdict).not.toHaveProperty("grade");

    // What was written there is recognised when the gradebook comes back; a changed policy needs no grading.
    await write("canvas.csv", CANVAS.replace(",ada,A,", ",ada,A,18.00"));
    await write("other.json", JSON.stringify({ ...policy, late: undefined }));
    const again = await fixture.grade("out", ...words, "--policy", "other.json", "--sort", "score");
    expect(again.stdout).toContain("nothing to grade");
    expect(parse(await read("canvas.csv"))).toMatchObject({ 2: { 4: "20" }, 3: { 4: "3" } });
    const sorted: string[][] = parse(await read("results.csv"), { bom: true });
    expect(sorted.map(([student]) => student)).toEqual(["student", "101", "102", "103"]);

    await write("grading.json", JSON.stringify({ ...policy, points: { "7": 3 } }));
    expect(await fixture.grade("out")).toMatchObject({
      exitCode: 2,
      stderr: "<root>/grading.json, points: lesson-door has no exercise 7.\n",
    });
  });
});

test("a second run says who got better and who handed in again, and nothing when nothing changed", async () => {
  await withClassFixture({}, async (fixture) => {
    await fixture.handIn("ada", "hostile/crashes-on-knock");
    await fixture.handIn("bob");
    await fixture.grade("out");
    const unchanged = await fixture.grade("out");
    expect(unchanged.stdout).not.toContain("compared with");
    await fixture.handIn("ada");
    await fixture.handIn("bob", { "mine.ts": "// once more" });
    await fixture.handIn("cleo");
    const { stdout } = await fixture.grade("out");
    expect(stdout.slice(stdout.indexOf("  compared with"), stdout.indexOf("  <root>"))).toMatchInlineSnapshot(`
      "  compared with the last run: 1 better, 1 as before
        better
          ada  1 -> 2  2.1 failed -> passed, 2.2 skipped -> passed
        new: cleo
        handed in again: ada, bob

      "
    `);
  });
});
