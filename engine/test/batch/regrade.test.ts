import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { Verdict } from "../../verdict.ts";
import { withClassFixture, started } from "./class-fixture.ts";

test("changed checks make a second set, whose difference is shown before it is activated", async () => {
  await withClassFixture({}, async (fixture) => {
    await fixture.handIn("ada");
    await fixture.handIn("bob", "hostile/crashes-on-knock");
    await fixture.grade("out");
    const first = await fixture.set("out");

    // Servers that answer with the client's name now fail; a greeting is no longer required.
    await fixture.changeChecks(
      'await expect(visitor).toReceive(answer);\n  });\n\n  check("2.2"',
      'await expect(visitor).toReceive(greeting, { times: 9 });\n  });\n\n  check("2.2"',
    );
    await writeFile(path.join(fixture.root, "the roster.csv"), "folder\nada\nbob\n");
    const regrade = await fixture.grade("out", "--roster", "the roster.csv", "--reporter", "tap");
    expect(`${regrade.stdout}${regrade.stderr}exit code ${regrade.exitCode}`).toMatchInlineSnapshot(`
      "lesson-door  Opening the door
        2 submissions in class · 2 to grade, 2 at a time
        <no boundary>


        2 of 2  0
        1 of 2  2  ########################################
        0 of 2  0

        failed most
          2  2.1  a knock is answered
                  1 x a message arrived, but not the one that the protocol requires
                  1 x an uncaught exception ended the process

        alike; worth comparing side by side, but not a verdict
          the same as the reference: ada (1)

        compared with the set in force, set-<hash>, now with other checks: 1
        worse, 1 as before
        worse
          ada  2 -> 1  2.1 passed -> failed, 2.2 passed -> skipped

        <root>/out/set-<hash>/
          submissions/ · report.html · similar.json · results.csv · results.json
          junit.xml · results.tap

        2 gradings in N s, N a second.
        The set in force stays. To put this one into force: npm run grade lesson-door
        class -- --isolation process --jobs 2 --output out --roster "the roster.csv"
        --reporter tap --apply
      exit code 0"
    `);
    expect(await fixture.set("out"), "the first set stays in force").toEqual(first);

    const applied = await fixture.grade("out", "--apply");
    expect(applied.exitCode).toBe(0);
    expect(applied.stdout).toContain("nothing to grade");
    expect(applied.stdout).toContain("These results are in force now.");
    const second = await fixture.set("out");
    expect(second.name).not.toBe(first.name);
    expect(second.entries.map(({ name, earned }) => [name, earned])).toEqual([
      ["ada", 1],
      ["bob", 1],
    ]);
    const old = JSON.parse(await readFile(path.join(fixture.root, "out", first.name, "set.json"), "utf8")) as unknown;
    expect(old, "the first set is still there").toEqual(first);
    await fixture.expectNothingLeft();
  });
});

test("stretch probes run with --stretch only, and a result without them is not reused for one with them", async () => {
  await withClassFixture({}, async (fixture) => {
    await fixture.handIn("ada");
    const probes = async (): Promise<unknown> => {
      const { name } = await fixture.set("out");
      const file = path.join(fixture.root, "out", name, "submissions/ada/verdict.json");
      const { stretch } = JSON.parse(await readFile(file, "utf8")) as Verdict;
      return stretch.map(({ id, status, why }) => [id, status, why]);
    };
    await fixture.grade("out");
    expect(await probes()).toEqual([["S1", "skipped", "not asked for"]]);

    const { stdout } = await fixture.grade("out", "--stretch", "--apply");
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("now with the stretch probes");
    expect(stdout).toContain("1 to grade");
    expect(await probes()).toEqual([["S1", "passed", ""]]);

    const again = await fixture.grade("out", "--apply");
    expect(again.stdout).toContain("nothing to grade");
    expect(await probes()).toEqual([["S1", "skipped", "not asked for"]]);
  });
});

test("a grader error is graded again alone, is not a zero, and removes no result", async () => {
  await withClassFixture({}, async (fixture) => {
    await fixture.handIn("ada");
    await fixture.handIn("bob", { "mine.ts": "// bob" });
    await fixture.grade("out");
    const first = await fixture.set("out");

    // A check that breaks: twice for ada, once for the submission that is graded while a file is missing.
    const flag = JSON.stringify(path.join(fixture.root, "flag"));
    await fixture.changeChecks(
      'visitor.send({ type: "knock", name: random.word() });',
      `const fs = (globalThis as any).process.getBuiltinModule("node:fs");
       const times = fs.existsSync(${flag}) ? fs.readFileSync(${flag}, "utf8").length : 0;
       fs.appendFileSync(${flag}, "x");
       if (times < 3) throw new TypeError("the check itself is broken");
       visitor.send({ type: "knock", name: random.word() });`,
    );
    const broken = await fixture.grade("out", "--apply");
    // Submissions are named in the order in which their gradings end.
    const triedAgain = /^ {2}(\w+): not graded, tried again at the end \([^)]*\)\n/gm;
    expect([...broken.stdout.matchAll(triedAgain)].map(([, name = ""]) => name).toSorted()).toEqual(["ada", "bob"]);
    const printed = broken.stdout.replaceAll(triedAgain, "");
    expect(`${printed}${broken.stderr}exit code ${broken.exitCode}`).toMatchInlineSnapshot(`
      "lesson-door  Opening the door
        2 submissions in class · 2 to grade, 2 at a time
        <no boundary>

        ada: NOT GRADED (check 2.1: the check itself failed: the check itself is
          broken)

        2 of 2  1  ########################################
        1 of 2  0
        0 of 2  0

        NOT GRADED: the workbook failed, not the submissions (1)
          ada  check 2.1: the check itself failed: the check itself is broken

        alike; worth comparing side by side, but not a verdict
          the same as the reference: ada, bob (2)

        compared with the set in force, set-<hash>, now with other checks: 1 as
        before
        had a result and has none now: ada

        <root>/out/set-<hash>/
          submissions/ · report.html · similar.json · results.csv · results.json
          junit.xml

        1 grading in N s.
        The workbook failed on 1. These do not get a zero; the same command tries them
        again.
        The set in force stays: ada would lose a result by the new one.
      exit code 2"
    `);
    expect(started(await fixture.journal("out"))).toEqual({ times: 6, alone: 2 });
    expect(await fixture.set("out")).toEqual(first);

    // The same command tries only the failed submissions again.
    const mended = await fixture.grade("out", "--apply");
    expect(mended.exitCode).toBe(0);
    expect(mended.stdout).toContain("1 to grade");
    expect((await fixture.set("out")).entries.map(({ earned }) => earned)).toEqual([2, 2]);
    await fixture.expectNothingLeft();
  });
});
