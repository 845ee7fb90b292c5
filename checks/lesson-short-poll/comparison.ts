/** Which mistake in the cursor or in the comparison a failed poll shows, where the server's cursors are times of its tasks. */
import type { HttpClient } from "#kit";
import type { failures } from "./failures.ts";
import { answerTo, since, type TimedTask } from "./asked-again.ts";
import { askingFor, whyLeftOut, type Finding } from "./left-out.ts";

type Code = keyof typeof failures;

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
  const times = await timesOf(http);
  if (cursors.some((cursor) => cursor !== asked)) return times.includes(asked) ? "time-of-one-row" : "cursor-too-early";
  return times.every((time) => time >= asked) ? "oldest-time-given-out" : "cursor-stays";
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
export async function whyLost(poll: WrongPoll, id: string, change: "created" | "moved"): Promise<Finding> {
  const { asked, path, http } = poll;
  const all = await answerTo(http, path);
  const task = all.tasks.find((one) => one.id === id);
  if (!isTime(asked) || task === undefined) return { code: "update-lost" };
  if (task.updatedAt <= asked) return { code: await whyTooLate(poll, asked, all.tasks) };
  if (poll.tasks.length > 0 && poll.tasks.every(({ updatedAt }) => updatedAt < asked))
    return { code: "compared-backwards" };
  return await whyLeftOut(askingFor(http, path, task), asked, change);
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
