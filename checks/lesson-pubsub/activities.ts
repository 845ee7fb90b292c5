/** What a board's list of activities must hold. */
import { CheckFailure, expect, like, type Tools } from "#kit";
import type { Place } from "./changes.ts";
import { failures } from "./failures.ts";
import { listed, phraseOf, phraseOfAll, unmatched, type Wanted } from "./wanted.ts";

interface Activity {
  readonly type: string;
  readonly summary: string;
}

const isRight = ({ type, summary }: Activity, wanted: Wanted) =>
  type === wanted.type && summary.includes(wanted.title ?? wanted.taskId ?? "");

/**
 * Fails unless the board's activities are exactly these, the newest last, now or within 2 s.
 * @param other a board on which something else has happened
 */
export async function expectActivities(
  { http }: Tools,
  { id }: Place,
  wanted: readonly Wanted[],
  other?: Place,
): Promise<void> {
  const answer = await http.getUntil(`/boards/${id}/activity`, ({ json }) => isWhole(activitiesIn(json), wanted));
  expect(answer).toHaveStatus(200);
  const { data } = expect(answer).toMatchJson({
    data: like.listOf({ id: like.anything, type: like.text, at: like.isoTime, summary: like.text }),
  });
  if (isWhole(data, wanted)) return;
  const there = other && (await http.get(`/boards/${other.id}/activity`)).json;
  const isOneList = data.length > 0 && JSON.stringify(there) === JSON.stringify(answer.json);
  throw new CheckFailure({
    sent: answer.sent,
    expected: wanted.length === 0 ? "no activity" : `${wanted.length} activities: ${phraseOfAll(wanted)}`,
    received:
      data.length === 0
        ? "none"
        : `${data.length}: ${listed(data.map(({ type, summary }) => `${type}: ${summary.slice(0, 100)}`))}`,
    event: answer.event,
    ...(isOneList ? { code: failures["one-list-for-all"] } : faultIn(data, wanted)),
  });
}

function activitiesIn(json: unknown): readonly Activity[] {
  const { data } = (json ?? {}) as { data?: unknown };
  return Array.isArray(data) && data.every((one: Partial<Activity> | null) => typeof one?.summary === "string")
    ? (data as Activity[])
    : [];
}

function isWhole(data: readonly Activity[], wanted: readonly Wanted[]): boolean {
  return data.length === wanted.length && data.every((one, index) => isRight(one, wanted[index] as Wanted));
}

/** How the list differs from what has happened. */
function faultIn(
  data: readonly Activity[],
  wanted: readonly Wanted[],
): Pick<CheckFailure["observation"], "code" | "why"> {
  const missing = unmatched(wanted, data, (event, one) => isRight(one, event));
  if (missing === undefined) {
    if (data.length === wanted.length) return { code: failures["activities-out-of-order"] };
    const isRepeated = data.every((one) => wanted.some((other) => isRight(one, other)));
    return isRepeated
      ? { code: failures["delivered-twice"] }
      : {
          code: failures["activity-differs"],
          why: "the list holds more than the changes of this board: those of another board, or what did not happen",
        };
  }
  const unnamed = wanted.find(({ type }, index) => data[index]?.type === type && !isRight(data[index], wanted[index]!));
  if (data.length === wanted.length && unnamed !== undefined && data.every(({ type }, i) => type === wanted[i]?.type))
    return {
      code: failures["summary-without-task"],
      why: `the activity is there, and its summary does not hold ${unnamed.title === undefined ? `the task's id, ${unnamed.taskId}` : `the whole title, ${JSON.stringify(unnamed.title)}`}`,
    };
  if (data.length > 0 && isWhole(data, wanted.slice(-data.length))) return { code: failures["activities-forgotten"] };
  if (data.length < wanted.length)
    return { code: failures["activity-missing"], why: `there is no activity for ${phraseOf(missing)}` };
  return { code: failures["activity-differs"] };
}
