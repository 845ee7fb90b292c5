/** Changes that the board refuses. */
import { CheckFailure, expect, type HttpAnswer, type Tools } from "#kit";
import type { Snapshot } from "./board-copy.ts";
import { notStored } from "./boards.ts";
import { failures } from "./failures.ts";
import type { Observer } from "./observers.ts";

/** Statuses for what is not there, or does not fit. */
const REFUSED = [400, 404, 409, 422] as const;

/** Asks for changes of every kind that the board refuses, and fails unless each of them is answered as an error. */
export async function expectRefused(
  { http, random }: Tools,
  { list, id, foreignList }: { readonly list: string; readonly id: string; readonly foreignList: string },
): Promise<void> {
  const title = random.word();
  expect(await http.post("/tasks", { json: { listId: list, title: "" } })).toHaveStatus(400, 422);
  expect(await http.post("/tasks", { json: { listId: random.word(), title } })).toHaveStatus(...REFUSED);
  expect(await http.patch(`/tasks/${id}/move`, { json: { listId: foreignList } })).toHaveStatus(...REFUSED);
  expect(await http.patch(`/tasks/${random.word()}/move`, { json: { listId: list } })).toHaveStatus(404);
  expect(await http.delete(`/tasks/${random.word()}`)).toHaveStatus(404);
}

/** Fails when a client was sent more than the one change that was not refused. */
export function expectOnlyChange({ copy, transport, peer }: Observer): void {
  if (copy.events.length === 1) return;
  throw new CheckFailure({
    code: failures["published-for-nothing"],
    sent: "five changes that the board refuses, and then a new task",
    expected: `one event over ${transport}: that of the new task`,
    received: copy.events.map((event) => JSON.stringify(event).slice(0, 120)).join(", then "),
    peer: peer(),
  });
}

/** Fails when the task is on the board. */
export function expectGone({ tasks }: Snapshot, id: string, answer: HttpAnswer): void {
  if (!tasks.has(id)) return;
  throw notStored(answer, `no task ${id}`, `the task ${JSON.stringify(tasks.get(id)?.title)} is there`);
}
