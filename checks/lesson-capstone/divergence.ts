/** Why a client's copy of the board differs from the database, as far as the events that it was sent tell. */
import type { CheckFailure, JsonObject } from "#kit";
import { fieldThatDiffers, type CopiedTask, type Difference, type Snapshot } from "./board-copy.ts";
import { failures } from "./failures.ts";
import { inShort } from "./joining-gap.ts";
import { isOfTask } from "./messages.ts";
import type { Observer } from "./observers.ts";

interface Found {
  /** The first task that differs. */
  readonly first: Difference;
  readonly count: number;
}

interface Compared {
  readonly snapshot: Snapshot;
  /** What was changed. */
  readonly sent: string;
  /** What it is called where the check knows better. */
  readonly otherwise: "diverged" | "later-join-ignored";
}

/** What a report says of a client whose copy is not as the database. */
export function divergence(
  observer: Observer,
  { first, count }: Found,
  { snapshot, sent, otherwise }: Compared,
): CheckFailure["observation"] {
  const { copy, transport, peer } = observer;
  const { id, wanted, copied } = first;
  const title = JSON.stringify(wanted?.title ?? copied?.title).slice(0, 60);
  const others = count === 1 ? "" : `; ${count - 1} more ${count === 2 ? "task differs" : "tasks differ"}`;
  const field = wanted && copied && isPlacedAlike(wanted, copied) ? fieldThatDiffers(wanted, copied) : undefined;
  const code = otherwise === "diverged" ? kindOf(observer, first, snapshot) : otherwise;
  const isMissed = code === "missed-not-sent" || code === "caught-up-in-part";
  return {
    code: failures[code],
    sent: isMissed ? `over ${transport}, the event ${copy.asked?.since} as the last one that the client knows` : sent,
    expected: `over ${transport}, the task ${title} (${id}) ${placed(wanted)}${valued(field, wanted)}, as in the database`,
    received: `the client that applied every event has it ${placed(copied)}${valued(field, copied)}${others}. ${eventsSeen(observer, id)}`,
    peer: peer(),
  };
}

type Kind =
  | "event-untrue"
  | "event-wrapped"
  | "missed-not-sent"
  | "caught-up-in-part"
  | "nothing-sent"
  | "kind-not-sent"
  | "diverged";

function kindOf({ copy, stranger }: Observer, { id, wanted, copied }: Difference, { lastEventId }: Snapshot): Kind {
  const last = copy.about(id).at(-1)?.["task"] as CopiedTask | undefined;
  if (wanted !== undefined && last?.updatedAt !== undefined && last.updatedAt === wanted.updatedAt)
    return "event-untrue";
  if (Object.values(stranger?.()?.json ?? {}).some(isOfTask)) return "event-wrapped";
  const since = copy.sinceAsked;
  // What was changed last was changed when the client was there again.
  if (since !== undefined && since.every((event) => event["id"] === lastEventId)) return "missed-not-sent";
  if (since !== undefined && isEarlierThan(since[0], wanted)) return "caught-up-in-part";
  if (copy.events.length === 0) return "nothing-sent";
  const missing = wanted === undefined ? "task_deleted" : copied === undefined ? "task_created" : "task_moved";
  return copy.events.some(({ type }) => type === missing) ? "diverged" : "kind-not-sent";
}

/** Whether the task was changed for the last time before this event was made, so that its own event is an earlier one. */
function isEarlierThan(event: JsonObject | undefined, task: CopiedTask | undefined): boolean {
  const changedAt = (event?.["task"] as CopiedTask | undefined)?.updatedAt;
  return changedAt !== undefined && task?.updatedAt !== undefined && task.updatedAt < changedAt;
}

/** How many events a report lists. */
const LISTED = 12;

function eventsSeen({ copy, stranger }: Observer, taskId: string): string {
  const named = (events: readonly JsonObject[]) =>
    events
      .slice(0, LISTED)
      .map((event) => `${String(event["type"])} ${String(event["id"])}`)
      .join(", ") + (events.length > LISTED ? ", …" : "") || "none";
  const since = copy.sinceAsked;
  const asked =
    since === undefined
      ? ""
      : `. After it had come back and named ${copy.asked?.since} as its last event, these ids came: ${inShort(since.map(({ id }) => Number(id))) || "none"}`;
  const other = stranger?.();
  const besides = other === undefined ? "" : `; what came besides is no event: ${other.text.slice(0, 120)}`;
  return `Events about it that came: ${named(copy.about(taskId))}${asked || `; in all: ${named(copy.events)}`}${besides}`;
}

/** What an event said of a task may lack anything. */
function placed(task: Partial<CopiedTask> | undefined): string {
  return task === undefined ? "nowhere" : `in the list ${task.listId ?? "(none)"} at ${task.position ?? "no position"}`;
}

function isPlacedAlike(one: Partial<CopiedTask>, other: Partial<CopiedTask>): boolean {
  return one.listId === other.listId && one.position === other.position;
}

/** A field that is not about the place of the task, if one is named. */
function valued(field: string | undefined, task: object | undefined): string {
  if (field === undefined) return "";
  return `, with "${field}": ${JSON.stringify((task as Readonly<Record<string, unknown>>)[field]) ?? "nothing"}`;
}
