/** What is asked once a message has kept an unknown client from being closed: which messages do. */
import { listOf, type Explanation, type Tools } from "#kit";
import { openUnknown } from "./people.ts";

/** What a busy machine may add to the time of an unknown client, in milliseconds. */
const LATE_MS = 600;

/** What a client sends that makes nobody known; the last one sends nothing. */
const MESSAGES = {
  "a ping": '{"type":"ping"}',
  "a join": '{"type":"join","boardId":"board"}',
  "a message of an unknown type": '{"type":"dance"}',
  'an "auth" without a token': '{"type":"auth"}',
  "a text that is no JSON": "hello",
  nothing: undefined,
} as const;

/** Sends each of these messages once, by a client of its own, and sees which of them is closed in its time. */
export async function whichMessagesStop(
  websocket: Tools["websocket"],
  timeoutMs: number,
): Promise<Explanation | undefined> {
  const fates = await Promise.all(
    Object.entries(MESSAGES).map(async ([what, text]) => {
      const client = await openUnknown(websocket);
      if (text !== undefined) client.send(text);
      await client.until(() => client.closed, timeoutMs + LATE_MS);
      return { what, isKept: client.closed === undefined };
    }),
  );
  const kept = fates.filter(({ isKept }) => isKept).map(({ what }) => what);
  const closed = fates.filter(({ isKept }) => !isKept).map(({ what }) => what);
  // Without the client that is silent, it is no message that decides.
  if (kept.length === 0 || !closed.includes("nothing")) return undefined;
  const isEach = kept.length === fates.length - 1;
  return {
    why: `clients that sent one message each, and then nothing: ${listOf(kept, "and")} ${kept.length === 1 ? "keeps" : "keep"} an unknown client connected; ${listOf(closed, "and")} ${closed.length === 1 ? "does" : "do"} not${isEach ? ": any message stops the timer, and not only a valid token" : ": this message stops the timer, though it makes nobody known"}`,
  };
}
