import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { constants } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { openOutputFolder } from "../../batch/output-folder.ts";
import { newSeed, randomFor } from "../../kit/random.ts";
import { finished } from "../grade/grading-fixture.ts";
import { until } from "../grade/processes.ts";
import { GRADE, withClassFixture, type ClassFixture } from "./class-fixture.ts";

const seed = newSeed();
const NAMES = ["ada", "bob", "cleo", "dan", "eve", "flo"];

/** Six submissions, each different from the others. */
async function handInSix(fixture: ClassFixture): Promise<void> {
  for (const [index, name] of NAMES.entries()) {
    await fixture.handIn(name, index % 2 === 0 ? {} : "hostile/crashes-on-knock");
    await fixture.handIn(name, { "mine.ts": `// ${name}` });
  }
}

async function resultsIn(fixture: ClassFixture): Promise<Map<string, string>> {
  const folder = path.join(fixture.root, "out/results");
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
  return new Map(names.map((name, index) => [name, texts[index] ?? ""]));
}

test(`a class that is killed again and again ends as an undisturbed one does (seed ${seed})`, async () => {
  await withClassFixture({}, async (fixture) => {
    await handInSix(fixture);
    const random = randomFor(seed, "kill");
    let kept = new Map<string, string>();
    for (let round = 0; round < 3; round++) {
      const lines = (await fixture.journal("out")).length + random.integer(1, 5);
      const child = fixture.start(...GRADE, "--output", "out");
      const ended = once(child, "exit");
      await Promise.race([until(async () => (await fixture.journal("out")).length >= lines, 30_000), ended]);
      child.kill("SIGKILL");
      await ended;
      const now = await resultsIn(fixture);
      // What was finished stays, to the byte.
      expect([...kept].filter(([name, text]) => now.get(name) !== text)).toEqual([]);
      kept = now;
    }
    const last = await fixture.grade("out");
    expect(last).toMatchObject({ exitCode: 0, stderr: "" });
    await fixture.expectNothingLeft();

    expect((await fixture.grade("undisturbed")).exitCode).toBe(0);
    expect(await fixture.students("out")).toEqual(await fixture.students("undisturbed"));
    const journal = await fixture.journal("out");
    const times = NAMES.map((name) => [
      journal.filter((line) => line.event === "started" && line.names.includes(name)).length,
      journal.filter((line) => line.event === "finished" && line.key === keyOf(journal, name)).length,
    ]);
    for (const [began = 0, ended = 0] of times) {
      expect(began, "killed three times at most, then graded").toBeLessThanOrEqual(4);
      expect(ended, "finished and never graded again").toBeLessThanOrEqual(1);
    }
  });
});

test("Ctrl-C keeps finished results, and says how to continue", async () => {
  await withClassFixture({}, async (fixture) => {
    await handInSix(fixture);
    const words = [...GRADE, "--output", "out", "--jobs", "1"];
    const child = fixture.start(...words);
    const ending = finished(child);
    await until(async () => (await fixture.journal("out")).some(({ event }) => event === "finished"), 30_000);
    child.kill("SIGINT");
    const { exitCode, stdout } = await ending;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/not graded yet \(\d\)/);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("and the same command continues with the rest.");
    const kept = await resultsIn(fixture);
    expect(kept.size).toBeGreaterThan(0);
    await fixture.expectNothingLeft();

    const rest = await fixture.run(...words);
    expect(rest.exitCode).toBe(0);
    expect(rest.stdout).toContain(`${kept.size} had a result already`);
    expect(Object.keys(await fixture.students("out"))).toEqual(NAMES);
  });
});

test.runIf(process.platform === "linux")(
  "a second interrupt ends the command at once, and leaves no process, no temporary file and no lock in the way",
  async () => {
    await withClassFixture({}, async (fixture) => {
      await handInSix(fixture);
      const words = [...GRADE, "--output", "out"];
      const child = fixture.start(...words);
      const ending = finished(child);
      await until(async () => (await fixture.journal("out")).length > 0, 30_000);
      child.kill("SIGINT");
      // Two of one kind that come close together may arrive as one: signal(7).
      child.kill("SIGTERM");
      const { exitCode } = await ending;
      expect([128 + constants.signals.SIGINT, 128 + constants.signals.SIGTERM]).toContain(exitCode);
      await fixture.expectNothingLeft();
      expect((await fixture.run(...words)).exitCode).toBe(0);
    });
  },
);

test("a second command in the same output folder is refused until the first has ended", async () => {
  await withClassFixture({}, async (fixture) => {
    await fixture.handIn("ada");
    const output = await openOutputFolder(path.join(fixture.root, "out"), "out");
    const second = await fixture.grade("out");
    await output.close();
    expect(second).toMatchObject({ exitCode: 2, stdout: "" });
    expect(second.stderr).toMatch(
      /^Another command \(process \d+\) is writing to <root>\/out\. Wait for it, or name another folder with --output\.\n$/,
    );
    expect((await fixture.grade("out")).exitCode).toBe(0);
    await fixture.expectNothingLeft();
  });
});

function keyOf(journal: Awaited<ReturnType<ClassFixture["journal"]>>, name: string): string | undefined {
  const line = journal.find((one) => one.event === "started" && one.names.includes(name));
  return line?.event === "started" ? line.key : undefined;
}
