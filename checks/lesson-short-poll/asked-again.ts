/** Polls that tell causes apart: what the server answers to a cursor that it did not give out. */
import type { HttpClient } from "#kit";

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
