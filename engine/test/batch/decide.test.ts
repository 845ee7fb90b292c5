/** What only the instructor can decide: asked without a score, settled, kept, shown, and undone. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { withClassFixture, type ClassFixture } from "./class-fixture.ts";

const ROSTER = `Student,ID,SIS User ID,SIS Login ID,Section,Opening the door (7)
,,,,,Manual Posting
    Points Possible,,,,,10
"Example, Zoë",101,s101,bob,A,
"Sample, Søren",102,s102,cleo,A,
"Probe, Dana",103,s103,dan,A,4
"Alone, Eve",104,s104,eve,A,
`;

async function inClass(fixture: ClassFixture, name: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(fixture.root, "class", name)), { recursive: true });
  await writeFile(path.join(fixture.root, "class", name), text);
}

/** One whose code is beside a report, one with two versions, a report alone, and an archive that is not read. */
async function handInTheClass(fixture: ClassFixture): Promise<void> {
  await fixture.handIn("bob/code");
  await inClass(fixture, "bob/report.pdf", "%PDF");
  await fixture.handIn("cleo/v1", "hostile/crashes-on-knock");
  await fixture.handIn("cleo/v2");
  await inClass(fixture, "dan/report.pdf", "%PDF");
  await inClass(fixture, "eve.rar", "Rar!");
  await writeFile(path.join(fixture.root, "roster.csv"), ROSTER);
}

test("a submission that needs a decision has no score until it is settled, and the decision stays until it is undone", async () => {
  await withClassFixture({}, async (fixture) => {
    await handInTheClass(fixture);
    const canvas = ["--roster", "roster.csv", "--gradebook", "roster.csv", "--reporter", "canvas"];
    const grade = (...words: readonly string[]) => fixture.grade("out", ...canvas, ...words);
    const read = async (file: string): Promise<string> =>
      readFile(path.join(fixture.root, "out", (await fixture.set("out")).name, file), "utf8");
    const scores = async () => {
      const rows = parse(await read("results.csv"), { bom: true, columns: true }) as Record<string, string>[];
      return Object.fromEntries(rows.map(({ student, outcome, earned }) => [student, `${outcome} ${earned}`.trim()]));
    };

    const first = await grade();
    expect(first).toMatchObject({ exitCode: 2, stderr: "" });
    expect(first.stdout.split("\n").slice(5, 17).join("\n")).toMatchInlineSnapshot(`
      "  needs a decision (3): not graded, and no score until then
          Alone, Eve  eve
            eve.rar is an archive of an unsupported kind; hand in a .zip or a .tar.gz
          Probe, Dana  dan
            server.ts is missing; found: report.pdf
          Sample, Søren  cleo
            server.ts is in 2 places: v1 and v2
          to settle one, with ID=PATH, ID=zero or ID=excused:
            npm run grade lesson-door class -- --isolation process --jobs 2 --output out --roster roster.csv --gradebook roster.csv --reporter canvas --decide ID=PATH

        2 of 2  1  ########################################
        1 of 2  0"
    `);
    expect(first.stdout.replaceAll(/\s+/g, " ")).toContain(
      "found and graded (1) Example, Zoë: code was graded, beside report.pdf",
    );
    expect(await scores()).toEqual({
      "101": "graded 2",
      "102": "needs-a-decision",
      "103": "needs-a-decision",
      "104": "needs-a-decision",
    });
    const cells = (await read("canvas.csv")).split("\n").slice(3, 7);
    expect(cells.map((line) => line.split(",").at(-1))).toEqual(["10", "", "4", ""]);
    expect(await read("report.html")).toMatch(/<h2 id="asked">Needs a decision<\/h2>[^]*<h2 id="scores">/);

    const refusals = [
      ["Zoe Example=zero", "bob needs no decision: its work was found, and it is graded."],
      ["cleo=v9", "cleo: there is no v9 in it; it has v1 and v2."],
      ["linus=zero", "There is no submission of linus."],
      ["dan=undo", "Nothing was decided about dan."],
      ["dan", '"dan" is no decision. Write --decide ID=PATH'],
    ] as const;
    for (const [words, sentence] of refusals) {
      const { exitCode, stderr } = await grade("--decide", words);
      expect({ words, exitCode }).toEqual({ words, exitCode: 2 });
      expect(stderr).toContain(sentence);
    }

    const decided = await grade("--decide", "sample soren=v2", "--decide", "dan=zero", "--decide", "104=excused");
    expect(decided).toMatchObject({ exitCode: 0, stderr: "" });
    const settled = { "101": "graded 2", "102": "graded 2", "103": "not-gradable 0", "104": "excused" };
    expect(await scores()).toEqual(settled);
    expect(decided.stdout.replaceAll(/\s+/g, " ")).toContain("v2 was graded, as decided");
    expect(decided.stdout.replaceAll(/\s+/g, " ")).toContain(
      "zero was decided: server.ts is missing; found: report.pdf",
    );
    expect(decided.stdout).toContain("excused (1)");
    // A decision is no second hand-in.
    expect(
      decided.stdout.split("\n").filter((line) => /compared with|^  decided: |handed in again/.test(line)),
    ).toEqual(["  compared with the last run: 1 as before", "  decided: Sample, Søren; Probe, Dana; Alone, Eve"]);

    const kept = await grade();
    expect(kept).toMatchObject({ exitCode: 0, stderr: "" });
    expect(kept.stdout).toContain("nothing to grade");
    expect(await scores()).toEqual(settled);

    // Another file of the same name is another question.
    await inClass(fixture, "dan/report.pdf", "%PDF-2");
    const again = await grade("--decide", "eve=undo");
    expect(again.exitCode).toBe(2);
    expect(again.stdout.replaceAll(/\s+/g, " ")).toContain("what was decided before was about other files");
    expect(again.stdout).toContain("handed in again: Probe, Dana\n");
    expect(await scores()).toEqual({ ...settled, "103": "needs-a-decision", "104": "needs-a-decision" });

    // Eve's archive, unpacked by hand.
    await rename(path.join(fixture.root, "class/bob/code"), path.join(fixture.root, "eves"));
    const elsewhere = await grade("--decide", "eve=eves", "--only", "Eve Alone");
    expect(elsewhere.stderr).toBe("");
    expect(await scores()).toMatchObject({ "104": "graded 2" });

    // Nothing of it is lost when results are merged.
    expect(await fixture.run("merge", "out", "--output", "merged")).toMatchObject({ exitCode: 2, stderr: "" });
    expect((await fixture.set("merged")).entries).toEqual((await fixture.set("out")).entries);
    await fixture.expectNothingLeft();
  });
});
