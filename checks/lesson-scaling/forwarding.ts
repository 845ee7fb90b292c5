/**
 * How far a message gets from one instance to the other, asked once it is certain that the other one did not follow it: the
 * check publishes one itself.
 */
import type { Redis } from "#kit";
import { failures } from "./failures.ts";

/** Where a message ended. */
export interface End {
  readonly code: (typeof failures)[keyof typeof failures];
  /** What was found, as a sentence part. */
  readonly seen: string;
}

/**
 * @param texts what the instance may have published
 * @param follows waits a moment for what should have followed, and returns whether it has
 */
export async function whereItEnds(
  redis: Redis,
  channel: string,
  texts: readonly string[],
  follows: () => Promise<boolean>,
): Promise<End> {
  let receivers = 0;
  for (const text of texts) receivers = await redis.publish(channel, text);
  if (receivers === 0)
    return { code: failures["no-subscriber"], seen: `in Redis nothing has subscribed to "${channel}"` };
  if (receivers === 1)
    return { code: failures["one-subscriber"], seen: `in Redis one connection alone has subscribed to "${channel}"` };
  const isFollowed = await follows();
  return isFollowed
    ? { code: failures["not-published"], seen: `once the check itself published on "${channel}", it came` }
    : {
        code: failures["message-not-used"],
        seen: `${receivers} connections have subscribed to "${channel}"; the check published on it itself, and still nothing came`,
      };
}
