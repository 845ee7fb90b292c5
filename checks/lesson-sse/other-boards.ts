/** Why a client of one board got events of another, or none beside clients of another: asked after a failure. No verdict depends on it. */
import { expect, type EventStream, type Explanation, type Tools } from "#kit";
import { createTask, deleteTask, moveTask, type Place } from "./board-changes.ts";
import { taskCreated, taskDeleted } from "./board-events.ts";
import { failures } from "./failures.ts";
import { observed, watch } from "./streams.ts";

const ROUTES = {
  task_created: "POST /tasks",
  task_moved: "PATCH /tasks/:taskId/move",
  task_deleted: "DELETE /tasks/:taskId",
} as const;

type Kind = keyof typeof ROUTES;
const KINDS = Object.keys(ROUTES) as readonly Kind[];

/**
 * Which changes of `first` clients of the two other boards get. The id of `second` begins with the whole id of `first`, and
 * that of `third` does not.
 */
export async function whichComeElsewhere(
  { http, sse, random }: Pick<Tools, "http" | "sse" | "random">,
  { first, second, third }: Readonly<Record<"first" | "second" | "third", Place>>,
): Promise<Explanation | undefined> {
  const [own, alike, other] = [await watch(sse, first), await watch(sse, second), await watch(sse, third)];
  const task = await createTask(http, first.list, random.word());
  await deleteTask(http, await moveTask(http, task, first.otherList));
  await observed(expect(own).toReceive(taskDeleted(first.id, task.id)));
  // What was caused later comes later: by then, whatever is sent elsewhere of the first task is there.
  for (const [stream, place] of [
    [alike, second],
    [other, third],
  ] as const) {
    const marker = await createTask(http, place.list, random.word());
    await stream.untilOrSilent(() => (kindsOf(stream, marker.id).length > 0 ? true : undefined), ARRIVAL_MS);
  }
  const [there, elsewhere] = [kindsOf(alike, task.id), kindsOf(other, task.id)];
  const all = KINDS.filter((kind) => there.includes(kind) || elsewhere.includes(kind));
  const right = KINDS.filter((kind) => !all.includes(kind));
  const where =
    elsewhere.length > 0 ? "clients of every board" : `clients of ${second.id}, whose id begins with that one`;
  const seen = `of a creation, a move and a deletion on ${first.id}, ${where} got ${all.join(" and ")}`;
  if (all.length === 0) return undefined;
  if (right.length > 0)
    return {
      code: failures["one-route-to-other-boards"],
      why: `${seen}, and not ${right.join(" and ")}. So broadcast tells the boards apart, and what calls it for other boards as well is the route ${all.map((kind) => ROUTES[kind]).join(" and ")}`,
    };
  return {
    why:
      elsewhere.length > 0
        ? `${seen}, that is all three: broadcast does not tell the boards apart`
        : `${seen}, that is all three, and clients of ${third.id} none: two ids count as equal that only begin alike`,
  };
}

/**
 * Why a client gets nothing while clients of another board are there. The question, to a new process each time: do two clients
 * of one board both get a task, and do they with a client of another board between them?
 */
export async function whyNotReached(
  { http, sse }: Pick<Tools, "http" | "sse">,
  { first, second }: Readonly<Record<"first" | "second", Place>>,
  server: Tools["server"],
): Promise<Explanation | undefined> {
  const reached = async (...streams: readonly EventStream[]) => {
    const task = await createTask(http, first.list, "One more");
    const arrivals = streams.map((stream) =>
      observed(expect(stream).toReceive(taskCreated(first.id, task), { withinMs: ARRIVAL_MS })),
    );
    return (await Promise.all(arrivals)).map((failure) => failure === undefined);
  };
  await server.restart({ keepData: true });
  const alone = await reached(await watch(sse, first), await watch(sse, first));
  await server.restart({ keepData: true });
  const [early, between, late] = [await watch(sse, first), await watch(sse, second), await watch(sse, first)];
  const [isEarly, isLate] = await reached(early, late);
  if (alone.includes(false) || isEarly === isLate) return undefined;
  const [told, lost] = isEarly === true ? [early, late] : [late, early];
  return {
    code: failures["ends-at-another-board"],
    why: `asked again after a start, two clients of ${first.id} both got a new task. After another start, ${early.name} came to ${first.id}, ${between.name} to ${second.id}, and ${late.name} to ${first.id}: a new task came to ${told.name} and not to ${lost.name}. So the clients of all boards are gone through one after the other, and the first one of another board ends that`,
  };
}

/** How long an event may take to arrive, in milliseconds. */
const ARRIVAL_MS = 500;

/** As what this task has come on a stream. */
function kindsOf(stream: EventStream, taskId: string): readonly Kind[] {
  const about = stream.events.flatMap(({ json }) => {
    const { type, task, taskId: id } = (json ?? {}) as { type?: Kind; task?: { id?: unknown }; taskId?: unknown };
    return type !== undefined && (task?.id ?? id) === taskId ? [type] : [];
  });
  return KINDS.filter((kind) => about.includes(kind));
}
