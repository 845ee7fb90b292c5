/** What the answer of a board or of a move has in place of the right one. */
import { listOf, type BoardList, type Explanation, type HttpAnswer, type HttpClient } from "#kit";
import { dataIn } from "./answers.ts";
import { failures } from "./failures.ts";

type Board = { readonly id: string; readonly lists: readonly BoardList[] };

/** Which lists of a board its answer lacks, or has too many, and what sets them apart. */
export function whichLists(
  answer: HttpAnswer,
  { id, lists }: Board,
  boards: readonly Board[],
): Explanation | undefined {
  const { lists: all } = dataIn(answer) as { lists?: readonly { readonly id?: unknown }[] };
  const shown = all?.map((list) => list.id);
  if (shown === undefined) return undefined;
  const missing = lists.filter((list) => !shown.includes(list.id));
  const others = boards.filter((board) => board.id !== id);
  const foreign = others.flatMap((board) => board.lists.filter((list) => shown.includes(list.id)));
  if (foreign.length > 0)
    return { why: `${namesOf(foreign)} in this answer belong${foreign.length === 1 ? "s" : ""} to another board` };
  if (missing.length === 0)
    return new Set(shown).size < shown.length ? { why: "a list stands in this answer more than once" } : undefined;
  const areEmpty = missing.every(({ tasks }) => tasks.length === 0);
  const areAllEmpty = lists.filter(({ tasks }) => tasks.length === 0).length === missing.length;
  if (areEmpty && areAllEmpty)
    return {
      code: failures["list-without-tasks-missing"],
      why: `missing ${missing.length === 1 ? "is" : "are"} ${namesOf(missing)}, which ${missing.length === 1 ? "has" : "have"} no task; each list with a task is there`,
    };
  return {
    why: `missing ${missing.length === 1 ? "is" : "are"} ${namesOf(missing)}; lists with and without tasks are there, or missing, alike`,
  };
}

function namesOf(lists: readonly BoardList[]): string {
  return listOf(
    lists.map((list) => list.id),
    "and",
  );
}

/** What a move has made of createdAt: in its answer, and in the table, which the board shows. */
export async function howCreatedAtChanged(
  http: HttpClient,
  answer: HttpAnswer,
  { boardId, taskId, createdAt }: { readonly boardId: string; readonly taskId: string; readonly createdAt: string },
): Promise<Explanation | undefined> {
  const moved = dataIn(answer) as { createdAt?: unknown; updatedAt?: unknown };
  if (typeof moved.createdAt !== "string" || moved.createdAt === createdAt) return undefined;
  const stored = (await shownTask(http, boardId, taskId))?.["createdAt"];
  const value =
    moved.createdAt === moved.updatedAt
      ? "the time of the move, as updatedAt is"
      : "another time than before, and not that of updatedAt";
  const where =
    stored === createdAt
      ? "in this answer alone; the board still has the old one, so the table was not changed"
      : stored === moved.createdAt
        ? "in the table as well, as the board shows"
        : "in this answer, and the board has yet another";
  return { code: failures["created-at-changed"], why: `after the move, createdAt is ${value}: ${where}` };
}

type Fields = Readonly<Record<string, unknown>>;

/** A task as its board shows it. */
export async function shownTask(http: HttpClient, boardId: string, taskId: string): Promise<Fields | undefined> {
  return shownTasks(await http.get(`/boards/${boardId}`)).find(({ id }) => id === taskId);
}

function shownTasks(answer: HttpAnswer): readonly Fields[] {
  const { lists } = dataIn(answer) as { lists?: readonly { tasks?: readonly Fields[] }[] };
  return lists?.flatMap(({ tasks }) => tasks ?? []) ?? [];
}

/** Why the tasks of a board have no boardId, where they have none. The question: has the answer to a new task one? */
export async function whereTheBoardIsMissing(
  http: HttpClient,
  answer: HttpAnswer,
  { lists }: Board,
  title: string,
): Promise<Explanation | undefined> {
  const tasks = shownTasks(answer);
  if (tasks.length === 0 || tasks.some((task) => task["listId"] === undefined || task["boardId"] !== undefined))
    return undefined;
  const created = await http.post("/tasks", { json: { listId: lists[0]?.id, title } });
  const hasOne = created.status === 201 && dataIn(created)["boardId"] !== undefined;
  return {
    code: failures["task-without-its-board"],
    why: `every task of this answer has its other fields and no boardId${hasOne ? ", and the answer of POST /tasks has one: the rows that the board reads have it not" : ""}. The table of tasks has no column for it: its list has`,
  };
}

/** Why a new task has something else than null where the body had nothing. The question: what does the board show there? */
export async function whatWasStored(
  http: HttpClient,
  answer: HttpAnswer,
  boardId: string,
): Promise<Explanation | undefined> {
  const { id } = dataIn(answer);
  const stored = typeof id === "string" ? await shownTask(http, boardId, id) : undefined;
  if (stored === undefined) return undefined;
  if (stored["description"] === null && stored["assigneeId"] === null)
    return {
      code: failures["answer-not-from-the-table"],
      why: "the board shows null for both fields of this task, so the table has it right: the answer of POST /tasks is not made of the row that is stored",
    };
  const shown = ["description", "assigneeId"].map((name) => `${JSON.stringify(stored[name])} for ${name}`);
  return { why: `the board shows ${shown.join(" and ")} of this task, so it was stored like that` };
}

/** A request that was refused for what it names and does not exist. */
interface Refused {
  readonly answer: HttpAnswer;
  readonly title: string;
  readonly unknown: "list" | "user";
}

/** Which of these requests was refused and stored a task all the same; undefined where something else has changed. */
export function whichWasStored({ body }: HttpAnswer, refused: readonly Refused[]): Explanation | undefined {
  const stored = refused.find(({ title }) => body.includes(JSON.stringify(title)));
  if (stored === undefined) return undefined;
  return {
    code: failures["stored-though-refused"],
    sent: stored.answer.sent,
    why: `the request with a ${stored.unknown} that does not exist was answered with ${stored.answer.status}, and its task, ${JSON.stringify(stored.title)}, is on the board`,
  };
}
