/** What members of a room must and must not be sent of what others do. */
import { CheckFailure, expect, explained, type Pattern, type Tools, type WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import { CATCH_UP_LIMIT_MS, createTask, handled, join, type Member, type Place } from "./members.ts";
import { anythingAbout, taskMessage, userJoined, userLeft, type User } from "./messages.ts";

/**
 * Waits until each of these clients has got the message, which is caused by something else than what it sent itself.
 * @param missing what it means that it does not come, where this check knows more than that
 */
export async function expectNews(
  members: readonly Member[],
  message: Pattern,
  cause: string,
  missing?: keyof typeof failures,
): Promise<void> {
  for (const { client } of members) {
    try {
      await expect(client).toReceive(message);
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error;
      const { code, why, ...observation } = error.observation;
      const others = members.filter((member) => member.client !== client);
      const known = isAbsence(error.observation, client)
        ? absenceOf(others, message, missing)
        : { code, ...(why === undefined ? {} : { why }) };
      throw new CheckFailure({ ...observation, ...known, sent: cause, peer: client.name });
    }
  }
}

/**
 * What it means that a member did not get a message.
 * @param others the other members that should have got it
 * @param known what the check knows of it
 */
function absenceOf(
  others: readonly Member[],
  message: Pattern,
  known: keyof typeof failures | undefined,
): Pick<CheckFailure["observation"], "code" | "received"> | Pick<CheckFailure["observation"], "code"> {
  const got = others.filter(({ client }) => isTold(client, message));
  if (known !== undefined) return { code: failures[known] };
  if (got.length > 0)
    return {
      code: failures["member-skipped"],
      received: `nothing; ${got.map(({ client }) => client.name).join(" and ")} got it`,
    };
  if (others.length === 0) return { code: failures["not-announced"] };
  const names = others.map(({ client }) => client.name).join(" nor ");
  return { code: failures["not-announced"], received: `nothing, and neither ${names} got it` };
}

function isTold({ inbox, mark }: WebSocketClient, message: Pattern): boolean {
  return inbox.slice(mark).some(({ json }) => json !== undefined && message.matches(json));
}

/** Resolves with whether the client is told this, after 2 s at the latest where no other limit is given. */
export async function untilTold(
  client: WebSocketClient,
  message: Pattern,
  limitMs: number = CATCH_UP_LIMIT_MS,
): Promise<boolean> {
  return (await client.until(() => isTold(client, message) || undefined, limitMs)) === true;
}

/** Whether a failure says no more than that the message is not there: none came, or only others of the protocol. */
function isAbsence({ code, event }: CheckFailure["observation"], { inbox }: WebSocketClient): boolean {
  if (code !== "wrong-message")
    return code === failures["not-announced"] || code === "works-once" || code === "no-message";
  const type = inbox.find((message) => message.event === event)?.json?.["type"];
  return event === undefined || /^(?:task_|user_|pong$|error$)/.test(String(type));
}

/** Proves that no such message is on its way to these clients, beside those that were expected. */
export async function expectNone(
  members: readonly Member[],
  unwanted: Pattern,
  code: keyof typeof failures,
  cause: string,
): Promise<void> {
  for (const { client } of members) {
    await handled(client);
    const message = client.inbox.find(({ taken, json }) => !taken && json !== undefined && unwanted.matches(json));
    if (message === undefined) continue;
    throw new CheckFailure({
      code: failures[code],
      sent: cause,
      expected: `no such message at ${client.name}`,
      received: message.text.slice(0, 160),
      event: message.event,
      peer: client.name,
    });
  }
}

/** Fails when a client that is gone was announced as joined, and not as left. */
export async function expectLeftIfJoined(member: Member, board: Place, user: User, cause: string): Promise<void> {
  const { client } = member;
  const joined = userJoined(board.id, user);
  const isJoined = () => client.inbox.some(({ json }) => json !== undefined && joined.matches(json));
  await client.untilOrSilent(() => (isJoined() ? true : undefined), CATCH_UP_LIMIT_MS);
  if (isJoined()) await expectNews([member], userLeft(board.id, user), cause, "joined-after-the-end");
}

/** Creates a task, and waits until each of these members has got it. Where one has not, it may be that it joined too late. */
export async function expectNewTask(
  tools: Tools,
  members: readonly Member[],
  { list }: Place,
  title: string,
): Promise<void> {
  const { task, sent } = await createTask(tools, list, title);
  await explained(
    () => expectNews(members, taskMessage("task_created", task), sent),
    async ({ peer, received }) => {
      const client = members.find((member) => member.client.name === peer)?.client;
      if (client === undefined) return undefined;
      const later = taskMessage("task_created", (await createTask(tools, list, tools.random.word())).task);
      if (!(await untilTold(client, later))) return undefined;
      return { code: failures["joins-late"], received: `${received}; another new task, two seconds later, reached it` };
    },
    failures["not-announced"],
    failures["member-skipped"],
  );
}

/** Proves that a leave of one room is not announced in another. Where it is, the client may have left that one, too. */
export async function expectStillThere(
  tools: Tools,
  witness: Member,
  leaver: Member,
  other: Place,
  cause: string,
): Promise<void> {
  await explained(
    () => expectNone([witness], anythingAbout(leaver.user), "told-in-another-room", cause),
    async ({ received }) => {
      const { user } = await join(tools, other);
      if (await untilTold(leaver.client, userJoined(other.id, user))) return undefined;
      const more = `${received}; and ${leaver.client.name} is not told who joins that board now`;
      return { code: failures["left-every-room"], received: more };
    },
    failures["told-in-another-room"],
  );
}
