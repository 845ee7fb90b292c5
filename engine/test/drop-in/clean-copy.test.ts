/**
 * The scripts that are written for other systems, run as those run them: in a copy of the workbook with nothing installed, in
 * their layout of folders, on hand-ins that are right, wrong and hostile. The system's own programs are the only stand-ins.
 */
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { GRADESCOPE_SCHEMA } from "../export/gradescope-schema.ts";
import { obeyed } from "../export/obeyed.ts";
import { PRAIRIELEARN_SCHEMA } from "../export/prairielearn-schema.ts";
import { readsAs } from "../export/schema.ts";
import { write } from "../fixture-workbook.ts";
import { finished, LESSONS } from "../grade/grading-fixture.ts";
import { written } from "./written.ts";

/** Installing takes long where the packages have to be fetched. */
const INSTALL_LIMIT_MS = 600_000;
const COURSE = path.join(LESSONS, "workbook");
const DOOR = ["--lesson", "lesson-door"];
const SOLUTION = path.join(COURSE, "solutions/lesson-door");
const STARTER = path.join(COURSE, "lessons/lesson-door");

/** Everything below is in this folder. */
let root = "";
const at = (...names: string[]) => path.join(root, ...names);

interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function ran(command: string, words: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const { HOME } = process.env;
  // With the npm that came with this Node.
  const PATH = `${path.dirname(process.execPath)}:${process.env["PATH"]}`;
  const child = spawn(command, words, {
    cwd,
    env: { PATH, HOME, TMPDIR: at("tmp"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return finished(child, INSTALL_LIMIT_MS);
}

/** Puts a hand-in into a folder, in place of the one before: a folder, and files over it. */
async function handedIn(folder: string, base: string, files: Readonly<Record<string, string>> = {}): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await cp(base, folder, { recursive: true });
  await write(folder, files);
}

/** A folder for PATH with these programs of the machine, and scripts in the place of others. */
async function programs(
  name: string,
  real: readonly string[],
  scripts: Readonly<Record<string, string>> = {},
): Promise<string> {
  await mkdir(at(name));
  for (const program of real) {
    const { stdout } = await ran("sh", ["-c", `command -v ${program}`], root);
    await symlink(stdout.trim(), at(name, program));
  }
  for (const [program, script] of Object.entries(scripts))
    await writeFile(at(name, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return at(name);
}

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "clean-copy-"));
  await mkdir(at("tmp"));
  const env = { WORKBOOK_ROOT: COURSE };
  await mkdir(at("autograder"));
  await rename(await written("gradescope", DOOR, env), at("autograder/source"));
  // Gradescope's image, whose system packages cannot be installed here.
  const PATH = await programs("system", [], {
    "apt-get": `echo "apt-get $*" >> ${at("system.log")}`,
    curl: `echo "curl $*" >> ${at("system.log")}; echo true`,
  });
  const setup = await ran("bash", [at("autograder/source/setup.sh")], root, {
    PATH: `${PATH}:${process.env["PATH"]}`,
    npm_config_prefer_offline: "true",
  });
  expect(setup, setup.stderr).toMatchObject({ exitCode: 0 });
  await cp(at("autograder/source/run_autograder"), at("autograder/run_autograder"));
  // The same copy is what PrairieLearn's image and the workflow install with the same command.
  await rename(await written("prairielearn", [], env), at("prairielearn"));
  await rm(at("prairielearn/image/workbook"), { recursive: true });
  await symlink(at("autograder/source/workbook"), at("prairielearn/image/workbook"));
  await rename(await written("github-classroom", DOOR, env), at("classroom"));
  await symlink(at("autograder/source/workbook"), at("workbook"));
}, INSTALL_LIMIT_MS);
// npm may still write where it was stopped.
afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 10 }));

/** A hand-in that forges the results and kills the grader, over the solution. */
const killer = (file: string, forged: string) => ({
  "knock.ts": `import { writeFileSync } from "node:fs";
import type { WebSocket } from "ws";
export function knock(visitor: WebSocket): void {
  writeFileSync(${JSON.stringify(file)}, ${JSON.stringify(forged)});
  process.kill(process.ppid, "SIGKILL");
}
`,
});

describe("Gradescope", () => {
  const results = () => at("autograder/results/results.json");
  const autograded = (env: NodeJS.ProcessEnv = {}) =>
    ran(at("autograder/run_autograder"), [], at("autograder"), { AUTOGRADER: at("autograder"), ...env });
  const read = async () => readsAs(GRADESCOPE_SCHEMA, await readFile(results(), "utf8"));

  test("setup.sh asks for the sandbox, a Redis and Node, and installs the workbook", async () => {
    const log = await readFile(at("system.log"), "utf8");
    expect(log).toMatch(/^apt-get install .*\bbubblewrap redis-server$/m);
    const major = process.versions.node.split(".")[0];
    expect(log.includes("curl ")).toBe(major !== "24");
  });

  test.each([
    { name: "right", base: SOLUTION, score: 2, says: "2 of 2 exercises passed" },
    { name: "wrong", base: STARTER, score: 0, says: "0 of 2 exercises passed" },
  ])("a hand-in that is $name gets its score", async ({ base, score, says }) => {
    await handedIn(at("autograder/submission"), base);
    const { exitCode, stderr } = await autograded();
    expect(exitCode, stderr).toBe(0);
    const { output, ...rest } = await read();
    expect(rest.score).toBe(score);
    expect(output).toContain(says);
  });

  test("what a hand-in prints and configures changes nothing", async () => {
    await handedIn(at("autograder/submission"), path.join(LESSONS, "hostile/forges-a-verdict"), {
      "server.ts": await readFile(path.join(SOLUTION, "server.ts"), "utf8"),
      "greet.ts": await readFile(path.join(SOLUTION, "greet.ts"), "utf8"),
      ".npmrc": "node-options=--require ./evil.cjs\nscript-shell=./evil.cjs\n",
      "evil.cjs": "process.exit(0);",
      "package.json": '{ "type": "module", "scripts": { "check": "exit 0", "prepare": "exit 0" } }',
    });
    expect(await autograded()).toMatchObject({ exitCode: 0 });
    expect(await read()).toMatchObject({ score: 1 });
  });

  test("a hand-in that cannot be run is told what was found", async () => {
    await handedIn(at("autograder/submission"), SOLUTION, {});
    await rename(at("autograder/submission/server.ts"), at("autograder/submission/main.txt"));
    expect(await autograded()).toMatchObject({ exitCode: 0 });
    const { score, output } = await read();
    expect(score).toBe(0);
    expect(output).toContain("server.ts is missing");
  });

  test("a hand-in that forges the results and kills the grader gets none", async () => {
    // Without a sandbox, as in Gradescope's containers.
    const PATH = await programs("no-sandbox", ["node", "bash", "env", "mkdir", "rm"]);
    await handedIn(at("autograder/submission"), SOLUTION, killer(results(), '{"score":100}'));
    const { exitCode } = await autograded({ PATH });
    expect(exitCode).toBeGreaterThan(1);
    await expect(read()).rejects.toThrow("ENOENT");
  });
});

describe("PrairieLearn", () => {
  const results = () => at("grade/results/results.json");
  const graded = async (base: string, files: Readonly<Record<string, string>> = {}, lesson = "lesson-door") => {
    await rm(at("grade"), { recursive: true, force: true });
    await handedIn(at("grade/student"), base, files);
    return ran(at("prairielearn/image/grade"), [lesson], root, { GRADE: at("grade") });
  };
  const read = async () => readsAs(PRAIRIELEARN_SCHEMA, await readFile(results(), "utf8"));

  test.each([
    { name: "right", base: SOLUTION, score: 1 },
    { name: "wrong", base: STARTER, score: 0 },
  ])("a submission that is $name gets its score", async ({ base, score }) => {
    expect(await graded(base)).toMatchObject({ exitCode: 0 });
    expect(await read()).toMatchObject({ gradable: true, score });
  });

  test("the files that learners edit are enough, and what they print changes nothing", async () => {
    const forged = await readFile(path.join(LESSONS, "hostile/forges-a-verdict/knock.ts"), "utf8");
    const hostile = await graded(SOLUTION, { "knock.ts": forged });
    expect(hostile).toMatchObject({ exitCode: 0 });
    expect(await read()).toMatchObject({ gradable: true, score: 0.5 });
    const page = await readFile(at("prairielearn/course/questions/lesson-door/question.html"), "utf8");
    const uploaded = (/file-names="([^"]+)"/.exec(page)?.[1] ?? "").split(", ");
    await rm(at("uploaded"), { recursive: true, force: true });
    await mkdir(at("uploaded"));
    for (const name of uploaded) await cp(path.join(SOLUTION, name), at("uploaded", name));
    expect(await graded(at("uploaded"))).toMatchObject({ exitCode: 0 });
    expect(await read()).toMatchObject({ gradable: true, score: 1 });
  });

  test("code that does not compile is not gradable, so that no attempt is lost", async () => {
    expect(await graded(SOLUTION, { "server.ts": "const = ;" })).toMatchObject({ exitCode: 0 });
    expect(await read()).toMatchObject({ gradable: false });
  });

  test("a lesson that does not exist is a failure of the grader without results", async () => {
    expect(await graded(SOLUTION, {}, "lesson-nowhere")).toMatchObject({ exitCode: 2 });
    await expect(read()).rejects.toThrow("ENOENT");
  });
});

describe("GitHub Classroom", () => {
  interface Step {
    readonly run?: string;
    readonly "working-directory"?: string;
  }
  /** Runs the last step of the workflow, as a runner does. */
  const pushed = async (base: string, files: Readonly<Record<string, string>> = {}) => {
    const workflow = parse(await readFile(at("classroom/.github/workflows/classroom.yml"), "utf8")) as {
      jobs: { "run-autograding-tests": { steps: readonly Step[] } };
    };
    const step = workflow.jobs["run-autograding-tests"].steps.at(-1);
    await handedIn(at("handed-in"), base, files);
    await rm(at("summary.md"), { force: true });
    return ran("bash", ["-e", "-o", "pipefail", "-c", step?.run ?? ""], at(step?.["working-directory"] ?? ""), {
      CI: "true",
      GITHUB_STEP_SUMMARY: at("summary.md"),
    });
  };
  const points = ({ stdout }: Ran) =>
    obeyed(stdout).flatMap(({ properties, data }) => (properties["title"] === "Autograding complete" ? [data] : []));

  test("reports all points for a right hand-in, also in a whole workbook, and the step passes", async () => {
    const flat = await pushed(SOLUTION);
    expect(flat.exitCode, flat.stderr).toBe(0);
    expect(points(flat)).toEqual(["Points 2/2"]);
    await rm(at("whole"), { recursive: true, force: true });
    await cp(SOLUTION, at("whole/lessons/lesson-door"), { recursive: true });
    await write(at("whole"), { "package.json": "{}", "README.md": "mine\n" });
    const whole = await pushed(at("whole"));
    expect([whole.exitCode, ...points(whole)]).toEqual([0, "Points 2/2"]);
  });

  test("reports the points of a wrong one with annotations at its files, and the step fails", async () => {
    const wrong = await pushed(STARTER);
    expect([wrong.exitCode, ...points(wrong)]).toEqual([1, "Points 0/2"]);
    expect(obeyed(wrong.stdout).map(({ command }) => command)).toContain("error");
    expect(await readFile(at("summary.md"), "utf8")).toContain("0 of 2 exercises passed");
  });

  test("obeys nothing that a hostile one prints", async () => {
    const forged = await readFile(path.join(LESSONS, "hostile/forges-a-verdict/knock.ts"), "utf8");
    const notice = "::notice title=Autograding complete::Points 2/2";
    const hostile = await pushed(SOLUTION, {
      "knock.ts": forged.replace("console.log(VERDICT)", `console.log(${JSON.stringify(notice)})`),
      ".npmrc": "node-options=--require ./evil.cjs\nscript-shell=./evil.cjs\n",
      "evil.cjs": `console.log(${JSON.stringify(notice)}); process.exit(0);`,
    });
    expect([hostile.exitCode, ...points(hostile)]).toEqual([1, "Points 1/2"]);
  });
});
