/** The boards of a run, and what the checks do to them. */
import { expect, like, type HttpClient, type Tools } from "#kit";

type Board = Tools["board"];
type OneBoard = Board["boards"][number];
type List = OneBoard["lists"][number];
type Task = List["tasks"][number];

/** A board with the parts of it that the checks use. */
export interface Place {
  readonly id: string;
  readonly list: List;
  readonly otherList: List;
  /** A task of the other list. */
  readonly task: Task;
}

/**
 * The random boards of a run; their shape is the same for every seed. The id of `second` begins with the whole id of
 * `first`.
 */
export function placesIn({ boards }: Board): Record<"first" | "second" | "third", Place> {
  const [first, second, third] = boards.slice(0, 3).map(placeOn) as [Place, Place, Place];
  return { first, second, third };
}

function placeOn({ id, lists }: OneBoard): Place {
  const [list, otherList] = lists as readonly [List, List];
  return { id, list, otherList, task: otherList.tasks[0] as Task };
}

/** Creates a task and returns it as the route answered it. */
export async function createTask(http: HttpClient, list: List, title: string) {
  const answer = await http.post("/tasks", { json: { listId: list.id, title } });
  expect(answer).toHaveStatus(201);
  return expect(answer).toMatchJson({ data: { id: like.text, listId: list.id, title } }).data;
}

/** Creates tasks with requests that arrive together, and returns them as the route answered them. */
export async function createTasksAtOnce(http: HttpClient, list: List, titles: readonly string[]) {
  const requests = titles.map((title) => ({ path: "/tasks", json: { listId: list.id, title } }));
  const answers = await http.pipeline(...requests);
  return answers.map((answer, index) => {
    expect(answer).toHaveStatus(201);
    return expect(answer).toMatchJson({ data: { id: like.text, title: titles[index] as string } }).data;
  });
}

/** Moves a task and returns it as the route answered it. */
export async function moveTask(http: HttpClient, task: { readonly id: string }, list: List) {
  const answer = await http.patch(`/tasks/${task.id}/move`, { json: { listId: list.id } });
  expect(answer).toHaveStatus(200);
  return expect(answer).toMatchJson({ data: { id: task.id, listId: list.id } }).data;
}

export async function deleteTask(http: HttpClient, task: { readonly id: string }): Promise<void> {
  expect(await http.delete(`/tasks/${task.id}`)).toHaveStatus(204);
}
