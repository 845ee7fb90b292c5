/** Why the query for changes leaves out a task that is later than the cursor: asked with other cursors, all well formed. */
import { type HttpClient } from "#kit";
import { answerTo, since, type TimedTask } from "./asked-again.ts";
import type { failures } from "./failures.ts";

/** A cause, and what the questions have found out about it. */
export interface Finding {
  readonly code: keyof typeof failures;
  readonly why?: string;
}

/** Asks whether a task comes with a cursor. */
export interface Asking {
  readonly task: TimedTask;
  /** Undefined where the server refuses the cursor. */
  readonly isSentSince: (cursor: string) => Promise<boolean | undefined>;
}

export function askingFor(http: HttpClient, path: string, task: TimedTask): Asking {
  return {
    task,
    isSentSince: async (cursor) => {
      const { tasks, isRefused } = await answerTo(http, since(path, cursor));
      return isRefused ? undefined : tasks.some(({ id }) => id === task.id);
    },
  };
}

/** What a comparison can be rounded to, with its length in milliseconds. */
const UNITS = [
  ["second", 1_000],
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000],
] as const;

const YEARS_EARLIER = "2000-01-01T00:00:00.000Z";

export async function whyLeftOut(asking: Asking, asked: string, change: "created" | "moved"): Promise<Finding> {
  const { task, isSentSince } = asking;
  if (await isSentSince(time(Date.parse(asked) - 1))) return { code: "answer-kept" };
  if (change === "moved" && (await isComparedWithCreation(asking))) return { code: "creation-compared" };
  if (!(await isSentSince(YEARS_EARLIER))) return { code: "comparison-never-true" };

  const changedAt = Date.parse(task.updatedAt);
  for (const [index, [unit, lengthMs]] of UNITS.entries()) {
    const beginning = changedAt - (changedAt % lengthMs);
    if (!(await isSentSince(time(beginning - 1)))) continue;
    // Sent with a cursor of the unit before, and with none of its own unit.
    if (beginning < changedAt && !(await isSentSince(time(beginning))))
      return unit === "day" ? await whyNotOnTheSameDay(asking, beginning) : coarse(unit);
    return shifted(`of the ${unit} before`, UNITS[index - 1]?.[0]);
  }
  return shifted("years earlier", "day");
}

async function isComparedWithCreation({ task, isSentSince }: Asking): Promise<boolean> {
  const createdAt = Date.parse(String(task.createdAt));
  if (!Number.isFinite(createdAt)) return false;
  return (await isSentSince(time(createdAt - 1))) === true && (await isSentSince(time(createdAt))) === false;
}

/** A space is before every letter: compared as text, a time with a space is before all times of its day with a `T`. */
async function whyNotOnTheSameDay({ isSentSince }: Asking, beginning: number): Promise<Finding> {
  const withSpace = `${time(beginning).slice(0, 10)} 00:00:00`;
  const isSent = await isSentSince(withSpace);
  if (isSent === true) return { code: "compared-as-text" };
  if (isSent === false) return coarse("day");
  return {
    code: "compared-as-text",
    why: "the task is later than the cursor and does not come: your query sends it for a cursor of the day before, and for no cursor of the same day. Either days are compared, or two times are compared as text that have different formats, one with a space and one with a `T` behind the day",
  };
}

function coarse(unit: string): Finding {
  return {
    code: "compared-coarsely",
    why: `the task is later than the cursor and does not come: your query sends it for a cursor of the ${unit} before, and for no cursor of the same ${unit}, so the times are compared in whole ${unit}s`,
  };
}

function shifted(cursor: string, smaller: string | undefined): Finding {
  const not = smaller === undefined ? "" : `, and not with one of the ${smaller} before`;
  return {
    code: "compared-with-another-time",
    why: `the task is later than the cursor and does not come: it comes with a cursor ${cursor}${not}. So the comparison works, and one of its two times is not the one that was stored or sent`,
  };
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
