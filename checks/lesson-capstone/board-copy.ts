/** A copy of a board that a client keeps: what it had at first, and every event that it was sent since. */
import type { JsonObject } from "#kit";
import type { failures } from "./failures.ts";

export interface CopiedTask {
  readonly id: string;
  readonly listId: string;
  readonly title: string;
  readonly position: number;
  readonly updatedAt?: string;
}

/** The board as `GET /boards/:boardId` shows it. */
export interface Snapshot {
  readonly boardId: string;
  /** By id, in the order of the board. */
  readonly tasks: ReadonlyMap<string, CopiedTask>;
  /** The id of the last event that is in it. */
  readonly lastEventId: string;
}

/** What was wrong with an event when it came. */
export interface EventFault {
  readonly code: keyof typeof failures;
  readonly event: JsonObject;
}

export class BoardCopy {
  readonly boardId: string;
  /** What the client names when it asks for what it has missed. */
  lastEventId: string;
  /** The first event that no client should have been sent. */
  fault: EventFault | undefined;
  /** Every event, in the order in which they came. */
  readonly events: JsonObject[] = [];
  /** When it last asked for what came after an event that it names: that event's id, and how many events it had then. */
  asked: { readonly since: string; readonly had: number } | undefined;
  /** The last answer to a poll: what was asked, what to ask next, and the id of its last event. */
  /** All answers that brought events, in their order. */
  readonly answers: { readonly since: string; readonly timestamp: string; readonly ids: readonly string[] }[] = [];
  answered: { readonly since: string; readonly timestamp: string; readonly lastId: unknown } | undefined;
  readonly #tasks: Map<string, CopiedTask>;
  readonly #byId = new Map<string, JsonObject>();
  /** The last event that was in the snapshot. */
  readonly #since: string;

  /** Whether the client names an event when it first connects. */
  readonly #namesAtFirst: boolean;

  constructor({ boardId, tasks, lastEventId }: Snapshot, namesAtFirst = true) {
    this.#namesAtFirst = namesAtFirst;
    this.boardId = boardId;
    this.#tasks = new Map(tasks);
    this.lastEventId = lastEventId;
    this.#since = lastEventId;
  }

  /** Whether it holds what the event with this id has brought. */
  has(eventId: string): boolean {
    return this.lastEventId === eventId || this.#byId.has(eventId);
  }

  /** Notes that the client asks for what it has missed, from the event with this id on. */
  askFrom(since: string): void {
    this.asked = { since, had: this.events.length };
  }

  /** What came since it last asked; undefined when it never has. */
  get sinceAsked(): readonly JsonObject[] | undefined {
    return this.asked && this.events.slice(this.asked.had);
  }

  /** Takes one event as a client does: what it says of a task replaces what was known of it. */
  apply(event: JsonObject): void {
    this.events.push(event);
    const code = this.#faultOf(event);
    if (code !== undefined) this.fault ??= { code, event };
    const { id } = event;
    if (typeof id === "string") {
      this.#byId.set(id, event);
      this.lastEventId = id;
    }
    const task = event["task"] as CopiedTask | undefined;
    if (event["type"] === "task_deleted") this.#tasks.delete((event["taskId"] as string | undefined) ?? task?.id ?? "");
    else if (task !== undefined) this.#tasks.set(task.id, task);
  }

  /** How the first task that is not as on the board differs from it, and in how many it differs. */
  differenceFrom({ tasks }: Snapshot): { readonly first: Difference; readonly count: number } | undefined {
    const ids = new Set([...tasks.keys(), ...this.#tasks.keys()]);
    const found = [...ids].flatMap((id) => {
      const [wanted, copied] = [tasks.get(id), this.#tasks.get(id)];
      return isSame(wanted, copied) ? [] : [{ id, wanted, copied }];
    });
    return found[0] && { first: found[0], count: found.length };
  }

  /** The events that were about this task. */
  about(taskId: string): JsonObject[] {
    return this.events.filter(
      ({ taskId: deleted, task }) => (deleted ?? (task as CopiedTask | undefined)?.id) === taskId,
    );
  }

  #faultOf(event: JsonObject): EventFault["code"] | undefined {
    const { id, boardId } = event;
    if (missingIn(event) !== undefined) return "event-incomplete";
    if (typeof id === "number") return "id-as-number";
    if (boardId !== this.boardId) return "event-of-another-board";
    const earlier = this.#byId.get(String(id));
    if (earlier !== undefined && !isAlike(earlier, event)) return "id-used-twice";
    if (this.asked !== undefined && isKnown(id, this.asked.since)) return "known-sent-again";
    if (isKnown(id, this.#since)) return this.#namesAtFirst ? "known-sent-again" : "sent-the-past";
    if (earlier !== undefined) return "delivered-twice";
    return isKnown(id, this.lastEventId) ? "events-out-of-order" : undefined;
  }
}

/** The first field of an event that is missing from it (the lesson's README, The routes). */
export function missingIn(event: JsonObject): string | undefined {
  const ofType =
    event["type"] === "task_deleted" ? ["taskId"] : ["task", ...(event["type"] === "task_moved" ? ["fromListId"] : [])];
  return ["id", "boardId", ...ofType].find((name) => event[name] === undefined || event[name] === null);
}

/** A task of the board beside that of the copy; undefined where it is not. */
export interface Difference {
  readonly id: string;
  readonly wanted: CopiedTask | undefined;
  readonly copied: CopiedTask | undefined;
}

function isSame(one: CopiedTask | undefined, other: CopiedTask | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return fieldThatDiffers(one, other) === undefined;
}

/** The first field of a task on the board that the copy has otherwise. */
export function fieldThatDiffers(wanted: CopiedTask, copied: Partial<CopiedTask>): string | undefined {
  const known = copied as Readonly<Record<string, unknown>>;
  return Object.entries(wanted).find(([name, value]) => known[name] !== value)?.[0];
}

/** Whether two events tell of the same change, whichever fields their JSON begins with. */
function isAlike(one: JsonObject, other: JsonObject): boolean {
  const essence = ({ type, taskId, task }: JsonObject) => {
    const { id, updatedAt } = (task ?? {}) as Partial<CopiedTask>;
    return JSON.stringify([type, taskId, id, updatedAt]);
  };
  return essence(one) === essence(other);
}

/** Whether an event is not later than the last one that is known; ids that are no numbers say nothing. */
function isKnown(id: unknown, last: string): boolean {
  const isNumber = (text: unknown): text is string => typeof text === "string" && /^\d{1,15}$/.test(text);
  return isNumber(id) && isNumber(last) && Number(id) <= Number(last);
}
