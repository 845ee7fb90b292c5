/** `npm run prove` on a small lesson with mistakes of its author. */
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { finished, fixtureWorkbook, write, type FixtureWorkbook } from "../fixture-workbook.ts";
import { inFolder, until } from "../grade/processes.ts";

const PROVE_LIMIT_MS = 120_000;

/** A workbook with the lesson that `npm run new-lesson` writes. */
async function lessonToProve(): Promise<FixtureWorkbook> {
  const fixture = await fixtureWorkbook();
  const { stderr } = await fixture.run(["new-lesson", "lesson-sing"]);
  expect(stderr).toBe("");
  return fixture;
}

/** The lines of a proof that name a fault, without those that say what a new lesson still lacks. */
async function faultsOf(fixture: FixtureWorkbook, words: readonly string[] = []) {
  const { exitCode, stdout, stderr } = await fixture.run(["prove", "lesson-sing", "--seed", "7", ...words]);
  expect(stderr).toBe("");
  const lines = stdout.split("\n").filter((line) => /^ {2}[A-Z]/.test(line) && !line.startsWith("  MISSING"));
  return { exitCode, faults: lines.map((line) => line.trim()) };
}

async function replaceIn(fixture: FixtureWorkbook, name: string, text: string, replacement: string): Promise<void> {
  const file = path.join(fixture.root, name);
  const before = await readFile(file, "utf8");
  expect(before).toContain(text);
  await writeFile(
    file,
    before.replace(text, () => replacement),
  );
}

test(
  "near misses that cannot be made are named with file and text, the proof ends with 2, and the rest is still proved",
  async () => {
    const fixture = await lessonToProve();
    await write(path.join(fixture.root, "checks/lesson-sing"), {
      "near-misses.ts": `import { edit, nearMisses } from "#kit";
export default nearMisses("lesson-sing", {
  "1.1-gone": edit("app.ts", "Goodbye", ""),
  "1.1-twice": edit("app.ts", "greeting", ""),
  "1.1-given": edit("server.ts", "3000", "4000"),
  "1.7-no-such-check": edit("app.ts", "Hello", ""),
  "no-check": edit("app.ts", "Hello", ""),
  "1.1-caught": [edit("app.ts", "\`Hello, ", "\`"), edit("app.ts", "\${c.input.params.name}!", "ada")],
  "1.1-folder": edit("app.ts", "Hello", "Goodbye"),
});
`,
      "near-misses/1.1-folder/app.ts": "",
    });
    await mkdir(path.join(fixture.root, "checks/lesson-sing/near-misses/1.1-empty"));
    expect(await faultsOf(fixture)).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "faults": [
          "CANNOT    near miss 1.1-gone of lesson-sing edits "Goodbye", which does not occur in solutions/lesson-sing/app.ts",
          "CANNOT    near miss 1.1-twice of lesson-sing edits "greeting", which occurs 6 times in solutions/lesson-sing/app.ts; quote more of it",
          "CANNOT    near miss 1.1-given of lesson-sing edits server.ts, which is not among the files that a learner edits",
          "CANNOT    near miss 1.7-no-such-check of lesson-sing is to be caught by check 1.7, which the lesson does not have",
          "CANNOT    near miss no-check of lesson-sing does not begin with the id of the check that must catch it",
          "CANNOT    near miss 1.1-folder of lesson-sing edits "Hello", which occurs 2 times in solutions/lesson-sing/app.ts; quote more of it",
          "CANNOT    near miss 1.1-empty of lesson-sing is an empty folder",
          "CANNOT    near miss 1.1-folder of lesson-sing is both in near-misses.ts and a folder",
        ],
      }
    `);
  },
  PROVE_LIMIT_MS,
);

test(
  "without a lesson, every built lesson is proved, and each is reported in the order of the course",
  async () => {
    const fixture = await lessonToProve();
    const added = await fixture.run(["new-lesson", "lesson-hum", "--part", "Music", "--title", "Humming"]);
    expect(added.stderr).toBe("");
    // Its check file declares nothing.
    await replaceIn(fixture, "lessons/course.json", '"Greeting", "built": true', '"Greeting", "built": false');
    const { exitCode, stdout } = await fixture.run(["prove", "--seed", "7"]);
    expect(exitCode).toBe(1);
    expect(stdout.split("\n").filter((line) => !line.startsWith("  MISSING"))).toEqual([
      "proving lesson-sing and lesson-hum with seed 7",
      "lesson-sing",
      "  14 gradings, 0 wrong",
      "lesson-hum",
      "  14 gradings, 0 wrong",
      "",
    ]);
  },
  PROVE_LIMIT_MS,
);

test(
  "a near miss that its check does not catch is wrong, and the check unproven",
  async () => {
    const fixture = await lessonToProve();
    await replaceIn(
      fixture,
      "checks/lesson-sing/near-misses.ts",
      '"${c.input.params.name}", "ada"',
      '"`Hello, ", "`Goodbye, "',
    );
    expect(await faultsOf(fixture)).toMatchInlineSnapshot(`
      {
        "exitCode": 1,
        "faults": [
          "WRONG     near-misses/1.1-one-name (seed 12): must fail 1.1; everything passed",
          "UNPROVEN  no near miss fails check 1.1",
        ],
      }
    `);
  },
  PROVE_LIMIT_MS,
);

test(
  "a check whose verdict depends on the seed is named with the seeds of each status",
  async () => {
    const fixture = await lessonToProve();
    await replaceIn(
      fixture,
      "checks/lesson-sing/lesson-sing.check.ts",
      "expect(answer).toContain(name);",
      "expect(answer).toContain(random.integer(0, 1) === 0 ? name : 'Goodbye');",
    );
    const { exitCode, faults } = await faultsOf(fixture);
    expect(exitCode).toBe(1);
    expect(faults.filter((line) => line.startsWith("SEEDS"))).toMatchInlineSnapshot(`
      [
        "SEEDS     solution: check 1.1 is passed with seeds 7 and 4007 and failed with seeds 1007, 2007 and 3007",
      ]
    `);
    // With the solution, the starter and empty files alone, twenty seeds of each take seconds.
    await rm(path.join(fixture.root, "checks/lesson-sing/near-misses.ts"));
    const thorough = await faultsOf(fixture, ["--thorough"]);
    const [solution = ""] = thorough.faults.filter((line) => line.startsWith("SEEDS     solution"));
    expect(solution.match(/\d{4,}/g)).toHaveLength(19);
  },
  PROVE_LIMIT_MS,
);

test(
  "a starter that does not answer GET /health is wrong",
  async () => {
    const fixture = await lessonToProve();
    await replaceIn(fixture, "solutions/lesson-sing/app.ts", '"/health"', '"/alive"');
    await rm(path.join(fixture.root, "checks/lesson-sing/variants"), { recursive: true });
    expect(await faultsOf(fixture)).toMatchInlineSnapshot(`
      {
        "exitCode": 1,
        "faults": [
          "WRONG     starter (seed 7): GET /health: expected status 200, received status 404 with the body {"error":"Not Found"}",
        ],
      }
    `);
  },
  PROVE_LIMIT_MS,
);

test.runIf(process.platform === "linux")(
  "Ctrl-C ends a proof with 130, and neither a process nor a file of it is left",
  async () => {
    const fixture = await lessonToProve();
    const temporary = path.join(fixture.root, "tmp");
    await mkdir(temporary);
    const proof = fixture.start(["prove", "lesson-sing", "--thorough"], { env: { TMPDIR: temporary } });
    const ended = finished(proof);
    // The command, its workers and at least one server of theirs.
    const isGrading = () => inFolder(temporary).some(({ command }) => command.includes("child.mjs"));
    expect(await until(isGrading, PROVE_LIMIT_MS)).toBe(true);
    proof.kill("SIGINT");
    expect((await ended).exitCode).toBe(130);
    expect(inFolder(temporary)).toEqual([]);
    expect(await readdir(temporary)).toEqual([]);
  },
  PROVE_LIMIT_MS,
);

test.each(["", "1e3", "-1", "0x10", String(2 ** 31)])("%j is refused as the seed of a proof", async (seed) => {
  const fixture = await fixtureWorkbook();
  const { exitCode, stdout, stderr } = await fixture.run(["prove", "lesson-greet", `--seed=${seed}`, "--sample"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toBe(`"${seed}" is not a seed. A seed is a whole number from 0 to 999999999.\n`);
});

test("near misses that cannot be read at all are an error in one sentence", async () => {
  const fixture = await lessonToProve();
  const file = "checks/lesson-sing/near-misses.ts";
  await replaceIn(fixture, file, '"lesson-sing"', '"lesson-song"');
  const other = await fixture.run(["prove", "lesson-sing"]);
  expect(other).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(`${file} contains the near misses of "lesson-song"`),
  });
  await appendFile(path.join(fixture.root, file), "const =\n");
  const broken = await fixture.run(["prove", "lesson-sing"]);
  expect(broken.exitCode).toBe(2);
  expect(broken.stderr).toMatch(/near-misses\.ts:\d+ does not compile: /);
});

test("--write shows every server as a whole folder and grades none; a folder that is there is refused", async () => {
  const fixture = await lessonToProve();
  const servers = path.join(fixture.root, "servers");
  const written = await fixture.run(["prove", "lesson-sing", "--write", servers]);
  expect(written).toEqual({ exitCode: 0, stderr: "", stdout: `6 servers of lesson-sing in ${servers}/lesson-sing\n` });
  const nearMiss = path.join(servers, "lesson-sing/near-misses/1.1-one-name");
  expect(await readFile(path.join(nearMiss, "app.ts"), "utf8")).toContain("`Hello, ada!`");
  expect(await readFile(path.join(nearMiss, "server.ts"), "utf8")).toContain("Starts the app");
  const again = await fixture.run(["prove", "lesson-sing", "--write", servers]);
  expect(again.exitCode).toBe(2);
  expect(again.stderr).toBe(`${servers}/lesson-sing already exists. Name another folder, or remove that one first.\n`);
});

test(
  "a check that does not await its expectation, or names one that does not exist, cannot pass, and is reported once",
  async () => {
    const fixture = await lessonToProve();
    const file = "checks/lesson-sing/lesson-sing.check.ts";
    const ask = "const answer = await http.get(`/greetings/${name}`);";
    await replaceIn(fixture, file, ask, `${ask}\n      expect(await sse.open("/health")).toReceive({});`);
    await replaceIn(fixture, file, "{ http, random }", "{ http, sse, random }");
    const found = await faultsOf(fixture);
    expect(found.exitCode).toBe(1);
    expect(found.faults).toEqual([
      "WRONG     solution (seed 7): the grader failed: check 1.1: the check itself failed: nothing waits for toReceive, so it cannot fail: write await before expect(…).toReceive(…) (and 5 more gradings)",
    ]);
    await replaceIn(fixture, file, 'expect(await sse.open("/health")).toReceive({});', "expect(answer).toBeFine();");
    expect((await faultsOf(fixture)).faults[0]).toMatch(
      /^WRONG {5}solution \(seed 7\): the grader failed: check 1\.1: the check itself failed: there is no toBeFine for an HTTP answer; it has toHaveStatus, .* \(and 11 more gradings\)$/,
    );
  },
  PROVE_LIMIT_MS,
);
