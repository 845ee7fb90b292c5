/** The wrong answers are what near misses do: real servers of lesson-ws, graded with the same seed as the solution. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { grade } from "../../grade/grade.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { predictionsOf, type Prediction } from "../../predict/prediction.ts";
import type { TranscriptEvent } from "../../transcript-event.ts";
import type { Verdict } from "../../verdict.ts";
import { listOf } from "../../text/suggest.ts";
import { workbookAt } from "../../workbook.ts";
import { writeServer } from "../write-server.ts";

const SEED = 4711;
const workbook = workbookAt(path.resolve(import.meta.dirname, "../../.."));

let root: string;
let lesson: Lesson;
let questions: readonly Prediction[];

beforeAll(async () => {
  lesson = lessonsOf(workbook, await readCourse(workbook)).find(({ slug }) => slug === "lesson-ws") as Lesson;
  root = await mkdtemp(path.join(tmpdir(), "predict-"));
  questions = predictionsOf(await verdictOf("solution"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function verdictOf(server: string, exercise?: number): Promise<Verdict> {
  const submission = path.join(root, server);
  await writeServer(server, submission);
  return await grade({
    workbook,
    lesson,
    submission,
    display: server,
    seed: SEED,
    ...(exercise === undefined ? {} : { exercise }),
  });
}

test("the same seed asks the same questions about another run", async () => {
  const again = predictionsOf(await verdictOf("solution"));
  const asked = (all: readonly Prediction[]) =>
    all.map(({ check, question, choices }) => ({ check, question, choices: choices.map(({ text }) => text) }));
  expect(asked(again)).toEqual(asked(questions));
  expect(questions.map(({ check }) => check)).toEqual(["1.5", "2.1", "3.2"]);
});

test.each([
  [
    "near-misses/1.5-everyone",
    "1.5",
    (after: Events) =>
      after.every(({ kind }) => kind === "text") && recipients(after).length === 2
        ? "all of them: client-1 and client-2"
        : "",
  ],
  ["near-misses/1.5-newest-client", "1.5", (after: Events) => listOf(recipients(after), "and")],
] as const)("%s does at the point of %s what a wrong choice says", async (server, checkId, said) => {
  const question = questions.find(({ check }) => check === checkId);
  const verdict = await verdictOf(server, Number(checkId[0]));
  const transcript =
    verdict.exercises.flatMap(({ checks }) => checks).find(({ id }) => id === checkId)?.transcript ?? [];
  const did = said(afterPoint(transcript, question?.conversation ?? []));
  expect(question?.choices.filter(({ correct }) => !correct).map(({ text }) => text)).toContain(did);
});

type Events = readonly TranscriptEvent[];

/** What the server sent at the same point, before anything else was sent to it but ping frames. */
function afterPoint(transcript: Events, shown: Events): Events {
  const later = transcript.slice(shown.length).filter(({ kind }) => kind !== "ping" && kind !== "pong");
  expect(transcript.slice(0, shown.length).map(({ text }) => text)).toEqual(shown.map(({ text }) => text));
  const end = later.findIndex(({ dir }) => dir === "out");
  return later.slice(0, end === -1 ? undefined : end).filter(({ dir }) => dir === "in");
}

function recipients(events: Events): string[] {
  return [...new Set(events.map(({ peer }) => peer))];
}
