/** Servers that beginners write: each report has to name the cause, and point to its line. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, test, type TestContext } from "vitest";
import { grade } from "../../grade/grade.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { firstFailure } from "../../report/exercises.ts";
import type { Verdict } from "../../verdict.ts";
import { workbookAt } from "../../workbook.ts";
import { DRAWN_BY, drawn } from "../drawn.ts";
import { WRONG_OVER_HTTP } from "./wrong-over-http.ts";
import { WRONG_SERVERS, type WrongServer } from "./wrong-servers.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const workbook = workbookAt(ROOT);
const lessons = lessonsOf(workbook, await readCourse(workbook));

function lessonOf({ lesson = "lesson-ws" }: Pick<WrongServer, "lesson">): Lesson {
  const found = lessons.find(({ slug }) => slug === lesson);
  if (found === undefined) throw new Error(`there is no ${lesson}`);
  return found;
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "wrong-servers-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes a wrong server and returns its folder. */
async function written(name: string, server: Pick<WrongServer, "lesson" | "edits">): Promise<string> {
  const submission = path.join(folder, name);
  const { edits } = server;
  await cp(lessonOf(server).solution, submission, { recursive: true });
  for (const [file, text, by] of edits) {
    const place = path.join(submission, file);
    const parts = (await readFile(place, "utf8")).split(text);
    if (parts.length !== 2) throw new Error(`${name}: the text occurs ${parts.length - 1} times in ${file}: ${text}`);
    await writeFile(place, parts.join(by));
  }
  return submission;
}

function gradedAs(
  submission: string,
  options: { readonly diagnose: boolean },
  lesson = lessonOf({}),
): Promise<Verdict> {
  return grade({ workbook, lesson, submission, display: "submission", seed: 7, stretch: false, ...options });
}

interface Said {
  readonly text: string;
  readonly line: string | undefined;
}

/** What the report says first, and the text of the line that it points at. */
async function said(verdict: Verdict, submission: string): Promise<Said> {
  const failed = verdict.exercises.find(({ status }) => status === "failed");
  const failure = failed === undefined ? undefined : firstFailure(failed)?.failure;
  const where = verdict.reason ?? failure;
  const text = verdict.reason === null ? (failure?.why ?? "") : (verdict.reason.hint ?? "");
  if (where?.file === undefined || where.line === undefined) return { text, line: undefined };
  const lines = (await readFile(path.join(submission, where.file), "utf8")).split("\n");
  return { text, line: lines[where.line - 1] };
}

describe(`the report names the cause of a server, drawn with TEST_SEED=${DRAWN_BY},`, () => {
  const named = async (name: string, server: WrongServer, { expect }: TestContext): Promise<void> => {
    const submission = await written(name, server);
    const verdict = await gradedAs(submission, { diagnose: true }, lessonOf(server));
    expect(verdict.passed).toBe(false);
    const { text, line } = await said(verdict, submission);
    if (server.says !== undefined) expect(text).toMatch(server.says);
    if (server.neverSays !== undefined) expect(text).not.toMatch(server.neverSays);
    if (server.at !== undefined) expect(line ?? "no line").toContain(server.at);
  };
  for (const [name, server] of drawn(Object.entries(WRONG_SERVERS), 10))
    test.concurrent(`in which ${server.truth}`, (context) => named(name, server, context));
  // Each of these starts several servers: one after the other, or a busy machine keeps the diagnosis from its end.
  for (const [name, server] of drawn(Object.entries(WRONG_OVER_HTTP), 6))
    test(`in which ${server.truth}`, (context) => named(name, server, context));
});

describe("a verdict", () => {
  test("has the same statuses and codes with and without a diagnosis", async ({ expect }) => {
    const submission = await written("same-status", WRONG_SERVERS["upper-case-type"] as WrongServer);
    const [without, diagnosed] = await Promise.all([
      gradedAs(submission, { diagnose: false }),
      gradedAs(submission, { diagnose: true }),
    ]);
    const decided = ({ exercises }: Verdict) =>
      exercises.flatMap(({ checks }) => checks.map(({ id, status, failure }) => [id, status, failure?.code]));
    expect(decided(diagnosed)).toEqual(decided(without));
    expect(diagnosed.server.started).toBe(without.server.started + 2);
  });

  test("of a server that passes starts no further server", async ({ expect }) => {
    const { passed, server } = await gradedAs(lessonOf({}).solution, { diagnose: true });
    expect({ passed, started: server.started }).toEqual({ passed: true, started: 3 });
  });
});
