/** What is asked once a client that had answered its pings was ended: which clients stay that answer, and how. */
import type { Explanation, Tools, WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import { peopleIn } from "./people.ts";

/** How late a client answers that answers late, in milliseconds: less than a third of what it may take. */
export const LATE_PONG_MS = 100;

/** Short, so that two beats are soon over, and long enough for a pong on a machine that is busy. In milliseconds. */
const [BEAT, LIMIT] = [600, 400];
const TIMES = { WS_HEARTBEAT_MS: String(BEAT), PONG_TIMEOUT_MS: String(LIMIT) };
/** So long each client is looked at: two beats, and the time for the answer to the second. */
const WATCHED_MS = 2 * BEAT + LIMIT + 100;

/** How a client was fared with that answers in this way. */
interface Fate {
  readonly isOpen: boolean;
  /** How many pings it had answered when it was ended. */
  readonly answered: number;
  /** How long after its last ping it was ended, in milliseconds. */
  readonly afterMs: number;
}

type Answer = (client: WebSocketClient, data: Buffer) => void;

const late: Answer = (client, data) => void setTimeout(() => client.pong(data), LATE_PONG_MS);
const asMessage: Answer = (client) => client.send({ type: "pong" });

/** Asks servers of their own, at the same time: one client alone, several, one that answers late, and one that says "pong". */
export async function whoStays(tools: Tools): Promise<Explanation | undefined> {
  const [[alone], several, [slow], [said]] = (await Promise.all([
    fates(tools, 1),
    fates(tools, 3),
    fates(tools, 1, late),
    fates(tools, 1, asMessage),
  ])) as [[Fate], Fate[], [Fate], [Fate]];
  const where = `asked on servers with WS_HEARTBEAT_MS=${BEAT} and PONG_TIMEOUT_MS=${LIMIT}`;
  if (!alone.isOpen) {
    const first = `${where}: a client that comes alone and answers each ping at once is ended as well`;
    if (alone.answered > 1)
      return {
        code: failures["pong-counted-once"],
        why: `${first}, and not at once: it stayed after the first ping, and was ended after ping number ${alone.answered}: only the first pong counts, or what one round leaves behind is not taken back before the next`,
      };
    if (said.isOpen)
      return {
        code: failures["pong-not-heard"],
        why: `${first}, and one that sends a message of the type "pong" in place of the pong frame stays: your code listens for the message`,
      };
    if (alone.afterMs < LIMIT / 2)
      return {
        code: failures["ended-with-the-ping"],
        why: `${first}, ${alone.afterMs} ms after the ping, though PONG_TIMEOUT_MS is ${LIMIT}`,
      };
    return {
      code: failures["pong-not-heard"],
      why: `${first}, ${alone.afterMs} ms after the ping: no pong frame counts, from the first on`,
    };
  }
  const staying = several.filter(({ isOpen }) => isOpen).length;
  if (staying === several.length)
    return slow.isOpen
      ? undefined
      : {
          code: failures["late-pong-missed"],
          why: `${where}: a client that answers at once stays, alone or among three; one that answers ${LATE_PONG_MS} ms after the ping is ended ${slow.afterMs} ms after it: your code waits for a shorter time than PONG_TIMEOUT_MS`,
        };
  const isLast = staying === 1 && several.at(-1)?.isOpen === true;
  const isFirst = staying === 1 && several[0]?.isOpen === true;
  const stays = isLast
    ? "only the one that was pinged last stays: what a pong stops is kept in one variable for all, which has that of the last client"
    : isFirst
      ? "only the one that connected first stays: the pongs of the others are not counted for them"
      : staying === 0
        ? "all are ended: what a pong changes is not kept for each client by itself"
        : `${staying} stay, and the others are ended: what a pong changes is not kept for each client by itself`;
  return {
    code: failures["pong-shared"],
    why: `${where}: a client that comes alone and answers each ping stays, and of three that answer, ${stays}`,
  };
}

async function fates({ servers, board }: Tools, count: number, answer?: Answer): Promise<Fate[]> {
  const { websocket } = await servers.start({ env: TIMES });
  const clients: WebSocketClient[] = [];
  for (let number = 0; number < count; number++)
    clients.push(await websocket.open(`/ws?token=${peopleIn(board).first.token}`, { autoPong: answer === undefined }));
  return await Promise.all(clients.map((client) => fateOf(client, answer)));
}

async function fateOf(client: WebSocketClient, answer: Answer | undefined): Promise<Fate> {
  let answered = 0;
  const isOver = () => {
    for (const { data } of client.pings.slice(answered)) {
      answer?.(client, data);
      answered += 1;
    }
    return client.closed;
  };
  await client.until(isOver, WATCHED_MS);
  const afterMs = Math.round((client.closed?.event?.at ?? 0) - (client.pings.at(-1)?.at ?? 0));
  return { isOpen: client.closed === undefined, answered: client.pings.length, afterMs };
}
