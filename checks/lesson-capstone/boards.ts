/** The boards of a run, what they hold at the moment, and changes of them. */
import { CheckFailure, expect, like, type HttpAnswer, type Tools } from "#kit";
import type { CopiedTask, Snapshot } from "./board-copy.ts";
import { failures } from "./failures.ts";

/** A board, and the ids of its lists in their order. */
export interface Place {
  readonly id: string;
  readonly lists: readonly string[];
}

/** The first board has three lists with 3, 1 and 0 tasks. The id of `second` begins with the whole id of `first`. */
export function boardsIn({ boards }: Tools["board"]): Record<"first" | "second", Place> {
  const [first, second] = boards.map(({ id, lists }) => ({ id, lists: lists.map((list) => list.id) }));
  return { first, second } as Record<"first" | "second", Place>;
}

/** The board as the database has it. */
export async function snapshotOf(http: Tools["http"], { id: boardId }: Place): Promise<Snapshot> {
  const answer = await http.get(`/boards/${boardId}`);
  expect(answer).toHaveStatus(200);
  const task = { id: like.text, title: like.text, position: like.number, listId: like.text };
  const { data, timestamp } = expect(answer).toMatchJson({
    data: { lists: like.listOf({ id: like.text, tasks: like.listOf(task) }) },
    timestamp: like.text,
  });
  const tasks = data.lists.flatMap(({ tasks }) => tasks);
  return { boardId, tasks: new Map(tasks.map((one) => [one.id, one])), lastEventId: timestamp };
}

export async function create({ http }: Tools, listId: string, title: string): Promise<HttpAnswer> {
  const answer = await http.post("/tasks", { json: { listId, title } });
  // That it is 201 is asked once; everything else does not depend on it.
  expect(answer).toHaveStatus(201, 200);
  return answer;
}

/** Moves a task to a list: to a position, or to its end. */
export async function move({ http }: Tools, id: string, listId: string, position?: number): Promise<HttpAnswer> {
  const answer = await http.patch(`/tasks/${id}/move`, { json: { listId, position } });
  expect(answer).toHaveStatus(200);
  return answer;
}

/** Creates a task and moves another one, in one write. Returns what was sent. */
export async function createThenMove(
  { http, random }: Tools,
  listId: string,
  taskId: string,
  toListId: string,
): Promise<string> {
  const answers = await http.pipeline(
    { method: "POST", path: "/tasks", json: { listId, title: random.word() } },
    { method: "PATCH", path: `/tasks/${taskId}/move`, json: { listId: toListId } },
  );
  for (const answer of answers) expect(answer).toHaveStatus(200, 201);
  return answers.map(({ sent }) => sent).join(", and in the same write ");
}

/** Moves a task so many times, from list to list, faster than one request after the other. Returns the last answer. */
export async function moveAbout({ http }: Tools, id: string, { lists }: Place, times: number): Promise<HttpAnswer> {
  const answers = await http.pipeline(
    ...Array.from({ length: times }, (_, index) => ({
      method: "PATCH" as const,
      path: `/tasks/${id}/move`,
      json: { listId: lists[index % lists.length], position: index + 0.5 },
    })),
  );
  for (const answer of answers) expect(answer).toHaveStatus(200);
  return answers.at(-1) as HttpAnswer;
}

export async function remove({ http }: Tools, id: string): Promise<HttpAnswer> {
  const answer = await http.delete(`/tasks/${id}`);
  expect(answer).toHaveStatus(200, 204);
  return answer;
}

/** The task with this title, on the board as it is. Fails when there is none. */
export function taskWith({ tasks }: Snapshot, title: string, answer: HttpAnswer): CopiedTask {
  const found = [...tasks.values()].find((task) => task.title === title);
  if (found !== undefined) return found;
  throw notStored(answer, `a task with the title ${JSON.stringify(title)}`, "no such task");
}

/**
 * Fails unless a list holds exactly these tasks, in this order.
 * @param why what probably happened, where the check knows better than the failure's own text
 */
export function expectOrder(
  snapshot: Snapshot,
  listId: string,
  ids: readonly string[],
  answer: HttpAnswer,
  why?: string,
): void {
  const found = [...snapshot.tasks.values()].filter((task) => task.listId === listId);
  if (found.length === ids.length && found.every(({ id }, index) => id === ids[index])) return;
  const named = (all: readonly string[]) =>
    all.length === 0 ? "no task" : all.map((id) => snapshot.tasks.get(id)?.title ?? id).join(", then ");
  throw notStored(answer, `in the list ${listId}: ${named(ids)}`, named(found.map(({ id }) => id)), why);
}

/** Fails when one of these tasks has another position than before. */
export function expectUnmoved(before: Snapshot, after: Snapshot, ids: readonly string[], answer: HttpAnswer): void {
  for (const id of ids) {
    const [was, is] = [before.tasks.get(id), after.tasks.get(id)];
    if (was?.position === is?.position) continue;
    throw notStored(
      answer,
      `${was?.title} stays at position ${was?.position}`,
      `it is at ${is?.position}`,
      "the move of one task changed another one, and no event tells anybody of that",
    );
  }
}

/** @param why what probably happened, where the check knows better than the failure's own text */
export function notStored({ sent, event }: HttpAnswer, expected: string, received: string, why?: string): CheckFailure {
  return new CheckFailure({
    ...(why === undefined ? {} : { why }),
    code: failures["not-stored"],
    sent,
    expected: `on the board then, ${expected}`,
    received,
    event,
  });
}

/** Creates one task after the other, each as soon as the one before is answered, until it is stopped. */
export class Editor {
  readonly #work: Promise<void>;
  #isStopped = false;

  constructor(tools: Tools, listId: string) {
    this.#work = this.#create(tools, listId);
    // What fails is thrown where it is stopped.
    this.#work.catch(() => {});
  }

  async #create(tools: Tools, listId: string): Promise<void> {
    while (!this.#isStopped) await create(tools, listId, tools.random.word());
  }

  /** Resolves when the last task is created. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#work;
  }
}
