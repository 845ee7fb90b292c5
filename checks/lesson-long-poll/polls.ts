/** What the checks of this lesson do again and again: change a board, and read what polls are answered with. */
import { CheckFailure, expect, like, type HeldRequest, type HttpAnswer, type HttpClient, type Tools } from "#kit";
import { failures } from "./failures.ts";

/** The board that a check changes, and one beside it. */
export function boardsIn({ boards }: Tools["board"]) {
  const [own, other] = boards.map(({ id, lists }) => ({ id, list: lists[0]?.id ?? "", otherList: lists[1]?.id ?? "" }));
  if (own === undefined || other === undefined) throw new Error("the random board has fewer than two boards");
  return { own, other };
}

export function createTask(http: HttpClient, listId: string, title: string): Promise<HttpAnswer> {
  return http.post("/tasks", { json: { listId, title } });
}

/** The id of the task in the answer to a request that made it. */
export function taskIdIn(answer: HttpAnswer): string {
  return (answer.json as { data?: { id?: string } } | undefined)?.data?.id ?? "";
}

/** The event that a task was created, in a list of events or, as on the course's pages, alone. */
export function tells(type: string, field: "title" | "id", value: string) {
  const phrase = `the event ${type} of the task ${JSON.stringify(value)}, once`;
  const isIt = (event: EventLike) =>
    event.type === type && (event.task?.[field] ?? (field === "id" ? event.taskId : undefined)) === value;
  return { data: like.where(phrase, (data) => [data].flat().filter((event) => isIt(asEvent(event))).length === 1) };
}

/** Fails unless the answer says that the time is over: with an empty list, or with 204, which has no body. */
export function expectNothing(answer: HttpAnswer): void {
  expect(answer).toHaveStatus(200, 204);
  if (answer.status === 200) expect(answer).toMatchJson({ data: [], timeout: true });
}

/**
 * Gives a handler the time that it may take, in steps of its own, before it has begun to wait: twenty round trips, after each
 * of which this poll is still held.
 */
export async function letItRegister(poll: HeldRequest): Promise<void> {
  for (let trip = 0; trip < 20; trip++) await expect(poll).toBeHeld({ barrier: "/health" });
}

/** The cursor that comes with the board. */
export async function cursorOf(http: HttpClient, boardId: string): Promise<string> {
  return textIn(await http.get(`/boards/${boardId}`), "timestamp");
}

/** A poll that goes on from a cursor. */
export function pollFrom(boardId: string, cursor: string): string {
  return `/boards/${boardId}/poll?since=${encodeURIComponent(cursor)}`;
}

/** Reads answers of polls one after the other, and what each of them reported. */
export class Reader {
  readonly titles: string[] = [];
  cursor: string;
  #last: HttpAnswer | undefined;

  constructor(cursor: string) {
    this.cursor = cursor;
  }

  /** Reads the answer to a poll that was late: what it is to tell of happened before it came. */
  async readAtOnce(poll: HeldRequest): Promise<void> {
    try {
      this.read(await expect(poll).toBeAnswered());
    } catch (error) {
      if (!(error instanceof CheckFailure) || error.observation.code !== "still-held") throw error;
      throw new CheckFailure({ ...error.observation, code: failures["event-lost"] });
    }
  }

  read(answer: HttpAnswer): void {
    this.#last = answer;
    for (const event of [(answer.json as { data?: unknown } | undefined)?.data].flat())
      this.titles.push(asEvent(event).task?.title ?? "an event without a task");
    this.cursor = textIn(answer, "timestamp");
  }

  /** Fails unless exactly these titles were reported, in this order. */
  expectTitles(...wanted: readonly string[]): void {
    const got = this.titles;
    const isLost = wanted.some((title) => !got.includes(title));
    const isRepeated = got.length > wanted.length;
    if (got.length === wanted.length && wanted.every((title, index) => got[index] === title)) return;
    throw new CheckFailure({
      code: isLost ? failures["event-lost"] : isRepeated ? failures["event-repeated"] : failures["events-out-of-order"],
      sent: this.#last?.sent ?? "the polls above",
      expected: `in all answers together: ${shown(wanted)}`,
      received: shown(got),
      event: this.#last?.event,
    });
  }
}

/** Fails unless each of these polls is answered. Returns their answers. */
export async function expectAllAnswered(polls: readonly HeldRequest[]): Promise<HttpAnswer[]> {
  const answers: HttpAnswer[] = [];
  try {
    for (const poll of polls) answers.push(await expect(poll).toBeAnswered());
    return answers;
  } catch (error) {
    if (!(error instanceof CheckFailure) || error.observation.code !== "still-held") throw error;
    const numbers = polls.flatMap(({ isPending }, index) => (isPending ? [] : [index + 1]));
    if (numbers.length === 0) throw error;
    throw new CheckFailure({
      ...error.observation,
      code: failures["not-all-woken"],
      expected: `an answer to each of the ${polls.length} polls of this board`,
      received: `an answer to number ${numbers.join(", ")} of them; the others are still open`,
    });
  }
}

/** Asks until the counter says so many polls, and fails when it does not within 2 s. */
export async function expectWaiters(http: HttpClient, count: number, when: string): Promise<void> {
  // Polls may time out meanwhile: what the counter said first tells more than what it says in the end.
  const said: number[] = [];
  const answer = await http.getUntil("/debug/connections", ({ json }) => {
    const { waiters } = connectionsIn(json);
    if (!Object.is(said.at(-1), waiters)) said.push(waiters);
    return waiters === count;
  });
  if (said.at(-1) === count) return;
  throw new CheckFailure({
    code: failures["waiters-miscounted"],
    sent: answer.sent,
    expected: `${count} ${count === 1 ? "waiter" : "waiters"} ${when}`,
    received: said.join(", later "),
    event: answer.event,
  });
}

/** How many timers the server's process says it has. */
export async function timersOf(http: HttpClient): Promise<number> {
  return connectionsIn((await http.get("/debug/connections")).json).timers;
}

/** Timers that other parts of the server may start meanwhile. */
const OTHER_TIMERS = 4;

/** Fails when there are more timers than before, a few of others aside. */
export async function expectNoMoreTimers(http: HttpClient, before: number, when: string): Promise<void> {
  const answer = await http.get("/debug/connections");
  const { timers } = connectionsIn(answer.json);
  if (timers - before <= OTHER_TIMERS) return;
  throw new CheckFailure({
    code: failures["timers-left"],
    sent: answer.sent,
    expected: `no more timers ${when} than before, when there were ${before}`,
    received: `${timers}`,
    event: answer.event,
  });
}

/** What the server says of itself. */
function connectionsIn(json: unknown): { readonly waiters: number; readonly timers: number } {
  const data = (json as { data?: { waiters?: number; timers?: number } } | undefined)?.data;
  return { waiters: data?.waiters ?? Number.NaN, timers: data?.timers ?? Number.NaN };
}

interface EventLike {
  readonly type?: string;
  readonly task?: { readonly id?: string; readonly title?: string };
  readonly taskId?: string;
}

function asEvent(value: unknown): EventLike {
  return typeof value === "object" && value !== null ? value : {};
}

function textIn(answer: HttpAnswer, field: string): string {
  const value = (answer.json as Record<string, unknown> | undefined)?.[field];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function shown(titles: readonly string[]): string {
  return titles.length === 0 ? "nothing" : titles.map((title) => JSON.stringify(title)).join(", ");
}
