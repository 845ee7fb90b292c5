/** What reaches clients after an outage of seconds, in which more happened than one reading of the log returns. */
import { expect, explained, type Explanation, type Redis, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { CHANNEL, boardsIn, create, watch, type Change, type Place, type Watchers } from "./instances.ts";
import { expectRecovered } from "./deliveries.ts";

/** More than `eventsSince` returns at once, which is a thousand (the lesson's README, Messages are hints). */
const MANY = 1_001;
/** So many requests are sent in one write. */
const TOGETHER = 77;
/** How long Redis is away at least, in milliseconds: longer than a few attempts to connect take. */
const AWAY_MS = 3_500;
/** How long an instance may take to follow a message of the check, in milliseconds. */
const FOLLOWS_WITHIN_MS = 1_500;

/**
 * Stops Redis for seconds, makes many changes of another board meanwhile, and fails unless the clients of this one are sent what
 * happened on it before and after them.
 */
export async function expectLongOutageRecovered(tools: Tools): Promise<void> {
  const { servers, board, random, redis } = tools;
  const second = await servers.start();
  const { first, second: beside } = boardsIn(board);
  const watchers = await watch(tools, first);
  const moving = await create(second, beside, random.word());
  await redis.stop();
  const until = performance.now() + AWAY_MS;
  const oldest = await create(second, first, random.word());
  await moveOften(second, moving, beside);
  const newest = await create(second, first, random.word());
  await watchers.stream.until(() => undefined, Math.max(1, until - performance.now()));
  // Without this instance, nothing but the return of Redis says that there is something new.
  await second.server.kill();
  await redis.start();
  await explained(
    () => expectRecovered([watchers], oldest, newest),
    ({ received }) => whatIsMissing(redis, watchers, [oldest, newest], received),
    failures["lost-in-outage"],
  );
}

async function moveOften({ http }: Tools, { taskId }: Change, { list, otherList }: Place): Promise<void> {
  const move = (index: number) => ({
    method: "PATCH" as const,
    path: `/tasks/${taskId}/move`,
    json: { listId: index % 2 === 0 ? list : otherList },
  });
  for (let made = 0; made < MANY; made += TOGETHER) {
    const answers = await http.pipeline(...Array.from({ length: TOGETHER }, (_, index) => move(index)));
    for (const answer of answers) expect(answer).toHaveStatus(200);
  }
}

/** Whether anybody is subscribed again, and whether the rest comes with a message. */
async function whatIsMissing(
  redis: Redis,
  { stream }: Watchers,
  [oldest, newest]: readonly [Change, Change],
  received: string,
): Promise<Explanation | undefined> {
  const has = ({ taskId }: Change) => stream.events.some(({ data }) => data.includes(taskId));
  const receivers = await redis.publish(CHANNEL, "0");
  const isLate = (await stream.until(() => has(newest) || undefined, FOLLOWS_WITHIN_MS)) === true;
  const away = `Redis was away for ${AWAY_MS / 1000} s`;
  if (receivers === 0)
    return {
      code: failures["gave-up-connecting"],
      received: `${received}. ${away}, and when it was back, nothing subscribed to "${CHANNEL}" again, which after a shorter outage it did`,
    };
  if (!has(oldest)) return undefined;
  return {
    code: failures["log-read-in-part"],
    received: `${received}; before this change, another one of this board came, and between them were ${MANY} changes of another board. ${isLate ? "It came once the check had published a message itself" : "It did not come either when the check had published a message itself"}`,
  };
}
