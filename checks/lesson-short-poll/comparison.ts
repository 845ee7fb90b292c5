/** Which mistake in the cursor or in the comparison a failed poll shows, where the server's cursors are times of its tasks. */
import type { HttpClient } from "#kit";
import type { failures } from "./failures.ts";

type Code = keyof typeof failures;

/** A task of an answer, with its times. */
export interface TimedTask {
  readonly id: string;
  readonly updatedAt: string;
}

/** A poll that was answered with something else than it should have been. */
export interface WrongPoll {
  readonly http: HttpClient;
  /** Where the board's updates are, without a cursor. */
  readonly path: string;
  /** The cursor that it asked with. */
  readonly asked: string | undefined;
  /** Every cursor that this client has been given, the last one with this answer. */
  readonly cursors: readonly string[];
  readonly tasks: readonly TimedTask[];
  /** The tasks of the answer that brought the cursor. */
  readonly before: readonly TimedTask[];
}

/** Whether a cursor can be compared with the times of tasks. A server may give out others, of which this file says nothing. */
export function isTime(cursor: string | undefined): cursor is string {
  return cursor !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(cursor);
}

/** Why a poll brings a task that did not change after its cursor was given out. */
export async function whySentAgain(poll: WrongPoll, { updatedAt }: TimedTask, otherwise: Code): Promise<Code> {
  const { http, asked, cursors, before } = poll;
  if (!isTime(asked)) return otherwise;
  if (asked === updatedAt) return "cursor-included";
  if (asked > updatedAt) return "cursor-not-compared";
  if ([before.at(0), before.at(-1)].some((task) => task?.updatedAt === asked)) return "time-of-one-row";
  if (cursors.some((cursor) => cursor !== asked)) return "cursor-too-early";
  return (await timesOf(http)).every((time) => time >= asked) ? "oldest-time-given-out" : "cursor-stays";
}

/** The times of all tasks of all boards. */
async function timesOf(http: HttpClient): Promise<readonly string[]> {
  const { data } = ((await http.get("/boards")).json ?? {}) as { readonly data?: unknown };
  const ids = (Array.isArray(data) ? data : []).map((board: { readonly id?: unknown } | null) => String(board?.id));
  const answers = await Promise.all(ids.map((id) => answerTo(http, `/boards/${id}/updates`)));
  return answers.flatMap(({ tasks }) => tasks.map(({ updatedAt }) => updatedAt));
}

/** Two steps of a clock that moves every 50 ms, and a bit. */
const CLOCK_MOVES_MS = 120;

/** Why a poll does not bring a task that changed. Asks the server about it. */
export async function whyLost(poll: WrongPoll, id: string, change: "created" | "moved"): Promise<Code> {
  const { asked, path, http } = poll;
  const all = await answerTo(http, path);
  const task = all.tasks.find((one) => one.id === id);
  if (!isTime(asked) || task === undefined) return "update-lost";
  if (task.updatedAt > asked) return await whyLeftOut(poll, asked, id, change);
  return await whyTooLate(poll, asked, all.tasks);
}

/** The task is later than the cursor, so the comparison has dropped it. */
async function whyLeftOut(
  { http, path, tasks }: WrongPoll,
  asked: string,
  id: string,
  change: "created" | "moved",
): Promise<Code> {
  if (tasks.length > 0 && tasks.every(({ updatedAt }) => updatedAt < asked)) return "compared-backwards";
  const isSentSince = async (cursor: string) =>
    (await answerTo(http, since(path, cursor))).tasks.some((task) => task.id === id);
  // As text, this is before every time.
  if (!(await isSentSince("0"))) return "comparison-never-true";
  if (change === "moved") return "creation-compared";
  const aBitEarlier = new Date(Date.parse(asked) - 1).toISOString();
  return (await isSentSince(aBitEarlier)) ? "answer-kept" : "compared-coarsely";
}

/** The cursor is as late as the task or later. Nothing changes any more, so only a clock goes on. */
async function whyTooLate({ http, path }: WrongPoll, asked: string, tasks: readonly TimedTask[]): Promise<Code> {
  if (await isCursorMoving(http, path)) return "cursor-from-clock";
  if (await isCursorMoving(http, since(path, asked))) return "clock-when-quiet";
  return tasks.some(({ updatedAt }) => updatedAt === asked) ? "cursor-read-later" : "cursor-ahead";
}

async function isCursorMoving(http: HttpClient, path: string): Promise<boolean> {
  const first = await answerTo(http, path);
  await new Promise((resolve) => setTimeout(resolve, CLOCK_MOVES_MS));
  return first.cursor !== (await answerTo(http, path)).cursor;
}

function since(path: string, cursor: string): string {
  return `${path}?since=${encodeURIComponent(cursor)}`;
}

/** What a poll is answered with; nothing where that is no answer with updates. */
async function answerTo(
  http: HttpClient,
  path: string,
): Promise<{ readonly tasks: readonly TimedTask[]; readonly cursor: unknown }> {
  const { status, json } = await http.get(path);
  const { data, timestamp } = ((status === 200 ? json : undefined) ?? {}) as { data?: unknown; timestamp?: unknown };
  return { tasks: Array.isArray(data) ? data.filter(isTimed) : [], cursor: timestamp };
}

function isTimed(task: Partial<TimedTask> | null): task is TimedTask {
  return typeof task?.id === "string" && typeof task.updatedAt === "string";
}
