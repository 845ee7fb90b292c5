/** What becomes of one instance's entry when another one writes, or removes its own. */
import type { Explanation, Tools } from "#kit";
import { isEverywhere } from "./everyone.ts";
import { failures } from "./failures.ts";
import { openOn, type Person } from "./instances.ts";

/** How long an entry may take to be over besides its time, in milliseconds. */
const LATE_MS = 1_500;

/**
 * Nobody is listed any more since the last one at the second instance has left. Is the one at the first listed again once somebody
 * else joins there, so that the instance writes?
 */
export async function whoElseIsRemoved(
  instances: readonly [Tools, Tools],
  boardId: string,
  [staying, coming]: readonly [Person, Person],
  received: string,
): Promise<Explanation | undefined> {
  const [here, there] = instances;
  await openOn(here, coming, boardId);
  if (!(await isEverywhere(instances, boardId, [staying, coming]))) return undefined;
  return {
    code: failures["all-entries-removed"],
    sent: `a close frame by the last one at ${there.server.name}; ${staying.id} stays at ${here.server.name}`,
    received: `${received}. Before that, all were listed; once ${coming.id} had joined at ${here.server.name}, ${staying.id} was listed again as well`,
  };
}

/** Somebody stays in the list whose instance was killed. Do they where nobody else is on the board? */
export async function whoRenews(
  { servers, random, http }: Tools,
  person: Person,
  ttlMs: number,
  received: string,
): Promise<Explanation | undefined> {
  const dying = await servers.start();
  const boardId = random.word();
  await openOn(dying, person, boardId);
  const path = `/boards/${boardId}/presence`;
  if (!(await http.get(path)).body.includes(person.id)) return undefined;
  await dying.server.kill();
  const until = performance.now() + ttlMs + LATE_MS;
  let isGone = false;
  while (!isGone && performance.now() < until)
    isGone = !(await http.getUntil(path, ({ body }) => !body.includes(person.id))).body.includes(person.id);
  const board = `On a board where nobody else was, ${person.id} of one more instance that was killed`;
  return isGone
    ? { code: failures["renewed-by-others"], received: `${received}. ${board} was gone in time` }
    : { received: `${received}. ${board} stayed as well` };
}
