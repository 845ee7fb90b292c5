/** After which outages an instance looks into the log, asked once it is certain that it did not after one. */
import type { Explanation, Tools } from "#kit";
import { failures } from "./failures.ts";
import { boardsIn, create, watch, type Watchers } from "./instances.ts";

/** How long an event may take after the return of Redis, in milliseconds. */
const RECOVERED_WITHIN_MS = 5_000;

/** Has a new instance live through two outages. Finds out when it looks into the log after the first, and not after the second. */
export async function whichOutages(tools: Tools, received: string): Promise<Explanation | undefined> {
  const fresh = await tools.servers.start();
  const watchers = await watch(fresh, boardsIn(tools.board).first);
  if (!(await isRecovered(tools, watchers)) || (await isRecovered(tools, watchers))) return undefined;
  return {
    code: failures["first-outage-only"],
    received: `${received}. A new instance delivered what had happened during a first outage, and not what happened during the second`,
  };
}

/** Whether what one more instance stores during an outage, in which it ends, is delivered afterwards. */
async function isRecovered({ servers, board, redis, random }: Tools, { stream }: Watchers): Promise<boolean> {
  const ending = await servers.start();
  await redis.stop();
  const { taskId } = await create(ending, boardsIn(board).first, random.word());
  await ending.server.kill();
  await redis.start();
  const isThere = () => stream.events.some(({ data }) => data.includes(taskId)) || undefined;
  return (await stream.until(isThere, RECOVERED_WITHIN_MS)) === true;
}
