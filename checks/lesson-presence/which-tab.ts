/** What is asked once a user with another tab was taken for gone, or one without any was not: the end of which tab counts. */
import { listOf, type Explanation, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { handled, openOn, peopleIn, wasTold, type Tab } from "./people.ts";
import { isListed } from "./presence-list.ts";

/** So long the end of a tab may take until it is looked at what has become of its user, in milliseconds. */
const SETTLED_MS = 400;

const WAYS = ["a message", "a close frame", "a connection that breaks off"] as const;
type Way = (typeof WAYS)[number];
const AGES = ["older", "younger"] as const;
type Age = (typeof AGES)[number];

/** What became of a user of whose two tabs one has ended. */
interface Outcome {
  readonly age: Age;
  readonly way: Way;
  readonly isListed: boolean;
  readonly isAnnounced: boolean;
}

/** Ends the older and the younger of two tabs in each way, each time on a board of its own. */
export async function whichTabCounts(tools: Tools): Promise<Explanation | undefined> {
  const outcomes = await Promise.all(AGES.flatMap((age) => WAYS.map((way) => endOf(tools, age, way))));
  const wrong = outcomes.filter((one) => !one.isListed || one.isAnnounced);
  if (wrong.length === 0) return undefined;
  const asked = `asked with two tabs of one user, of which the older or the younger ends, by ${listOf(WAYS)}`;
  const isOff = (age: Age) => wrong.filter((one) => one.age === age).length;
  const told = tellOf(wrong);
  if (wrong.length === outcomes.length)
    return { code: failures["any-tab-removes"], why: `${asked}: whichever ends, and in whatever way, ${told}` };
  if (isOff("younger") === 0 && isOff("older") === WAYS.length)
    return {
      code: failures["first-tab-counts"],
      why: `${asked}: when the older one ends, in whatever way, ${told}; when the younger one ends, the user stays: only the tab that came first counts`,
    };
  if (isOff("older") === 0 && isOff("younger") === WAYS.length)
    return {
      code: failures["last-tab-counts"],
      why: `${asked}: when the younger one ends, in whatever way, ${told}; when the older one ends, the user stays: a later tab takes the place of the one before it`,
    };
  const waysOf = (age: Age) => WAYS.filter((way) => wrong.some((one) => one.age === age && one.way === way));
  const [older, younger] = [waysOf("older"), waysOf("younger")];
  const which =
    older.join() === younger.join()
      ? `either of them ends by ${listOf(older)}`
      : [
          ...(older.length === 0 ? [] : [`the older one ends by ${listOf(older)}`]),
          ...(younger.length === 0 ? [] : [`the younger one ends by ${listOf(younger)}`]),
        ].join(", or ");
  return { why: `${asked}: when ${which}, ${told}, and otherwise the user stays` };
}

function tellOf(wrong: readonly Outcome[]): string {
  const isGone = wrong.every((one) => !one.isListed);
  const isAnnounced = wrong.every((one) => one.isAnnounced);
  if (isGone && isAnnounced) return "the user is taken out of the list, and the others are told that they have left";
  if (isGone && wrong.every((one) => !one.isAnnounced))
    return "the user is taken out of the list, and the others are told nothing";
  if (isAnnounced && wrong.every((one) => one.isListed))
    return "the others are told that the user has left, who is still in the list";
  return "the user is taken out of the list, or announced as gone";
}

async function endOf({ http, websocket, board, random }: Tools, age: Age, way: Way): Promise<Outcome> {
  const { first, second } = peopleIn(board);
  const boardId = random.word();
  const watcher = await openOn(websocket, first, boardId);
  const older = await openOn(websocket, second, boardId);
  const younger = await openOn(websocket, second, boardId);
  await end(age === "older" ? older : younger, boardId, way);
  const isTold = () => wasTold(watcher, "user_left", second);
  await watcher.client.until(() => isTold() || undefined, SETTLED_MS);
  return { age, way, isListed: await isListed(http, boardId, second), isAnnounced: isTold() };
}

async function end({ client, person, read }: Tab, boardId: string, way: Way): Promise<void> {
  switch (way) {
    case "a message":
      client.send({ type: "leave", boardId });
      return await handled({ client, person, read });
    case "a close frame":
      return await client.leave();
    case "a connection that breaks off":
      return client.destroy();
  }
}
