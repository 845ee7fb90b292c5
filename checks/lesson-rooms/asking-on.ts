/** Further questions about members of rooms, once it is certain that one of them was not sent what it should have been. */
import { explained, type Explanation, type Tools } from "#kit";
import { closed } from "./endings.ts";
import { failures } from "./failures.ts";
import { by, createTask, join, type Member, type Place, type RoomBoards } from "./members.ts";
import { taskMessage, userJoined, userLeft, userTyping } from "./messages.ts";
import { expectNews, untilTold } from "./news.ts";
import type { RawMember } from "./raw-members.ts";

/** How long a member may take to get what it should have got before, or gets at once, in milliseconds. */
const SOON_MS = 400;

/** Waits until a tab is told of the typing of another one with its userId. Where it is not: is it told when somebody else types? */
export async function expectTypingAtTab(
  tools: Tools,
  board: Place,
  tab: Member,
  { typist, typing }: { readonly typist: Member; readonly typing: boolean },
): Promise<void> {
  await explained(
    () => expectNews([tab], userTyping(board.id, typist.user, typing), by(typist.client), "same-user-left-out"),
    async ({ received }) => {
      const dan = await join(tools, board);
      dan.client.send({ type: "typing", boardId: board.id });
      if (!(await untilTold(tab.client, userTyping(board.id, dan.user, true)))) return undefined;
      return {
        code: failures["same-user-excluded"],
        received: `${received}; when ${dan.client.name} types, with another userId, ${tab.client.name} gets that`,
      };
    },
    failures["same-user-left-out"],
  );
}

/** Two connections with one userId, and another member, all of them in one room. */
interface Tabs {
  readonly older: Member;
  readonly younger: Member;
  readonly other: Member;
}

/** Waits until the members that were there are told of a second connection with the userId of one of them. */
export async function expectTabNews(tools: Tools, board: Place, { older, younger, other }: Tabs): Promise<void> {
  const message = userJoined(board.id, older.user);
  await explained(
    () => expectNews([other, older], message, by(younger.client), "same-user-left-out"),
    async ({ received }) => {
      const isToldOther = await untilTold(other.client, message);
      const dan = await join(tools, board);
      const later = userJoined(board.id, dan.user);
      const [isOlderIn, isYoungerIn] = [await untilTold(older.client, later), await untilTold(younger.client, later)];
      const got = (isTold: boolean) => (isTold ? "gets that" : "does not get that");
      return {
        code: failures[
          isOlderIn
            ? isYoungerIn
              ? isToldOther
                ? "same-user-excluded"
                : "same-user-not-announced"
              : "same-user-not-taken-in"
            : isYoungerIn
              ? "same-user-replaced"
              : "same-user-left-out"
        ],
        received: `${received}; ${other.client.name} ${isToldOther ? "got it" : "did not get it either"}. When ${dan.client.name} joins with another userId, ${older.client.name}, the first connection of ${older.user.userId}, ${got(isOlderIn)}, and ${younger.client.name}, the second one, ${got(isYoungerIn)}`,
      };
    },
    failures["same-user-left-out"],
  );
}

/**
 * Waits until a client that was on several boards is announced as gone on one of them, after it had left another one before.
 * Where the message names nobody, a client that has left no board before its end shows when the identity was lost.
 */
export async function expectEndWithIdentity(
  tools: Tools,
  members: readonly Member[],
  { board, left, user, cause }: { board: Place; left: Place; user: Member["user"]; cause: string },
): Promise<void> {
  await explained(
    () => expectNews(members, userLeft(board.id, user), cause),
    async ({ received }) => {
      const dan = await join(tools, board);
      await closed(tools, dan);
      const [witness] = members;
      if (witness === undefined || !(await untilTold(witness.client, userLeft(board.id, dan.user)))) return undefined;
      return {
        code: failures["identity-lost-on-leave"],
        sent: `{"type":"leave"} of ${left.id} by a client that stays on ${board.id}, and then ${cause}`,
        received: `${received}; ${dan.client.name}, which closed without any leave before, is announced with both`,
      };
    },
    failures["no-identity"],
  );
}

/** Waits until the second room of a client that has closed is told so. Where it is not, a client in all rooms shows which ones are. */
export async function expectEndInSecondRoom(
  tools: Tools,
  members: readonly Member[],
  { board, user, cause }: { board: Place; user: Member["user"]; cause: string },
  { first, second, third }: RoomBoards,
): Promise<void> {
  await explained(
    () => expectNews(members, userLeft(board.id, user), cause, "left-first-room-only"),
    async () => {
      const boards = [first, second, third];
      const witnesses = [await join(tools, first), await join(tools, second), await join(tools, third)];
      const dan = await join(tools, ...boards);
      await closed(tools, dan);
      const told: boolean[] = [];
      for (const [index, { id }] of boards.entries()) {
        const witness = witnesses[index]?.client;
        told.push(witness !== undefined && (await untilTold(witness, userLeft(id, dan.user))));
      }
      const [isFirst, isSecond, isThird] = told;
      const where = boards.flatMap(({ id }, index) => (told[index] === true ? [id] : []));
      return {
        ...(isFirst === true && isSecond === false && isThird === true
          ? { code: failures["every-other-room-skipped"] }
          : {}),
        received: `nothing on the board ${board.id}. ${dan.client.name} then joined the boards ${boards.map(({ id }) => id).join(", ")}, in this order, and closed: that was announced on ${where.join(" and ") || "none of them"}`,
      };
    },
    failures["left-first-room-only"],
  );
}

/**
 * Creates a task while the connection of one member is closing, and waits until the others get it. Where one does not, the
 * closing member ends, and another task shows whether that was the reason.
 */
export async function expectTaskWhileClosing(
  tools: Tools,
  members: readonly Member[],
  { connection }: RawMember,
  { list }: Place,
): Promise<void> {
  const { task, sent } = await createTask(tools, list, tools.random.word());
  await explained(
    () =>
      expectNews(
        members,
        taskMessage("task_created", task),
        `${sent}, while the connection ${connection.name} is closing`,
      ),
    async ({ received, peer }): Promise<Explanation | undefined> => {
      const first = members.findIndex(({ client }) => client.name === peer);
      const missing = members[first]?.client;
      const last = members.at(-1)?.client;
      if (missing === undefined || last === undefined) return undefined;
      const message = taskMessage("task_created", task);
      const isLastTold = last !== missing && (await untilTold(last, message, SOON_MS));
      const second = taskMessage("task_created", (await createTask(tools, list, tools.random.word())).task);
      const isToldNext = await untilTold(missing, second, SOON_MS);
      const behind = `${last.name}, which joined after ${missing.name}, ${isLastTold ? "got it" : "did not get it either"}; the next task, while ${connection.name} was still closing, ${isToldNext ? "reached" : "did not reach"} ${missing.name}`;
      if (isToldNext)
        return isLastTold
          ? { code: failures["skipped-at-removal"], received: `${received}; ${behind}` }
          : { received: `${received}; ${behind}` };
      connection.end();
      await join(tools);
      const isLate = await untilTold(missing, message, SOON_MS);
      const next = taskMessage("task_created", (await createTask(tools, list, tools.random.word())).task);
      if (!(await untilTold(missing, next))) return { received: `${received}; ${behind}` };
      const code = isLate ? "waited-at-closing" : isLastTold ? "skipped-behind-closing" : "stopped-at-closing";
      return {
        code: failures[code],
        received: `${received}; ${behind}; once ${connection.name} had ended, ${missing.name} got the next task${isLate ? ", and the first one, too" : ", and the first one never"}`,
      };
    },
    failures["member-skipped"],
    failures["not-announced"],
  );
}
