/** What the checks of this lesson do again and again: change a board, and read what polls are answered with. */
import { expect, explained, type HeldRequest, type HttpAnswer, type HttpClient, type Tools } from "#kit";
import { failures } from "./failures.ts";

/** A board of the run, with two of its lists. */
export interface Place {
  readonly id: string;
  readonly list: string;
  readonly otherList: string;
}

/** The board that a check changes, and two beside it. */
export function boardsIn({ boards }: Tools["board"]) {
  const places = boards.map(({ id, lists }): Place => ({
    id,
    list: lists[0]?.id ?? "",
    otherList: lists[1]?.id ?? "",
  }));
  const [own, other, third] = places;
  if (own === undefined || other === undefined || third === undefined)
    throw new Error("the run has fewer than three boards");
  return { own, other, third };
}

export function createTask(http: HttpClient, listId: string, title: string): Promise<HttpAnswer> {
  return http.post("/tasks", { json: { listId, title } });
}

/** The id of the task in the answer to a request that made it. */
export function taskIdIn(answer: HttpAnswer): string {
  return (answer.json as { data?: { id?: string } } | undefined)?.data?.id ?? "";
}

/** Fails unless the answer says that the time is over: with an empty list, or with 204, which has no body. */
export function expectNothing(answer: HttpAnswer): void {
  expect(answer).toHaveStatus(200, 204);
  if (answer.status === 200) expect(answer).toMatchJson({ data: [], timeout: true });
}

/** The part of POLL_TIMEOUT_MS for which a poll is held in any case: a timer rings late, and hardly ever early. */
export const LEAST_OF_THE_TIMEOUT = 0.9;

/** Whether a poll was answered so late that its time was over. */
export function hasTimedOut(poll: HeldRequest | undefined, timeoutMs: number): boolean {
  return poll?.head !== undefined && poll.head.at - poll.sentAt >= LEAST_OF_THE_TIMEOUT * timeoutMs;
}

/**
 * Gives the handlers of these polls, of which the last one was sent last, the time that they may take, in steps of their own,
 * before they have begun to wait: twenty round trips. Fails unless all polls are held after them.
 */
export async function letRegister(...polls: readonly HeldRequest[]): Promise<void> {
  for (const last of polls.slice(-1)) for (let trip = 0; trip < 20; trip++) await expectHeld(last);
  for (const poll of polls.slice(0, -1)) await expectHeld(poll);
}

/**
 * Fails unless the poll is still held; with a code of its own where it has no cursor and tells of something all the same.
 * @param timeoutMs the time for which polls are held, where a busy machine can reach its end
 */
export async function expectHeld(poll: HeldRequest, timeoutMs = Infinity): Promise<void> {
  const tellsOldNews = () => !poll.sent.includes("since=") && eventsIn(poll.answer).length > 0;
  await explained(
    () => expect(poll).toBeHeld({ barrier: "/health", leastMs: LEAST_OF_THE_TIMEOUT * timeoutMs }),
    () => (tellsOldNews() ? { code: failures["begins-at-the-beginning"] } : undefined),
    "answered-early",
  );
}

/** The events of an answer: a list of them or, as on the course's pages, one alone. */
export function eventsIn(answer: HttpAnswer | undefined): readonly unknown[] {
  const data = (answer?.json as { readonly data?: unknown } | undefined)?.data;
  return data === undefined || data === null ? [] : [data].flat();
}

/** The cursor of an answer; empty where it has none, as with 204. */
export function cursorIn({ json }: HttpAnswer): string {
  const value = (json as { readonly timestamp?: unknown } | undefined)?.timestamp;
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The cursor that comes with the board. */
export async function cursorOf(http: HttpClient, boardId: string): Promise<string> {
  return cursorIn(await http.get(`/boards/${boardId}`));
}

/** A poll that goes on from a cursor. */
export function pollFrom(boardId: string, cursor: string): string {
  return `/boards/${boardId}/poll?since=${encodeURIComponent(cursor)}`;
}
