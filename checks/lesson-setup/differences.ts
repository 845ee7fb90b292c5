/** What the answer of a board or of a move has in place of the right one. */
import { listOf, type BoardList, type Explanation, type HttpAnswer, type HttpClient } from "#kit";
import { asInTable } from "./answers.ts";
import { failures } from "./failures.ts";

type Board = { readonly id: string; readonly lists: readonly BoardList[] };

/** Which lists of a board its answer lacks, or has too many, and what sets them apart. */
export function whichLists(
  answer: HttpAnswer,
  { id, lists }: Board,
  boards: readonly Board[],
): Explanation | undefined {
  const { data } = JSON.parse(asInTable(answer).body) as { data?: { lists?: readonly { readonly id?: unknown }[] } };
  const shown = data?.lists?.map((list) => list.id);
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
  const { data: moved } = JSON.parse(asInTable(answer).body) as { data?: { createdAt?: unknown; updatedAt?: unknown } };
  if (moved === undefined || typeof moved.createdAt !== "string" || moved.createdAt === createdAt) return undefined;
  const view = JSON.parse(asInTable(await http.get(`/boards/${boardId}`)).body) as {
    data?: {
      lists?: readonly { readonly tasks?: readonly { readonly id?: unknown; readonly createdAt?: unknown }[] }[];
    };
  };
  const stored = view.data?.lists?.flatMap(({ tasks }) => tasks ?? []).find(({ id }) => id === taskId)?.createdAt;
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
