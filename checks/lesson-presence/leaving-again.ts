/** What is asked once a tab that left was not taken off, or nobody was told: what it did before, and who has its name. */
import type { Explanation, Tools } from "#kit";
import { failures } from "./failures.ts";
import { handled, joinBoard, openOn, peopleIn, wasTold, type Person } from "./people.ts";
import { isListed } from "./presence-list.ts";

/** How long the news may take, in milliseconds. */
const SETTLED_MS = 400;

/** Whether a tab that has left a board by a message before is taken off at its end, as one is that never has. */
export async function whetherLeftBefore(tools: Tools, person: Person): Promise<Explanation | undefined> {
  const { http, websocket, random } = tools;
  const [plain, again, other, second] = [random.word(), random.word(), random.word(), random.word()];
  const never = await openOn(websocket, person, plain);
  await never.client.leave();
  const rejoins = await openOn(websocket, person, again);
  rejoins.client.send({ type: "leave", boardId: again });
  await joinBoard(rejoins, again);
  await rejoins.client.leave();
  const onTwo = await openOn(websocket, person, other);
  await joinBoard(onTwo, second);
  onTwo.client.send({ type: "leave", boardId: other });
  await handled(onTwo);
  await onTwo.client.leave();
  const isKept = async (boardId: string) => {
    await http.getUntil(`/boards/${boardId}/presence`, ({ body }) => !body.includes(person.id));
    return isListed(http, boardId, person);
  };
  const kept = await Promise.all([plain, again, second].map(isKept));
  if (kept.join() !== "false,true,true") return undefined;
  return {
    code: failures["left-once"],
    why: "asked with other tabs, each of which then closed: one that had never left by a message was taken off its board; one that had left it by a message and joined it again was not, nor was one that had left another board by a message",
  };
}

/** Whether the others are told of somebody who leaves, as long as nobody who stays has the same name. */
export async function whetherNamesake(tools: Tools): Promise<Explanation | undefined> {
  const { websocket, board, random } = tools;
  const { first, second } = peopleIn(board);
  const boardId = random.word();
  const watcher = await openOn(websocket, second, boardId);
  const leaves = await openOn(websocket, first, boardId);
  leaves.client.destroy();
  const isTold = () => wasTold(watcher, "user_left", first) || undefined;
  if ((await watcher.client.until(isTold, SETTLED_MS)) !== true) return undefined;
  return {
    code: failures["namesake-stays"],
    why: `asked on another board, with users of different names: ${first.id} vanished, and ${second.id} was told. So nobody is told when somebody who stays has the same name: whether a user is still there is asked by the name`,
  };
}
