/** For which cursors a poll is answered at once, asked when one was held that has missed something. No verdict depends on it. */
import { rangesOf, type Explanation, type HeldRequest, type HttpClient } from "#kit";
import { letHandlersRun } from "./after-failure.ts";
import { failures } from "./failures.ts";
import { eventsIn } from "./polls.ts";

/** How many cursors before the newest event are asked with. */
const CURSORS = 12;

/**
 * Asks with whole numbers up to the newest event, where ids are such.
 * @param late a poll with a cursor, which was held although the newest event of its board is later
 */
export async function whichCursorsWait(http: HttpClient, late: HeldRequest): Promise<Explanation | undefined> {
  const [path = "", asked = ""] = late.asked.slice("GET ".length).split("since=");
  if (!/^\d+$/.test(asked)) return undefined;
  const newest = await newestId(http, path.split("/")[2] ?? "");
  if (newest === undefined || newest <= Number(asked)) return undefined;
  const first = Math.max(0, newest - CURSORS);
  const cursors = Array.from({ length: newest - first }, (_, index) => first + index);
  const polls = await Promise.all(
    cursors.map(async (cursor) => ({ cursor, poll: await http.hold(`${path}since=${cursor}`) })),
  );
  await letHandlersRun(http);
  const answers = polls.map(({ cursor, poll }) => ({ cursor, isHeld: poll.isPending }));
  const story = eventsIn(polls[0]?.poll.answer).map((event) => String((event as { readonly id?: unknown }).id));
  for (const { poll } of polls) poll.abort();

  const held = answers.filter(({ isHeld }) => isHeld).map(({ cursor }) => cursor);
  const told = answers.filter(({ isHeld }) => !isHeld).map(({ cursor }) => cursor);
  const what = `the event ${newest} is the newest of the board, and a poll with since=${asked} was held`;
  if (!held.includes(Number(asked)))
    return {
      why: `${what}. Asked again with the same cursor, a poll was answered at once: whether an event is found depends on when the poll comes`,
    };
  if (told.length > 0 && answers.every(({ cursor, isHeld }) => isHeld === String(newest) <= String(cursor)))
    return {
      code: failures["cursors-compared-as-text"],
      why: `${what}. Asked again with each cursor before that event: with ${ranges(held)} it waits, and with ${ranges(told)} it is answered at once. That is the order of texts, in which "${newest}" is before "${held[0]}"`,
    };
  const seen = `${what}. Asked again with each cursor before that event: with ${ranges(held)} it waits, and with ${ranges(told)} it is answered at once`;
  const isTextOfAny = answers.every(({ cursor, isHeld }) => isHeld === story.every((id) => id <= String(cursor)));
  if (told.length > 0 && isTextOfAny && (await isAnsweredWithNothing(http, `${path}since=${newest}`)))
    return {
      code: failures["cursors-compared-as-text"],
      why: `${seen}. With since=${newest}, after which nothing has happened, it is answered at once with nothing. That is the order of texts, in which "${newest}" is before "${held[0]}", and "2" behind "${newest}"`,
    };
  if (told.length > 0) return { why: seen };
  return undefined;
}

/** Whether a poll that has missed nothing is answered at once, and tells of nothing. */
async function isAnsweredWithNothing(http: HttpClient, path: string): Promise<boolean> {
  const poll = await http.hold(path);
  await letHandlersRun(http);
  const isAnswered = poll.answer !== undefined && eventsIn(poll.answer).length === 0;
  poll.abort();
  return isAnswered;
}

/** The id of the newest event of a board, which comes with it as its cursor. */
async function newestId(http: HttpClient, boardId: string): Promise<number | undefined> {
  const { json } = await http.get(`/boards/${boardId}`);
  const { timestamp } = (json ?? {}) as { readonly timestamp?: unknown };
  return /^\d+$/.test(String(timestamp)) ? Number(timestamp) : undefined;
}

/** For example `0 and 2 to 9`. */
function ranges(numbers: readonly number[]): string {
  return rangesOf(numbers).join(" and ");
}
