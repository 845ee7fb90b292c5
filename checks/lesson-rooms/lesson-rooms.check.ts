import { check, exercise, expect, explained, OPCODE_PONG, stretch, type CodeHints } from "#kit";
import {
  expectEndInSecondRoom,
  expectEndWithIdentity,
  expectTabNews,
  expectTaskWhileClosing,
  expectTypingAtTab,
} from "./asking-on.ts";
import {
  breakProtocol,
  closeAtOnce,
  closed,
  closeForApplication,
  closeSlowly,
  closeWithoutCode,
  endWithoutClosing,
  resetConnection,
} from "./endings.ts";
import { failures } from "./failures.ts";
import {
  beginStep,
  boardsIn,
  by,
  createTask,
  createTasksTogether,
  expectRefused,
  join,
  joinAs,
  joinToo,
  moveTask,
  newUser,
  say,
  sayAccepted,
  sayTogether,
} from "./members.ts";
import {
  anyTaskMessage,
  anyJoined,
  anythingAbout,
  anyTyping,
  errorMessage,
  taskDeleted,
  taskMessage,
  tasksMovedOrDeleted,
  userJoined,
  userLeft,
  userTyping,
} from "./messages.ts";
import { expectLeftIfJoined, expectNews, expectNewTask, expectNone, expectStillThere } from "./news.ts";
import { whereTypingWent, whoMayType } from "./typing-places.ts";
import { closeHalfway, joinAtOnce, joinByHand, receiveFrame } from "./raw-members.ts";

exercise(1, "Let clients join and leave the rooms of boards", () => {
  check(
    "1.1",
    "the members of a board learn once who has joined it",
    {
      hint: "A client has joined. Follow its message from handleMessage to the set of the room, and from there to the members that were in it before. Where does it stop?",
      hints: {
        [failures["announced-twice"].code]:
          "Two lines of yours send user_joined, or one line runs twice. Which part of your code runs when one client joins?",
      },
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const ada = await join(tools, first);
      const ben = await join(tools, first);
      await expectNews([ada], userJoined(first.id, ben.user), by(ben.client));

      const cora = await join(tools, first);
      await expectNews([ada, ben], userJoined(first.id, cora.user), by(cora.client));
      await expectNone([ada, ben], anythingAbout(cora.user), "announced-twice", by(cora.client));
    },
  );

  check(
    "1.2",
    "clients of other boards, and those in no room, get nothing of it",
    {
      needs: "1.1",
      hint: "This client never joined that board. Which connections does your broadcast go through, and how does it know that they are in the room?",
    },
    async (tools) => {
      const { first, second, third } = boardsIn(tools.board);
      const [ada, dora, outsider] = [await join(tools, first), await join(tools, second), await join(tools)];
      const zoe = await join(tools, third);
      const ben = await join(tools, first);
      await expectNews([ada], userJoined(first.id, ben.user), by(ben.client));
      const emma = await join(tools, second);
      await expectNews([dora], userJoined(second.id, emma.user), by(emma.client));

      await expectNone([outsider], anythingAbout(ben.user), "room-leak", by(ben.client));
      await expectNone([outsider], anythingAbout(emma.user), "room-leak", by(emma.client));
      await expectNone([zoe], anythingAbout(ben.user), "every-room", by(ben.client));
      await expectNone([zoe], anythingAbout(emma.user), "every-room", by(emma.client));
      // The id of the second board begins with the id of the first.
      await expectNone([dora, emma], anythingAbout(ben.user), "similar-id", by(ben.client));
      await expectNone([ada, ben], anythingAbout(emma.user), "similar-id", by(emma.client));
    },
  );

  check(
    "1.3",
    "a client that leaves gets nothing more of the board, and those who stay learn of it",
    {
      needs: "1.2",
      hint: "Leaving is joining backwards: out of the set, then a message to those who are left. Which of the two is missing, and what identifies the client that left?",
      hints: {
        [failures["not-announced"].code]:
          "The client has left. Which line of yours runs for its leave message, who is still in the room then, and are they sent anything?",
        [failures["still-a-member"].code]:
          "The leave message was read, and the client still gets what is for members. Is the connection taken out of the set, and out of the right one?",
        [failures["told-of-own-leaving"].code]:
          "The one that leaves gets its own user_left. In which order does your code take it out of the room and tell the room?",
        [failures["announced-for-nothing"].code]:
          "This client was not in that room when it sent leave. What does your code ask before it announces that a client has left?",
        [failures["wrong-identity"].code]:
          "One client left, and another one is named. Others have joined in between: where does your code keep who is at the other end of this connection?",
      },
    },
    async (tools) => {
      const { first, third } = boardsIn(tools.board);
      const [ada, ben, cora] = [await join(tools, first), await join(tools, first), await join(tools, first)];
      const [dan, zoe] = [await join(tools, first), await join(tools, third)];
      await sayAccepted(tools, ada, { type: "leave", boardId: first.id });
      const eve = await join(tools, first);
      await expectNone([ada], userJoined(first.id, eve.user), "still-a-member", by(eve.client));
      await expectNews([ben, cora, dan], userJoined(first.id, eve.user), by(eve.client), "stayers-dropped");

      // The newest of the older members, and the oldest: neither is who joined last before it left.
      await say(tools, dan, { type: "leave", boardId: first.id });
      await expectNews([ben, cora], userLeft(first.id, dan.user), by(dan.client));
      await expectNone([dan], userLeft(first.id, dan.user), "told-of-own-leaving", by(dan.client));
      await say(tools, ben, { type: "leave", boardId: first.id });
      await expectNews([cora], userLeft(first.id, ben.user), by(ben.client));

      await say(tools, eve, { type: "leave", boardId: first.id });
      await expectNews([cora], userLeft(first.id, eve.user), by(eve.client), "last-member-dropped");

      await say(tools, ben, { type: "leave", boardId: third.id });
      await expectNone([zoe], userLeft(third.id, ben.user), "announced-for-nothing", by(ben.client));
      await say(tools, ben, { type: "leave", boardId: first.id });
      await expectNone([cora], userLeft(first.id, ben.user), "announced-for-nothing", by(ben.client));
    },
  );

  check(
    "1.4",
    "joining twice is joining once: one announcement, one copy, and out after one leave",
    {
      needs: "1.3",
      hint: "The same client joins the same board again. What holds the members of a room, and what does it do with a connection that is there already?",
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const ada = await join(tools, first);
      const ben = await join(tools, first);
      await expectNews([ada], userJoined(first.id, ben.user), by(ben.client));
      await say(tools, ben, { type: "join", boardId: first.id, ...ben.user });
      await expectNone([ada], anythingAbout(ben.user), "announced-twice", by(ben.client));

      const cora = await join(tools, first);
      await expectNews([ada, ben], userJoined(first.id, cora.user), by(cora.client));
      await expectNone([ben], anythingAbout(cora.user), "announced-twice", by(cora.client));

      await say(tools, ben, { type: "leave", boardId: first.id });
      await expectNews([ada], userLeft(first.id, ben.user), by(ben.client));
      const dan = await join(tools, first);
      await expectNews([ada], userJoined(first.id, dan.user), by(dan.client));
      await expectNone([ben], anythingAbout(dan.user), "still-a-member", by(dan.client));
    },
  );

  check(
    "1.5",
    "joining a board that does not exist is answered with an error, and the connection stays open",
    {
      hint: "Any text may stand in boardId, and it may be no text at all. Where does your code ask whether there is such a board, and what does it send when there is none?",
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const client = await tools.connect();
      const user = newUser(tools.random);
      const unknown = [
        tools.random.word(),
        `${first.id}-${tools.random.word()}`,
        first.id.slice(0, -1),
        first.id.toUpperCase(),
        ` ${first.id}`,
        "",
        // What every object has, and a table of rooms must not.
        "constructor",
        undefined,
        null,
        42,
        true,
        { id: first.id },
        // As text it is the id of a board.
        [first.id],
      ];
      for (const boardId of unknown) await expectRefused(client, { type: "join", boardId, ...user });

      // Whatever a refused client is kept under, it is in no room with another one.
      const other = await tools.connect();
      other.send({ type: "join", boardId: unknown[0], ...newUser(tools.random) });
      await expect(other).toReceive(errorMessage);
      await expectNone([{ client, user }], anyJoined, "no-room", by(other));

      await joinToo(tools, { client, user }, first);
    },
  );

  check(
    "1.6",
    "a client that has left can join again, and is who its new join says",
    {
      needs: "1.3",
      hint: "The client joined, left, and joined again under another name. What does your code still know of its first visit, and what does it do with the new name?",
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const [ada, ben] = [await join(tools, first), await join(tools, first)];
      await say(tools, ben, { type: "leave", boardId: first.id });
      await expectNews([ada], userLeft(first.id, ben.user), by(ben.client));

      const bea = { client: ben.client, user: newUser(tools.random) };
      await joinToo(tools, bea, first);
      await expectNews([ada], userJoined(first.id, bea.user, ben.user), by(bea.client), "not-taken-back");
      const cora = await join(tools, first);
      await expectNews([ada, bea], userJoined(first.id, cora.user), by(cora.client), "not-taken-back");
      await say(tools, bea, { type: "leave", boardId: first.id });
      await expectNews([ada, cora], userLeft(first.id, bea.user), by(bea.client), "not-taken-back");
    },
  );

  check(
    "1.7",
    "of a client in two rooms, each learns what happens in it and nothing else",
    {
      needs: "1.3",
      hint: "The client joined a second board, and then left the first. Which room does your code send each announcement to, and what does it ask before?",
    },
    async (tools) => {
      const { first, third } = boardsIn(tools.board);
      const [ada, zoe, ben] = [await join(tools, first), await join(tools, third), await join(tools, first)];
      await expectNews([ada], userJoined(first.id, ben.user), by(ben.client));
      await joinToo(tools, ben, third);
      await expectNews([zoe], userJoined(third.id, ben.user), by(ben.client), "second-room-unnoticed");
      await expectNone([ada], anythingAbout(ben.user), "told-in-another-room", by(ben.client));

      await say(tools, ben, { type: "leave", boardId: first.id });
      await expectNews([ada], userLeft(first.id, ben.user), by(ben.client));
      await expectStillThere(tools, zoe, ben, third, by(ben.client));
    },
  );

  check(
    "1.8",
    "two connections are two clients, also with the same userId",
    {
      needs: "1.3",
      hint: "Two tabs of a browser join with the same userId. By what does your code know the members of a room, and by what does it leave one of them out?",
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const [ada, ben] = [await join(tools, first), await join(tools, first)];
      const tab = await joinAs(tools, ben.user, first);
      await expectTabNews(tools, first, { older: ben, younger: tab, other: ada });
      await say(tools, tab, { type: "leave", boardId: first.id });
      await expectNews([ada, ben], userLeft(first.id, ben.user), by(tab.client), "same-user-left-out");
      const cora = await join(tools, first);
      await expectNews([ada, ben], userJoined(first.id, cora.user), by(cora.client), "same-user-left-out");
      await expectNone([tab], anythingAbout(cora.user), "still-a-member", by(cora.client));
    },
  );
});

/** Hints of the exercises that need what exercise 1 builds. */
const withoutRooms = {
  [failures["join-refused"].code]:
    "The client has to be in a room first, and its join was answered with an error. Exercise 1 is about that; begin there.",
} satisfies CodeHints;

exercise(2, "Send every change of a board to its room", () => {
  check(
    "2.1",
    "every member gets each new task once, as the route answered it, and no other client does",
    {
      hint: "The route has stored the task and knows its event. Which line of it tells the room, and is this client in the set that the broadcast goes through?",
      hints: {
        ...withoutRooms,
        "http-wrong-status":
          "The board had stored the task, so something failed after that. Which line of your route runs then? The server's log has the stack.",
        "wrong-message":
          "Compare the message with the answer of POST /tasks, field by field. Which object do you send: the event that the board returned?",
      },
    },
    async (tools) => {
      const { first, second } = boardsIn(tools.board);
      const [ada, ben, dora] = [await join(tools, first), await join(tools, first), await join(tools, second)];
      await expectNewTask(tools, [ada, ben], first, tools.random.word());

      const cora = await join(tools, first);
      const quoted = await createTask(tools, first.otherList, `${tools.random.word()} "\n🚢`);
      await expectNews([ada, ben, cora], taskMessage("task_created", quoted.task), quoted.sent);
      await expectNone([dora], anyTaskMessage, "room-leak", quoted.sent);
      const other = await createTask(tools, second.list, tools.random.word());
      await expectNews([dora], taskMessage("task_created", other.task), other.sent);
      await expectNone([ada, ben, cora], taskMessage("task_created", other.task), "room-leak", other.sent);
      await expectNone([ada, ben, cora], anyTaskMessage, "announced-twice", quoted.sent);
    },
  );

  check(
    "2.2",
    "a member whose connection is closing or was reset harms no other, and the request is answered with 201",
    {
      needs: "2.1",
      hint: "One member of the room can be sent nothing any more. What does your loop do when it comes to it, and does it come to those behind it?",
      hints: {
        ...withoutRooms,
        "http-wrong-status":
          "The task was stored, and the request failed. What happened in the loop over the members, and who should learn of it?",
      },
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const ada = await join(tools, first);
      const closing = await joinByHand(tools, first);
      const [ben, gone, cora] = [await join(tools, first), await join(tools, first), await join(tools, first)];

      await closeHalfway(tools, closing);
      await expectTaskWhileClosing(tools, [ada, ben, gone, cora], closing, first);
      await beginStep(tools);
      gone.client.destroy();
      const two = await createTask(tools, first.list, tools.random.word());
      await expectNews([ada, ben, cora], taskMessage("task_created", two.task), two.sent);
      await expectNone([ada, ben, cora], anyTaskMessage, "announced-twice", two.sent);
    },
  );

  check(
    "2.3",
    "a move and a deletion arrive once each, and a refused request sends nothing",
    {
      needs: "2.1",
      hint: "Three routes change a board. What does the board return to each of them, and which of the three passes it on?",
      hints: {
        ...withoutRooms,
        "http-wrong-status":
          "Compare the answer with the README. Which line of your route runs after the board has stored the change?",
        [failures["room-leak"].code]:
          "This client is on another board, and is told of this one's tasks. Which board does the event of this route name, and to which rooms do you send it?",
      },
    },
    async (tools) => {
      const { http, random } = tools;
      const { first, third } = boardsIn(tools.board);
      const ada = await join(tools, first);
      const dora = await join(tools, third);
      const { id } = (await createTask(tools, first.list, random.word())).task;
      const moved = await moveTask(tools, id, first.otherList);
      await expectNews([ada], taskMessage("task_moved", moved.task, first.list), moved.sent, "move-not-announced");
      const within = await moveTask(tools, id, first.otherList);
      const inItsList = `${within.sent}, the list that the task is in`;
      await expectNews([ada], taskMessage("task_moved", within.task, first.otherList), inItsList, "move-within-list");

      const crossing = await http.patch(`/tasks/${id}/move`, { json: { listId: third.list } });
      expect(crossing).toHaveStatus(409);
      await beginStep(tools);
      const deletion = await http.delete(`/tasks/${id}`);
      expect(deletion).toHaveStatus(204);
      await expectNews([ada], taskDeleted(id), deletion.sent, "deletion-not-announced");
      await expectNone([dora], anyTaskMessage, "room-leak", `${moved.sent}, then ${deletion.sent}`);

      const again = await http.delete(`/tasks/${id}`);
      expect(again).toHaveStatus(404);
      expect(await http.post("/tasks", { json: { listId: first.list } })).toHaveStatus(400);
      const last = await createTask(tools, first.list, random.word());
      await expectNews([ada], taskMessage("task_created", last.task), last.sent);
      await expectNone([ada], tasksMovedOrDeleted, "announced-for-nothing", `${crossing.sent}, then ${again.sent}`);
    },
  );

  check(
    "2.4",
    "a client in two rooms gets the changes of both, each once, and keeps one when it leaves the other",
    {
      needs: "2.1",
      hint: "A connection may be in several rooms at a time. Where does your code keep which ones, and what happens there on the second join and on the first leave?",
      hints: withoutRooms,
    },
    async (tools) => {
      const { first, third } = boardsIn(tools.board);
      const [ben, cora] = [await join(tools, first, third), await join(tools, first, third)];
      for (const { list } of [first, third]) {
        const { task, sent } = await createTask(tools, list, tools.random.word());
        await expectNews([ben, cora], taskMessage("task_created", task), sent, "second-room-replaces-first");
      }

      await say(tools, ben, { type: "leave", boardId: first.id });
      await say(tools, cora, { type: "leave", boardId: third.id });
      const inFirst = await createTask(tools, first.list, tools.random.word());
      await expectNews([cora], taskMessage("task_created", inFirst.task), inFirst.sent, "left-every-room");
      await expectNone([ben], taskMessage("task_created", inFirst.task), "still-a-member", inFirst.sent);
      const inThird = await createTask(tools, third.list, tools.random.word());
      await expectNews([ben], taskMessage("task_created", inThird.task), inThird.sent, "left-every-room");
      await expectNone([cora], taskMessage("task_created", inThird.task), "still-a-member", inThird.sent);
      await expectNone([ben, cora], anyTaskMessage, "announced-twice", inThird.sent);
    },
  );

  check(
    "2.5",
    "changes that are made at the same time all arrive",
    {
      needs: "2.1",
      hint: "Three requests were read in one turn of the event loop. What happens between your route's call and each member's send, and can a second change come in between?",
      hints: withoutRooms,
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const [ada, ben] = [await join(tools, first), await join(tools, first)];
      const { tasks, sent } = await createTasksTogether(tools, first.list, 3);
      for (const task of tasks) await expectNews([ada, ben], taskMessage("task_created", task), sent, "lost-at-once");
      await expectNone([ada, ben], anyTaskMessage, "announced-twice", sent);
    },
  );
});

exercise(3, "Announce typing, and remove clients whose connection ends", () => {
  check(
    "3.1",
    "the other members learn who types, and the client that types does not",
    {
      hint: "A typing message has come. Which case of handleMessage runs, which room is it for, and which member must be left out?",
      hints: {
        ...withoutRooms,
        [failures["echo-to-typist"].code]:
          "All members got it, the client that types among them. What do you pass to broadcastToRoom as its third argument, and what does the loop do with it?",
        [failures["room-leak"].code]:
          "A client of another board got it. Which id do you pass to broadcastToRoom, and which connections does its loop go through?",
      },
    },
    async (tools) => {
      const { first, second } = boardsIn(tools.board);
      const [ada, ben] = [await join(tools, first), await join(tools, first)];
      const [cora, dora] = [await join(tools, first), await join(tools, second)];
      for (const typist of [ben, ada]) {
        const others = [ada, ben, cora].filter((member) => member !== typist);
        await sayAccepted(tools, typist, { type: "typing", boardId: first.id });
        await expectNews(others, userTyping(first.id, typist.user, true), by(typist.client));
        await expectNone(others, anyTyping, "announced-twice", by(typist.client));
        await expectNone([typist], userTyping(first.id, typist.user, true), "echo-to-typist", by(typist.client));
        await expectNone([dora], anyTyping, "room-leak", by(typist.client));
      }
    },
  );

  check(
    "3.2",
    "stop_typing is announced with typing false",
    {
      needs: "3.1",
      hint: "Two messages of the client become one message of the server. Which field tells them apart, and where does its value come from?",
      hints: withoutRooms,
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const [ada, ben] = [await join(tools, first), await join(tools, first)];
      for (const round of [1, 2]) {
        await say(tools, ben, { type: "typing", boardId: first.id, round });
        await expectNews([ada], userTyping(first.id, ben.user, true), by(ben.client));
        await sayAccepted(tools, ben, { type: "stop_typing", boardId: first.id, round });
        await expectNews([ada], userTyping(first.id, ben.user, false), by(ben.client));
        await expectNone([ben], userTyping(first.id, ben.user, false), "echo-to-typist", by(ben.client));
      }
    },
  );

  check(
    "3.3",
    "typing on a board that the client has not joined, or has left, reaches no client",
    {
      needs: "3.1",
      hint: "Any client may name any board. What does your code ask before it sends to a room?",
      hints: withoutRooms,
    },
    async (tools) => {
      const { first, second } = boardsIn(tools.board);
      const [ada, dora, emma] = [await join(tools, first), await join(tools, second), await join(tools, second)];
      await say(tools, dora, { type: "typing", boardId: first.id });
      await explained(
        () => expectNone([ada], anyTyping, "typing-without-joining", by(dora.client)),
        ({ received }) => whoMayType(tools, ada, first, received),
      );

      const ben = await join(tools, first);
      await say(tools, ben, { type: "leave", boardId: first.id });
      await say(tools, ben, { type: "typing", boardId: first.id });
      await expectNone([ada], anyTyping, "still-a-member", by(ben.client));

      await say(tools, dora, { type: "typing", boardId: second.id });
      await expectNews([emma], userTyping(second.id, dora.user, true), by(dora.client));
    },
  );

  check(
    "3.4",
    "a client that closes its connection has left each of its rooms, once",
    {
      hint: "The connection has been closed. Which line of yours runs then, and how does it find every room that the connection was in?",
      hints: {
        ...withoutRooms,
        [failures["still-a-member"].code]:
          "This client had left the room before its connection ended. Which rooms does your code go through then: those that it is in, or those that it once joined?",
        [failures["announced-twice"].code]:
          "One connection ended, and its end was announced twice. How many listeners run when it closes, and when are they added?",
      },
    },
    async (tools) => {
      const { first, second, third } = boardsIn(tools.board);
      const ben = await join(tools, first, second, third);
      const cora = await join(tools, third, first);
      await say(tools, ben, { type: "leave", boardId: second.id });
      const [ada, dora, zoe] = [await join(tools, first), await join(tools, second), await join(tools, third)];

      const benCloses = await closed(tools, ben);
      const ended = { user: ben.user, cause: benCloses };
      await expectEndWithIdentity(tools, [ada, cora], { board: first, left: second, ...ended });
      await expectEndInSecondRoom(tools, [zoe, cora], { board: third, ...ended }, boardsIn(tools.board));
      await expectNone([dora], userLeft(second.id, ben.user), "still-a-member", benCloses);
      const coraCloses = await closed(tools, cora);
      await expectNews([ada], userLeft(first.id, cora.user), coraCloses);
      await expectNews([zoe], userLeft(third.id, cora.user), coraCloses, "left-first-room-only");
      await expectNone([ada], userLeft(first.id, ben.user), "announced-twice", benCloses);
      await expectNone([zoe], userLeft(third.id, cora.user), "announced-twice", coraCloses);
    },
  );

  check(
    "3.5",
    "so has one whose connection ends in any other way",
    {
      needs: "3.4",
      hint: "This connection has ended without a goodbye, or with a bad one. Which event of the connection comes in every case, and does your code look at how it ended?",
      hints: withoutRooms,
    },
    async (tools) => {
      const { first, third } = boardsIn(tools.board);
      const [ada, zoe] = [await join(tools, first), await join(tools, third)];
      const endings = [resetConnection, breakProtocol, endWithoutClosing, closeWithoutCode, closeForApplication];
      for (const end of endings) {
        const { user, cause } = await end(tools, first, third);
        await expectNews([ada], userLeft(first.id, user), cause, "other-end-ignored");
        await expectNews([zoe], userLeft(third.id, user), cause, "left-first-room-only");
        await expectNone([ada], userLeft(first.id, user), "announced-twice", cause);
        await expectNone([zoe], userLeft(third.id, user), "announced-twice", cause);
      }
    },
  );

  check(
    "3.6",
    "typing is announced in the room that the message names, for each of a client's rooms, and to each other connection",
    {
      needs: "3.2",
      hint: "This client is in two rooms. What in your code says where it types, and is there one such value for each of its rooms?",
      hints: {
        ...withoutRooms,
        [failures["told-in-another-room"].code]:
          "The client is in both rooms, and typed in the other one. Which rooms does your code send to, and which one does the message name?",
      },
    },
    async (tools) => {
      const { first, third } = boardsIn(tools.board);
      const [ada, zoe] = [await join(tools, first), await join(tools, third)];
      const ben = await join(tools, first, third);
      const tab = await joinAs(tools, ben.user, first);
      // It begins in the second room before it stops in the first.
      for (const typing of [true, false]) {
        const type = typing ? "typing" : "stop_typing";
        await sayAccepted(tools, ben, { type, boardId: first.id });
        await explained(
          () => expectNews([ada], userTyping(first.id, ben.user, typing), by(ben.client), "typing-not-in-this-room"),
          ({ received }) => whereTypingWent(zoe, { typist: ben, last: third }, received),
          failures["typing-not-in-this-room"],
        );
        await expectTypingAtTab(tools, first, tab, { typist: ben, typing });
        await expectNone([zoe], anyTyping, "told-in-another-room", by(ben.client));
        await sayAccepted(tools, ben, { type, boardId: third.id });
        await expectNews([zoe], userTyping(third.id, ben.user, typing), by(ben.client), "typing-not-in-this-room");
        await expectNone([ada, tab], anyTyping, "told-in-another-room", by(ben.client));
      }
    },
  );

  check(
    "3.7",
    "messages that come together are followed one after the other",
    {
      needs: "3.2",
      hint: "Four messages of one client were read in one turn of the event loop. What has each of them changed when the next one is handled, and can one announcement replace another?",
      hints: withoutRooms,
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const [ada, ben] = [await join(tools, first), await join(tools)];
      const { id: boardId } = first;
      const cause = await sayTogether(tools, ben, [
        { type: "join", boardId, ...ben.user },
        { type: "typing", boardId },
        { type: "stop_typing", boardId },
        { type: "leave", boardId },
      ]);
      await expectNews([ada], userJoined(boardId, ben.user), cause, "lost-at-once");
      await expectNews([ada], userTyping(boardId, ben.user, true), cause, "lost-at-once");
      await expectNews([ada], userTyping(boardId, ben.user, false), cause, "lost-at-once");
      await expectNews([ada], userLeft(boardId, ben.user), cause, "lost-at-once");
    },
  );

  check(
    "3.8",
    "a client whose connection ends has left its rooms, whatever happened just before",
    {
      needs: "3.4",
      hint: "The connection has ended, and one of its rooms was not told. What took the client out of this room before, or put it in afterwards?",
      hints: withoutRooms,
    },
    async (tools) => {
      const { first, second, third } = boardsIn(tools.board);
      const [ada, zoe] = [await join(tools, first), await join(tools, third)];
      const closing = await closeSlowly(tools, first, third);
      await expectNews([ada], userLeft(first.id, closing.user), closing.cause, "removed-in-silence");
      await expectNews([zoe], userLeft(third.id, closing.user), closing.cause, "removed-in-silence");
      await expectNone([ada], userLeft(first.id, closing.user), "announced-twice", closing.cause);

      const ben = await join(tools, first, third);
      await say(tools, ben, { type: "leave", boardId: second.id });
      const closes = `a leave of ${second.id}, where it was not, and ${await closed(tools, ben)}`;
      await expectNews([ada], userLeft(first.id, ben.user), closes, "other-room-forgotten");
      await expectNews([zoe], userLeft(third.id, ben.user), closes, "other-room-forgotten");

      const brief = await closeAtOnce(tools, first);
      await expectLeftIfJoined(ada, first, brief.user, brief.cause);
    },
  );
});

stretch(
  "S1",
  "a room without members is removed, and can be joined again",
  {
    why: "Every id that was ever joined would stay in memory, and ids come from clients. An empty set is as good as none.",
    exclusive: true,
  },
  async (tools) => {
    const { first, third } = boardsIn(tools.board);
    const [ada, ben] = [await join(tools, first, third), await join(tools, first)];
    await say(tools, ada, { type: "leave", boardId: third.id });
    await ada.client.leave();
    ben.client.destroy();
    const empty = await tools.http.getUntil("/debug/connections", ({ json }) => roomsIn(json) === 0);
    expect(empty).toMatchJson({ data: { rooms: 0 } });

    const cora = await join(tools, first);
    const { task, sent } = await createTask(tools, first.list, tools.random.word());
    await expectNews([cora], taskMessage("task_created", task), sent);
  },
);

function roomsIn(json: unknown): unknown {
  return (json as { data?: { rooms?: unknown } } | undefined)?.data?.rooms;
}

stretch(
  "S2",
  "100 members of a room get a change",
  {
    why: "A broadcast waits for no member and makes its text once, so a hundred of them cost less than a millisecond. With an await for each, the last one waits for all the others.",
    exclusive: true,
  },
  async (tools) => {
    const { first } = boardsIn(tools.board);
    // Not a thousand: each one that joins is announced to all before it, which would be half a million messages.
    const members = await Promise.all(Array.from({ length: 100 }, () => joinAtOnce(tools, first)));
    for (const member of members) await receiveFrame(member, "a pong frame", (opcode) => opcode === OPCODE_PONG);
    const { task } = await createTask(tools, first.list, tools.random.word());
    for (const member of members)
      await receiveFrame(member, `a message with ${task.id}`, (_, payload) => payload.includes(task.id));
  },
);

stretch(
  "S3",
  "a bug or a refusal in one client's message closes no connection, and leave and typing with odd boards are harmless",
  { why: "Whatever stands in a message, it must not reach further than the client that sent it." },
  async (tools) => {
    const { first } = boardsIn(tools.board);
    const [ada, ben] = [await join(tools, first), await join(tools, first)];
    for (const type of ["leave", "typing", "stop_typing"])
      for (const boardId of [undefined, null, 7, {}, [], ""]) ben.client.send({ type, boardId });
    await expect(ben.client).toStayOpen();
    await expectNone([ada], userLeft(first.id, ben.user), "announced-for-nothing", by(ben.client));
    await expectNone([ada], anyTyping, "announced-for-nothing", by(ben.client));
  },
);
