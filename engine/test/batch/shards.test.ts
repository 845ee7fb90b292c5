import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { inShard, shardIn } from "../../batch/shard.ts";
import type { Stored } from "../../batch/store.ts";
import { withClassFixture, type ClassFixture } from "./class-fixture.ts";

const NAMES = ["ada", "bob", "cleo", "dan", "eve"];

test("merged shards equal the whole class, also when they overlap; missing shards and conflicts are reported", async () => {
  await withClassFixture({}, async (fixture) => {
    for (const name of NAMES) {
      await fixture.handIn(name, name < "c" ? {} : "hostile/crashes-on-knock");
      await fixture.handIn(name, { "mine.ts": `// ${name}` });
    }
    const first = NAMES.filter((name) => inShard(name, { number: 1, of: 2 }));
    for (const shard of ["1", "2"]) {
      const { exitCode, stdout } = await fixture.grade(`part-${shard}`, "--shard", `${shard}/2`);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`(shard ${shard} of 2)`);
    }
    expect(Object.keys(await fixture.students("part-1"))).toEqual(first);
    expect((await fixture.grade("whole")).exitCode).toBe(0);

    const merged = await fixture.run("merge", "part-1", "part-2", "--output", "merged");
    expect(merged).toMatchObject({ exitCode: 0, stderr: "" });
    const similarIn = async (output: string): Promise<unknown> => {
      const file = path.join(fixture.root, output, (await fixture.set(output)).name, "similar.json");
      return JSON.parse(await readFile(file, "utf8"));
    };
    expect(await similarIn("merged")).toMatchObject({ sameAsReference: NAMES });
    expect(await similarIn("merged")).toEqual(await similarIn("whole"));
    const [whole, joined] = [await fixture.set("whole"), await fixture.set("merged")];
    expect(joined).toEqual(whole);
    expect(await fixture.students("merged")).toEqual(await fixture.students("whole"));

    expect((await fixture.run("merge", "whole", "part-2", "--output", "overlapping")).exitCode).toBe(0);
    expect(await fixture.set("overlapping")).toEqual(whole);

    const half = await fixture.run("merge", "part-1", "--output", "half");
    expect(half.exitCode).toBe(2);
    expect(half.stdout).toContain("Shard 2 is missing: those in there are listed as not graded yet.");

    // Zoe handed in nothing; the others are in the shard that is missing.
    await writeFile(path.join(fixture.root, "roster.csv"), `folder\n${[...NAMES, "zoe"].join("\n")}\n`);
    const withRoster = await fixture.run("merge", "part-1", "--roster", "roster.csv", "--output", "half");
    const others = NAMES.filter((name) => !first.includes(name)).join(", ");
    expect(withRoster.stdout).toContain(`not graded yet (${NAMES.length - first.length})\n    ${others}\n`);
    expect(withRoster.stdout).toContain("handed in nothing (1)\n    zoe\n");
    const again = await fixture.run("merge", "half", "part-2", "--roster", "roster.csv", "--output", "rest");
    expect(again.stdout).not.toContain("not graded yet");
    expect(await fixture.students("rest")).toEqual(await fixture.students("whole"));

    // What an older version graded does not say who handed in.
    const { name: setName, handedIn: _, ...rest } = await fixture.set("part-1");
    await writeFile(path.join(fixture.root, "part-1", setName, "set.json"), JSON.stringify({ name: setName, ...rest }));
    await rm(path.join(fixture.root, "part-1", setName, "code.jsonl"));
    const older = await fixture.run("merge", "part-1", "--roster", "roster.csv", "--output", "older");
    expect(older.stdout).not.toContain("handed in nothing");
    expect(older.stdout).toContain(`not graded yet (${NAMES.length + 1 - first.length})`);
    expect(older.stdout.replaceAll(/\s+/g, " ")).toContain("Similar work was not looked for");

    await turnRound(fixture, "part-1", first[0] ?? "");
    const disagreeing = await fixture.run("merge", "part-1", "whole", "--output", "disagreeing");
    expect(disagreeing.exitCode).toBe(2);
    expect(disagreeing.stdout.replaceAll(/\s+/g, " ")).toContain(
      `Two gradings of the same submission disagree for ${first[0]}; the one in the first folder counts.`,
    );
    await fixture.expectNothingLeft();
  });
});

test("every name belongs to exactly one shard, the same on every machine", () => {
  const names = Array.from({ length: 300 }, (_, index) => `student-${index}`);
  for (const of of [1, 2, 7]) {
    const shards = Array.from({ length: of }, (_, index) =>
      names.filter((name) => inShard(name, { number: index + 1, of })),
    );
    expect(shards.flat().toSorted()).toEqual(names.toSorted());
    for (const shard of shards) expect(shard.length).toBeGreaterThan(300 / of / 2);
  }
  // Pinned: another version must not move submissions to other shards while a class is being graded.
  expect(names.slice(0, 8).filter((name) => inShard(name, { number: 1, of: 2 }))).toMatchInlineSnapshot(`
    [
      "student-0",
      "student-2",
      "student-3",
      "student-4",
      "student-5",
    ]
  `);
  expect(["1/4", "4/4", "0/4", "5/4", "1", "a/b", "1/0", "1/2/3"].map(shardIn)).toEqual([
    { number: 1, of: 4 },
    { number: 4, of: 4 },
    ...Array.from({ length: 6 }),
  ]);
});

/** Changes what a result in an output folder says, as if that machine had judged otherwise. */
async function turnRound(fixture: ClassFixture, output: string, name: string): Promise<void> {
  const key = (await fixture.set(output)).entries.find((entry) => entry.name === name)?.key ?? "";
  const results = path.join(fixture.root, output, "results");
  expect(await readdir(results)).toContain(`${key}.json`);
  const stored = JSON.parse(await readFile(path.join(results, `${key}.json`), "utf8")) as Stored;
  const exercises = stored.verdict.exercises.map((exercise) => ({ ...exercise, status: "failed" }));
  await writeFile(
    path.join(results, `${key}.json`),
    JSON.stringify({ ...stored, verdict: { ...stored.verdict, exercises } }),
  );
}
