/** What a move has made of a task in place of what it should have: asked after a failure. No verdict depends on it. */
import type { Explanation, HttpAnswer, HttpClient } from "#kit";
import { dataIn } from "./answers.ts";
import { shownTask } from "./differences.ts";
import { failures } from "./failures.ts";

/** Far behind every position that a list has. */
const FAR_BEHIND = 40;

/**
 * Why a move without a position has not put the task at the end. The question: where does it come in the other list, when the list
 * that it leaves goes far beyond that?
 * @param other a second task, which makes the list that is left so long
 */
export async function whichEnd(
  http: HttpClient,
  { from, to, task, other }: Readonly<Record<"from" | "to" | "task" | "other", string>>,
): Promise<Explanation | undefined> {
  const move = (id: string, json: object) => http.patch(`/tasks/${id}/move`, { json });
  const long = dataIn(await move(other, { listId: from, position: FAR_BEHIND }))["position"];
  await move(task, { listId: from });
  const position = dataIn(await move(task, { listId: to }))["position"];
  if (long !== FAR_BEHIND || typeof position !== "number" || position < FAR_BEHIND) return undefined;
  return {
    code: failures["end-of-the-list-it-left"],
    why: `moved once more, from a list whose greatest position was ${FAR_BEHIND} to one whose positions are all smaller by far, the task got the position ${position}: that is the end of the list that it left, and not of the one that it goes to`,
  };
}

/**
 * Why a description is gone after a move. The questions: is it gone from the table as well, and is it taken from the body of the
 * move, where there is one?
 */
export async function whatWasLost(
  http: HttpClient,
  answer: HttpAnswer,
  { boardId, listId, word }: { readonly boardId: string; readonly listId: string; readonly word: string },
): Promise<Explanation | undefined> {
  const { id, description, position } = dataIn(answer);
  if (typeof id !== "string" || description !== null) return undefined;
  const stored = await shownTask(http, boardId, id);
  if (stored === undefined) return undefined;
  if (stored["description"] !== null)
    return {
      code: failures["answer-not-from-the-table"],
      why: "the board still shows the description, so the table has it: the answer of the move is not made of the row that is stored",
    };
  // To where it is, so that later checks find the tasks in the same order.
  const again = dataIn(await http.patch(`/tasks/${id}/move`, { json: { listId, position, description: word } }));
  const isFromBody = again["description"] === word;
  return {
    code: failures["description-lost"],
    why: `the board shows null as well, so the description is gone from the table. ${
      isFromBody
        ? "Moved again, with a description in the body, the task has that one: the move takes the description from its body, which needs none"
        : "So the move writes this column as well: by name, or with a statement that replaces the whole row (INSERT OR REPLACE) and does not name it"
    }`,
  };
}
