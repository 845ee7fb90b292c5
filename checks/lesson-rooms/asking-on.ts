/** Further questions about members of rooms, once it is certain that one of them was not sent what it should have been. */
import { explained, type Explanation, type Tools } from "#kit";
import { closed } from "./endings.ts";
import { failures } from "./failures.ts";
import { by, createTask, join, type Member, type Place, type RoomBoards } from "./members.ts";
import { taskMessage, userJoined, userLeft } from "./messages.ts";
import { expectNews, untilTold } from "./news.ts";
import type { RawMember } from "./raw-members.ts";

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
      const got = (isTold: boolean) => (isTold ? "is told" : "is not told");
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
        received: `${received}; ${other.client.name} ${isToldOther ? "got it" : "did not get it either"}. When ${dan.client.name} joins with another userId, ${older.client.name} ${got(isOlderIn)}, and ${younger.client.name}, the second connection, ${got(isYoungerIn)}`,
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
      const missing = members.find(({ client }) => client.name === peer)?.client;
      if (missing === undefined) return undefined;
      connection.end();
      await join(tools);
      const next = taskMessage("task_created", (await createTask(tools, list, tools.random.word())).task);
      if (!(await untilTold(missing, next))) return undefined;
      return {
        code: failures["stopped-at-closing"],
        received: `${received}; the next task, after ${connection.name} had ended, reached ${missing.name}, too`,
      };
    },
    failures["member-skipped"],
    failures["not-announced"],
  );
}
