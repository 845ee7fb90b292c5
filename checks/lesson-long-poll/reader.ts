/** A client that reads the answers of polls, and the events that it should have read. */
import {
  CheckFailure,
  expect,
  explained,
  like,
  type HeldRequest,
  type HttpAnswer,
  type HttpClient,
  type Random,
} from "#kit";
import { failures } from "./failures.ts";
import { areWokenBy, whyOnlyTheNewest } from "./after-failure.ts";
import { whichCursorsWait } from "./other-cursors.ts";
import { createTask, cursorIn, eventsIn, pollFrom, taskIdIn, type Place } from "./polls.ts";

/** Reads answers of polls one after the other, and what each of them reported. */
export class Reader {
  /** Each with its type and its task: `task_moved "kivo-12"`. */
  readonly events: string[] = [];
  cursor: string;
  #last: HttpAnswer | undefined;
  /** What an answer has shown to be wrong with its cursor or its order, before that did any harm. */
  #mistake: keyof typeof failures | undefined;

  constructor(cursor: string) {
    this.cursor = cursor;
  }

  /** Polls until this many events were reported, each with the cursor of the answer before, or until a poll is held. */
  async catchUp(http: HttpClient, boardId: string, count: number): Promise<void> {
    for (let poll = 0; poll < count && this.events.length < count; poll++) {
      try {
        this.read(await expect(await http.hold(pollFrom(boardId, this.cursor))).toBeAnswered());
      } catch (error) {
        if (error instanceof CheckFailure && error.observation.code === "still-held") return;
        throw error;
      }
    }
  }

  /**
   * Reads the answer to a poll that was late: what it is to tell of happened before it came.
   * @param http the client with which more is asked
   * @param change what wakes a poll that waits all the same
   */
  async readAtOnce(http: HttpClient, poll: HeldRequest, change?: () => Promise<unknown>): Promise<void> {
    const answer = await explained(
      () => expect(poll).toBeAnswered(),
      async () => {
        const waiting = poll.isPending ? await whichCursorsWait(http, poll) : undefined;
        if (waiting !== undefined) return { code: failures["event-lost"], ...waiting };
        if (change === undefined || !poll.isPending || !(await areWokenBy([poll], change)))
          return { code: failures["event-lost"] };
        const told = eventsIn(poll.answer).length;
        if (told > 1) return { code: failures["waits-before-looking"] };
        return await whyOnlyTheNewest(http, poll, change);
      },
      "still-held",
    );
    this.read(answer);
  }

  /** Why a poll with the cursor of this reader may be told again of what it was told before. */
  get mistake(): keyof typeof failures | undefined {
    return this.#mistake;
  }

  read(answer: HttpAnswer): void {
    this.#last = answer;
    const events = eventsIn(answer).map(asEvent);
    this.events.push(...events.map(described));
    const cursor = cursorIn(answer);
    this.#mistake ??= mistakeIn(events, cursor, this.cursor);
    this.cursor = cursor;
  }

  /** Fails unless tasks with exactly these titles were reported as created, in this order. */
  expectTitles(...titles: readonly string[]): void {
    this.expectEvents(titles.map((title) => eventOf("task_created", title)));
  }

  /** Fails unless exactly these events were reported, in this order. */
  expectEvents(wanted: readonly string[]): void {
    const got = this.events;
    const isLost = wanted.some((event) => !got.includes(event));
    const isRepeated = got.length > wanted.length;
    if (got.length === wanted.length && wanted.every((event, index) => got[index] === event)) return;
    if (isLost) this.#fail(whyLost(got, wanted), wanted);
    this.#fail(this.#mistake ?? (isRepeated ? "event-repeated" : "events-out-of-order"), wanted);
  }

  /** Fails when an answer had its events in another order than that in which they happened. */
  expectInOrder(): void {
    if (this.#mistake !== "sorted-as-text" && this.#mistake !== "newest-first") return;
    const ids = eventsIn(this.#last).map((event) => asEvent(event).id);
    throw new CheckFailure({
      code: failures[this.#mistake],
      sent: this.#last?.sent ?? "the polls above",
      expected: "the events in the order in which they happened, that of their ids as numbers",
      received: `those with the ids ${ids.join(", ")}, in this order`,
      event: this.#last?.event,
    });
  }

  /** The same for a client that came back: what it lacks tells where the server looks for what was missed. */
  expectAllMissed(wanted: readonly string[]): void {
    const got = this.events;
    if (got.length === 0) this.#fail("events-read-by-another", wanted);
    const areFirst = got.length < wanted.length && got.every((event, index) => event === wanted[index]);
    if (areFirst) this.#fail("events-cut-off", wanted);
    this.expectEvents(wanted);
  }

  #fail(code: keyof typeof failures, wanted: readonly string[]): never {
    throw new CheckFailure({
      code: failures[code],
      sent: this.#last?.sent ?? "the polls above",
      expected: `in all answers together: ${shown(wanted)}`,
      received: shown(this.events),
      event: this.#last?.event,
    });
  }
}

/** What is wrong with an answer, by its events and its cursor. */
function mistakeIn(events: readonly EventLike[], cursor: string, asked: string): keyof typeof failures | undefined {
  const ids = events.map(({ id }) => Number(id));
  const [first, second] = ids;
  if (events.length > 0 && cursor === asked) return "cursor-not-moved";
  if (first === undefined || second === undefined) return undefined;
  const isAsText = String(ids) === String(ids.map(String).toSorted());
  if (isAsText && String(ids) !== String(ids.toSorted((one, other) => one - other))) return "sorted-as-text";
  if (first > second) return "newest-first";
  return cursor === events[0]?.id ? "cursor-of-the-first-event" : undefined;
}

/** Why events are missing, by their places among those that were told. */
function whyLost(got: readonly string[], wanted: readonly string[]): keyof typeof failures {
  const told = wanted.map((event) => got.includes(event));
  const isGap = (before: boolean) => told.some((isTold, index) => !isTold && told[index + (before ? -1 : 1)] === true);
  if (!told.includes(true)) return "event-lost";
  if (isGap(false) && !isGap(true)) return "newest-alone-told";
  return "event-lost";
}

/**
 * Twelve changes of a board, to be made in this order; each returns its event. They are of all three types, several of them
 * change the same task, and one moves a task within its list.
 */
export function changesOf(http: HttpClient, place: Place, random: Random): readonly (() => Promise<string>)[] {
  const tasks: { readonly id: string; readonly title: string }[] = [];
  const create = async () => {
    const title = random.word();
    tasks.push({ title, id: taskIdIn(await createTask(http, place.list, title)) });
    return eventOf("task_created", title);
  };
  const move = (number: number) => async () => {
    const { id = "", title = "" } = tasks[number] ?? {};
    expect(await http.patch(`/tasks/${id}/move`, { json: { listId: place.otherList } })).toHaveStatus(200);
    return eventOf("task_moved", title);
  };
  const remove = (number: number) => async () => {
    const { id = "" } = tasks[number] ?? {};
    expect(await http.delete(`/tasks/${id}`)).toHaveStatus(204, 200);
    return eventOf("task_deleted", id);
  };
  return [create, create, move(0), move(0), create, remove(0), move(1), move(2), remove(1), create, move(3), remove(2)];
}

/**
 * Fails when this answer tells of anything but a task with this title: it is that of a poll whose cursor came with an answer
 * that had no news. With no event at all, its time was over on a slow machine.
 */
export function expectNoOldNews(answer: HttpAnswer, title: string): void {
  const reader = new Reader("");
  reader.read(answer);
  if (reader.events.every((event) => event === eventOf("task_created", title))) return;
  throw new CheckFailure({
    code: failures["timed-out-cursor-goes-back"],
    sent: answer.sent,
    expected: `${eventOf("task_created", title)} alone, which happened after that cursor`,
    received: shown(reader.events),
    event: answer.event,
  });
}

/** The event that a task was created, in a list of events or, as on the course's pages, alone. */
export function tells(type: string, field: "title" | "id", value: string) {
  const phrase = `the event ${type} of the task ${JSON.stringify(value)}, once`;
  const isIt = (event: EventLike) =>
    event.type === type && (event.task?.[field] ?? (field === "id" ? event.taskId : undefined)) === value;
  return { data: like.where(phrase, (data) => [data].flat().filter((event) => isIt(asEvent(event))).length === 1) };
}

/**
 * Fails unless this answer tells of a task with this title, once.
 * @param before the cursor of the board before the task was created; undefined where the poll was not woken but timed out
 */
export async function expectToldOf(answer: HttpAnswer, title: string, before: string | undefined): Promise<void> {
  await explained(
    () => expect(answer).toMatchJson(tells("task_created", "title", title)),
    () => {
      if (before === undefined || eventsIn(answer).length > 0) return undefined;
      return { code: failures[cursorIn(answer) === before ? "woken-before-stored" : "answer-begins-too-late"] };
    },
    "http-wrong-json",
    "http-missing-field",
  );
}

interface EventLike {
  readonly id?: string;
  readonly type?: string;
  readonly task?: { readonly id?: string; readonly title?: string };
  readonly taskId?: string;
}

function asEvent(value: unknown): EventLike {
  return typeof value === "object" && value !== null ? value : {};
}

/** An event as a report shows it: its type, and the title of its task, or the id of one that was deleted. */
function eventOf(type: string, task: string): string {
  return `${type} ${JSON.stringify(task)}`;
}

function described({ type = "an event without a type", task, taskId }: EventLike): string {
  const name = type === "task_deleted" ? (taskId ?? task?.id) : task?.title;
  return name === undefined ? `${type} without a task` : eventOf(type, name);
}

function shown(events: readonly string[]): string {
  return events.length === 0 ? "nothing" : events.join(", ");
}

/** Fails unless an answer with events has a cursor and ids, and does not say that the time is over. */
export function expectWholeAnswer(answer: HttpAnswer): void {
  const { timeout } = (answer.json ?? {}) as { readonly timeout?: unknown };
  const ids = eventsIn(answer).map((event) => (event as { readonly id?: unknown } | null)?.id);
  const fault =
    cursorIn(answer) === ""
      ? (["cursor-missing", "a timestamp beside the events"] as const)
      : timeout === true
        ? (["news-called-timeout", "events, and no timeout"] as const)
        : ids.some((id) => typeof id !== "string" && typeof id !== "number")
          ? (["event-without-id", "events with an id each"] as const)
          : undefined;
  if (fault === undefined) return;
  const [code, expected] = fault;
  throw new CheckFailure({
    code: failures[code],
    sent: answer.sent,
    expected,
    received: answer.body,
    event: answer.event,
  });
}
