/** Polls that tell causes apart: what the server answers to a cursor that it did not give out. */
import type { Explanation, HttpClient } from "#kit";

/** A task of an answer, with its times. */
export interface TimedTask {
  readonly id: string;
  readonly updatedAt: string;
  readonly createdAt?: unknown;
}

export function since(path: string, cursor: string): string {
  return `${path}?since=${encodeURIComponent(cursor)}`;
}

/** What a poll is answered with; nothing where that is no answer with updates. */
export async function answerTo(
  http: HttpClient,
  path: string,
): Promise<{ readonly tasks: readonly TimedTask[]; readonly cursor: unknown; readonly isRefused: boolean }> {
  const { status, json } = await http.get(path);
  const { data, timestamp } = ((status === 200 ? json : undefined) ?? {}) as { data?: unknown; timestamp?: unknown };
  return { tasks: Array.isArray(data) ? data.filter(isTimed) : [], cursor: timestamp, isRefused: status !== 200 };
}

function isTimed(task: Partial<TimedTask> | null): task is TimedTask {
  return typeof task?.id === "string" && typeof task.updatedAt === "string";
}

/** A board that does not exist was not answered with 404 on one of two paths, with a cursor or without: what of the other? */
export async function whichUnknownIsKnown(
  http: HttpClient,
  path: string,
  other: string,
): Promise<Explanation | undefined> {
  const { status } = await http.get(other);
  if (status !== 404) return undefined;
  const [asked, right] = path.includes("?since=") ? ["with", "without"] : ["without", "with"];
  return {
    why: `${right} a cursor, a board that does not exist is answered with 404, and ${asked} one it is not: only one of the two ways asks whether there is such a board`,
  };
}
