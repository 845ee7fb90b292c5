/**
 * Grades all hostile submissions of engine/doctor/hostile in one class with honest ones, through the command that
 * instructors use. The honest ones must get the same verdicts as alone, and nothing must be left behind.
 */
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attacksOf, AttackFixture, type PlacedAttack } from "../../doctor/attack-fixture.ts";
import { probeNamespaces } from "../../isolate/probe.ts";
import type { Verdict } from "../../verdict.ts";
import { workbookAt } from "../../workbook.ts";
import { inFolder, peakBytesOf, until } from "../grade/processes.ts";

const HOME = path.resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const START = path.join(HOME, "engine/cli/start.mjs");
const sandboxes = "bubblewrap" in (await probeNamespaces(workbookAt(HOME)));

const COORDINATOR_LIMIT_BYTES = 400 * 1024 * 1024;
const GONE_LIMIT_MS = 5_000;
/** The command ends long before; it is killed when it hangs. */
const CLASS_LIMIT_MS = 150_000;
/** The number of copies of each honest submission. */
const COPIES = 3;

/** The servers of honest submissions, by the outcome they test. */
const HONEST: Readonly<Record<string, string>> = {
  right: 'import { answerWith } from "./answer-with.ts";\nhouse(() => 200).listen(Number(process.env["PORT"]));\n',
  "right-and-plain":
    'import { createServer } from "node:http";\ncreateServer((_, response) => response.end("ok")).listen(3000);\n',
  "right-after-a-while":
    'import { answerWith } from "./answer-with.ts";\nsetTimeout(() => answerWith(async () => 200).listen(process.env["PORT"]), 300);\n',
  "right-and-talkative":
    'import { answerWith } from "./answer-with.ts";\nhouse(() => { console.log("asked"); return 200; }).listen(process.env["PORT"]);\n',
  "wrong-status": 'import { answerWith } from "./answer-with.ts";\nhouse(() => 404).listen(process.env["PORT"]);\n',
  "throws-when-asked":
    'import { answerWith } from "./answer-with.ts";\nhouse(() => { throw new Error("not yet"); }).listen(process.env["PORT"]);\n',
  "throws-at-once": 'throw new Error("not yet");\n',
  "does-not-compile": 'import { answerWith } from "./answer-with.ts";\nhouse(() => 200.listen(\n',
  "ends-at-once": 'console.log("nothing to do");\n',
  "imports-what-is-not-there": 'import "./elsewhere.ts";\n',
};

let root: string;
let fixture: AttackFixture;
const placedAttacks: PlacedAttack[] = [];
beforeAll(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), "hostile-class-")));
  fixture = await AttackFixture.build(HOME);
});
afterAll(async () => {
  for (const placed of placedAttacks) placed.close();
  await fixture.remove();
  for (const { pid } of inFolder(root)) process.kill(pid, "SIGKILL");
  await rm(root, { recursive: true, force: true });
});

test.runIf(sandboxes)(
  "grades the honest submissions of a class the same with and without all hostile ones",
  { timeout: 2 * CLASS_LIMIT_MS },
  async () => {
    const alone = path.join(root, "alone");
    const together = path.join(root, "together");
    for (const [name, server] of Object.entries(HONEST)) await handIn(path.join(alone, name), server);
    const copies = Array.from({ length: COPIES }, () => Object.keys(HONEST)).flat();
    for (const [index, name] of copies.entries())
      await handIn(path.join(together, copyOf(name, index)), `${HONEST[name]}// ${index}\n`);
    const attacks = await attacksOf(HOME);
    for (const [index, attack] of attacks.entries()) {
      const placed = await fixture.place(attack);
      placedAttacks.push(placed);
      await cp(placed.folder, path.join(together, attackOf(attack.name, index)), { recursive: true });
    }

    const expected = await graded(alone);
    const found = await graded(together);

    expect([...found.verdicts.keys()]).toHaveLength(copies.length + attacks.length);
    for (const [index, name] of copies.entries())
      expect(outcome(found.verdicts.get(copyOf(name, index))), name).toEqual(outcome(expected.verdicts.get(name)));
    for (const [index, { outcome: promised, name }] of attacks.entries()) {
      if (promised === "anything") continue;
      expect(found.verdicts.get(attackOf(name, index))?.passed, name).toBe(promised === "passes");
    }
    for (const placed of placedAttacks) {
      expect(placed.visits(), "connections to a listener of this machine").toBe(0);
      expect(await placed.damage(), "files that a submission changed").toBe(false);
    }
    expect(found.exitCode).toBe(0);
    expect(found.coordinatorBytes, "the most memory the command held, in bytes").toBeLessThan(COORDINATOR_LIMIT_BYTES);
  },
);

/** Names that sort honest and hostile submissions alternately, so that they are graded side by side. */
function copyOf(name: string, index: number): string {
  return `${String(index).padStart(2, "0")}-a-${name}`;
}

function attackOf(name: string, index: number): string {
  return `${String(index).padStart(2, "0")}-b-${name}`;
}

async function handIn(folder: string, server: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "server.ts"), server);
}

interface GradedClass {
  readonly exitCode: number | null;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly coordinatorBytes: number;
}

/** Runs `grade` on the folder. Throws unless every process and temporary file is gone afterwards. */
async function graded(folder: string): Promise<GradedClass> {
  const output = `${folder}-grades`;
  const temporary = `${folder}-tmp`;
  await mkdir(temporary);
  const { workbook, lesson } = fixture;
  const words = ["grade", lesson.slug, folder, "--isolation", "namespaces", "--jobs", "3", "--output", output];
  const child = spawn(process.execPath, [START, ...words], {
    cwd: root,
    env: { ...fixture.environment, TMPDIR: temporary, WORKBOOK_ROOT: workbook.root },
    stdio: "ignore",
    timeout: CLASS_LIMIT_MS,
    killSignal: "SIGKILL",
  });
  const peak = peakBytesOf(child);
  const exitCode = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  await until(() => inFolder(temporary).length === 0, GONE_LIMIT_MS);
  expect(inFolder(temporary), "processes left behind").toEqual([]);
  expect(await readdir(temporary), "temporary files").toEqual([]);
  const current = (await readFile(path.join(output, "current"), "utf8")).trim();
  const submissions = path.join(output, current, "submissions");
  const names = await readdir(submissions);
  const verdicts = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(submissions, name, "verdict.json"), "utf8");
      return [name, JSON.parse(text) as Verdict] as const;
    }),
  );
  return { exitCode, verdicts: new Map(verdicts), coordinatorBytes: peak() };
}

/** The verdict without what varies between runs. */
function outcome(verdict: Verdict | undefined): unknown {
  return (
    verdict && {
      outcome: verdict.outcome,
      reason: verdict.reason,
      score: verdict.score,
      checks: verdict.exercises.flatMap(({ checks }) =>
        checks.map(({ id, status, failure }) => ({ id, status, code: failure?.code, why: failure?.why })),
      ),
      stderr: verdict.server.stderr.replaceAll(/:\d+/g, ""),
      servers: [verdict.server.started, verdict.server.stopped],
    }
  );
}
