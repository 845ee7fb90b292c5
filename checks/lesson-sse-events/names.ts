/** Under which names the three kinds of change arrive. */
import {
  explained,
  expect,
  type EventShape,
  type EventStream,
  type Explanation,
  type HttpClient,
  type SseClient,
} from "#kit";
import { createTask, deleteTask, moveTask, type Place } from "./board-changes.ts";
import { anyEvent } from "./board-events.ts";
import { failures } from "./failures.ts";
import { watch } from "./streams.ts";

/** How long each kind of change may take to arrive, in milliseconds. */
const ARRIVAL_MS = 500;

const KINDS = [
  ["a creation", "task_created"],
  ["a move within a list", "task_moved"],
  ["a move to another list", "task_moved"],
  ["a deletion", "task_deleted"],
] as const;

/** The place of each kind of move in `KINDS`. */
const [WITHIN, ELSEWHERE] = [1, 2];

/** Fails unless this event comes next; where it has another name, all kinds of change are asked for. */
export async function expectNamed(
  tools: { readonly http: HttpClient; readonly sse: SseClient },
  { stream, place, title }: { readonly stream: EventStream; readonly place: Place; readonly title: string },
  event: EventShape,
): Promise<void> {
  await explained(
    () => expect(stream).toReceiveNoMoreBefore(event, anyEvent),
    () => whichNames(tools, place, title),
    "sse-wrong-name",
  );
}

async function whichNames(
  { http, sse }: { readonly http: HttpClient; readonly sse: SseClient },
  place: Place,
  title: string,
): Promise<Explanation | undefined> {
  const stream = await watch(sse, place);
  const names: string[] = [];
  const nameOfNext = async () => {
    const before = stream.events.length;
    await stream.untilOrSilent(() => (stream.events.length > before ? true : undefined), ARRIVAL_MS);
    names.push(stream.events[before]?.event ?? "none");
  };
  const task = await createTask(http, place.list, title);
  await nameOfNext();
  await moveTask(http, task, place.list);
  await nameOfNext();
  await moveTask(http, task, place.otherList);
  await nameOfNext();
  await deleteTask(http, task);
  await nameOfNext();
  const list = KINDS.map(([one], index) => `${one} arrives as ${JSON.stringify(names[index])}`).join(", ");
  const [within, elsewhere] = [names[WITHIN], names[ELSEWHERE]];
  if (within !== elsewhere && [within, elsewhere].includes("task_moved"))
    return {
      code: failures["one-kind-of-move"],
      why: `${list}: the name of a move depends on whether the list is another one, and a move within a list changes the board as well`,
      event: undefined,
    };
  const wrong = KINDS.findIndex(([, name], index) => names[index] !== name);
  const other = KINDS.find(([, name]) => name !== KINDS[wrong]?.[1] && name === names[wrong]);
  const [kind] = KINDS[wrong] ?? [];
  if (kind === undefined || other === undefined) return undefined;
  const isOwn = names[KINDS.indexOf(other)] === other[1];
  return {
    code: failures["name-of-another-kind"],
    why: `${list}: ${kind} has the name of ${other[0]}${isOwn ? `, so the code that names ${other[0]} also names ${kind}` : ""}`,
    event: undefined,
  };
}
