/** Which polls a server counts as empty: asked of it when one was counted wrongly. */
import { expect, like, type HttpClient } from "#kit";
import { readStats, touch } from "./stats.ts";

/** Later than any change, and earlier than any. */
const [FUTURE, PAST] = ["2199-12-31T23:59:59.000Z", "2001-01-01T00:00:00.000Z"];

/** A poll: what it asked, as a phrase, whether its answer had no task, and whether it was counted as empty. */
interface Asked {
  readonly what: string;
  readonly isEmpty: boolean;
  readonly isCounted: boolean;
}

/** What the polls have in common that are counted as empty, where that can be told; else which of them are. */
export async function whichAreCounted(http: HttpClient): Promise<string> {
  const polls = await askAll(http);
  const empty = polls.filter(({ isEmpty }) => isEmpty);
  const wrong = polls.filter(({ isEmpty, isCounted }) => isCounted && !isEmpty);
  const counted = empty.filter(({ isCounted }) => isCounted);
  const left = empty.filter(({ isCounted }) => !isCounted);
  const others =
    wrong.length === 0
      ? "no poll that brought tasks is counted"
      : `a poll that brought tasks is counted when it asks with ${listed(wrong)}`;
  if (counted.length + wrong.length === 0)
    return "no poll is counted as empty, whatever it asks with and whatever it brings";
  if (counted.length === 0) return `no poll that brought nothing is counted as empty; ${others}`;
  if (left.length === 0) return `every poll that brought nothing is counted as empty; ${others}`;
  return `a poll that brought nothing is counted as empty when it asks with ${listed(counted)}, and not when it asks with ${listed(left)}; ${others}`;
}

async function askAll(http: HttpClient): Promise<readonly Asked[]> {
  const timestamp = await timestampNow(http);
  const later = new Date(Date.parse(timestamp) + 1).toISOString();
  const polls = [
    await ask(http, "the `timestamp` of the last answer", timestamp),
    await ask(http, "a time 1 ms later", later),
    await ask(http, "the same time again", later),
    await ask(http, "a time in the future", FUTURE),
    await ask(http, "a time long ago", PAST),
    await ask(http, "no time", undefined),
  ];
  await touch(http, "task-2", "Café: reserve a table for 9");
  return [...polls, await ask(http, "a time in the future right after a change", FUTURE)];
}

async function timestampNow(http: HttpClient): Promise<string> {
  return expect(await http.get("/tasks")).toMatchJson({ timestamp: like.text }).timestamp;
}

async function ask(http: HttpClient, what: string, updatedSince: string | undefined): Promise<Asked> {
  const before = await readStats(http);
  const answer = await http.get(`/tasks${updatedSince === undefined ? "" : `?updatedSince=${updatedSince}`}`);
  const { data } = expect(answer).toMatchJson({ data: like.listOf({ id: like.text }) });
  return { what, isEmpty: data.length === 0, isCounted: (await readStats(http)).empty > before.empty };
}

function listed(polls: readonly Asked[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(polls.map(({ what }) => what));
}
