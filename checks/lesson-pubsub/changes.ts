/** The boards of a run, and the requests that change them. */
import { CheckFailure, expect, like, type Random, type Tools } from "#kit";
import { failures } from "./failures.ts";

/** A board, and the lists of it that the checks use. */
export interface Place {
  readonly id: string;
  readonly list: string;
  readonly otherList: string;
}

/** The boards of the run. The id of `second` begins with the whole id of `first`. */
export function boardsIn({ boards }: Tools["board"]): Record<"first" | "second" | "third", Place> {
  const [first, second, third] = boards.map(({ id, lists }) => ({
    id,
    list: lists[0]?.id ?? "",
    otherList: lists[1]?.id ?? "",
  })) as [Place, Place, Place];
  return { first, second, third };
}

/** As many random titles. */
export function titles(random: Random, count: number): string[] {
  return Array.from({ length: count }, () => random.word());
}

/** The longest title that a board takes: 200 characters. */
export function longTitle(random: Random): string {
  return titles(random, 25).join("-").slice(0, 200);
}

/** Creates a task. Returns its id, and what was sent. */
export async function create({ http }: Tools, listId: string, title: string) {
  const answer = await http.post("/tasks", { json: { listId, title } });
  expect(answer).toHaveStatus(201);
  const { id } = expect(answer).toMatchJson({ data: { id: like.text, title } }).data;
  return { id, sent: answer.sent };
}

/** Moves a task to a list, and returns what was sent. */
export async function move({ http }: Tools, id: string, listId: string): Promise<string> {
  const answer = await http.patch(`/tasks/${id}/move`, { json: { listId } });
  expect(answer).toHaveStatus(200);
  return answer.sent;
}

/** Deletes a task, and returns what was sent. */
export async function remove({ http }: Tools, id: string): Promise<string> {
  const answer = await http.delete(`/tasks/${id}`);
  expect(answer).toHaveStatus(204);
  return answer.sent;
}

/** Imports tasks with the given job, and returns what was sent. */
export async function importAll({ http }: Tools, listId: string, all: readonly string[]): Promise<string> {
  const answer = await http.post("/import", { json: { listId, titles: all } });
  expect(answer).toHaveStatus(200);
  return answer.sent;
}

/** Creates tasks in one batch, and returns what was sent. */
export async function createAll({ http }: Tools, listId: string, all: readonly string[]): Promise<string> {
  const answer = await http.post("/tasks/batch", { json: { listId, titles: all } });
  expect(answer).toHaveStatus(201);
  return answer.sent;
}

/** Fails when a board has a task of a batch that it refused. */
export async function expectNothingStored(
  { http }: Tools,
  { id }: Place,
  refused: readonly string[],
  sent: string,
): Promise<void> {
  const answer = await http.get(`/boards/${id}`);
  expect(answer).toHaveStatus(200);
  const stored = refused.filter((title) => answer.body.includes(title));
  if (stored.length === 0) return;
  throw new CheckFailure({
    code: failures["batch-half-stored"],
    sent: `${sent}, which is refused, and ${answer.sent}`,
    expected: "a board without any task of the batch: all of them or none",
    received: `a board with ${stored.map((title) => JSON.stringify(title)).join(" and ")}`,
    event: answer.event,
  });
}
