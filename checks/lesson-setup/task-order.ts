/** Which tasks a list of the board has, and in which order. */
import { CheckFailure, expect, like, type HttpAnswer } from "#kit";
import { tasksAsListed, tasksOf } from "./answers.ts";
import { failures } from "./failures.ts";

interface List {
  readonly id: string;
}

interface Listed {
  readonly id: string;
  readonly position: number;
}

/** What is looked at: a list in an answer with its board, and the answer to the request that has changed it, if there was one. */
interface View {
  readonly list: List;
  readonly board: HttpAnswer;
  readonly after?: HttpAnswer;
}

/** Fails unless the list has these tasks and no others, and their positions put them in this order. */
export function expectTasks({ list, board, after }: View, ...ids: readonly string[]): void {
  judge(tasksOf(list, board), ids, "positions-out-of-order", after);
}

/** The same for the order in which the board shows the tasks of the list. */
export function expectListed({ list, board, after }: View, ...ids: readonly string[]): void {
  judge(tasksOf(list, board), ids, "positions-out-of-order", after);
  judge(tasksAsListed(list, board), ids, "listed-out-of-order", after);
}

/** The position that the board shows for a task of the list. */
export function positionOf(id: string, { list, board }: View): number {
  return tasksIn(tasksOf(list, board)).find((task) => task.id === id)?.position ?? 0;
}

function tasksIn(answer: HttpAnswer): readonly Listed[] {
  return expect(answer).toMatchJson({ tasks: like.listOf({ id: like.text, position: like.number }) }).tasks;
}

function judge(
  answer: HttpAnswer,
  wanted: readonly string[],
  outOfOrder: keyof typeof failures,
  after: HttpAnswer | undefined,
): void {
  const tasks = tasksIn(answer);
  const code = faultOf(tasks, wanted, outOfOrder);
  if (code === undefined) return;
  // What was refused must have changed nothing: whatever is different now, that request did it.
  const isRefused = after !== undefined && after.status >= 400;
  throw new CheckFailure({
    code: failures[isRefused ? "refused-and-done" : code],
    sent: after === undefined ? answer.sent : `${after.sent}; then ${answer.sent}`,
    expected: wanted.length === 0 ? "no task in this list" : `in this list, ${wanted.join(", and then ")}`,
    received:
      tasks.length === 0
        ? "no task in this list"
        : `in this list, ${tasks.map(({ id, position }) => `${id} (position ${position})`).join(", and then ")}`,
    ...(isRefused ? { why: whatWasDone(after.status, tasks, wanted) } : {}),
    event: isRefused ? after.event : answer.event,
  });
}

/** What a request has changed that was refused. */
function whatWasDone(status: number, tasks: readonly Listed[], wanted: readonly string[]): string {
  const gone = wanted.filter((id) => !tasks.some((task) => task.id === id));
  const come = tasks.filter(({ id }) => !wanted.includes(id)).map(({ id }) => id);
  const changes = [
    ...(gone.length === 0
      ? []
      : [`${gone.join(" and ")} ${gone.length === 1 ? "is" : "are"} not in this list any more`]),
    ...(come.length === 0 ? [] : [`${come.join(" and ")} ${come.length === 1 ? "has" : "have"} come into it`]),
  ];
  const what = changes.length === 0 ? "the positions in this list have changed" : changes.join(", and ");
  return `the request was refused with ${status}, and ${what}: a statement that changes the tasks ran before the handler refused`;
}

function faultOf(
  tasks: readonly Listed[],
  wanted: readonly string[],
  outOfOrder: keyof typeof failures,
): keyof typeof failures | undefined {
  if (wanted.some((id) => !tasks.some((task) => task.id === id))) return "task-not-shown";
  if (tasks.length > wanted.length) return "another-task-shown";
  if (new Set(tasks.map(({ position }) => position)).size < tasks.length) return "positions-equal";
  return tasks.every(({ id }, index) => id === wanted[index]) ? undefined : outOfOrder;
}
