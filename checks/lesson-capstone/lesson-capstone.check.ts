import { check, exercise, expect, explained, stretch, type CodeHints } from "#kit";
import { expectAgreement, expectAllOf, expectFirst, expectNothingLost } from "./agreement.ts";
import {
  came,
  expectDeparture,
  expectNews,
  expectNoMoreNews,
  expectNothingOfItself,
  went,
  whetherAnotherTabEndsIt,
  whichBoardsAreLeft,
} from "./announcements.ts";
import {
  boardsIn,
  create,
  createThenMove,
  Editor,
  expectOrder,
  expectUnmoved,
  move,
  moveAbout,
  remove,
  snapshotOf,
  taskWith,
} from "./boards.ts";
import { failures } from "./failures.ts";
import { expectCrowd } from "./crowd.ts";
import { expectHeld, expectNothingNew } from "./held-polls.ts";
import { expectNothingBeside, expectStillOn } from "./after-leaving.ts";
import { allObservers, heldPollObserver, pollObserver, socketObserver, streamObserver } from "./observers.ts";
import { handled, joinBoard, openOn, openTab, peopleIn } from "./people.ts";
import { expectList, expectListOnJoin } from "./presence-list.ts";
import { expectGone, expectOnlyChange, expectRefused } from "./refusals.ts";
import { ROUNDS, Session } from "./session.ts";
import { isZeroTakenForNone, isZeroTakenForNoneAtJoin } from "./zero.ts";

/** A hint for what may go wrong on any transport. */
const incomplete = {
  [failures["event-of-another-board"].code]:
    "A client of one board was sent an event of another. By what does this transport choose its clients, and what does the event say about its board?",
  [failures["event-incomplete"].code]:
    "Compare the event in the report with what the board returned. Which line of yours makes a new object of it?",
} satisfies CodeHints;

/** How much happens while a client is away: so much that a server which pauses while it sends that pauses for long. */
const LONG_AWAY = 300;
/** How many editors create one task after the other while it joins again. */
const EDITORS = 8;

/** Why a task may not be where a move to such a position puts it. */
const AT_ZERO = "the move names the position 0, which is a number like any other, and not taken for none";
const BELOW_ZERO = "the move names a position below 0, which is a number like any other, and is before the first task";

exercise(1, "Change the board over HTTP, and stream every change", () => {
  check(
    "1.1",
    "a new task is stored, and answered as it is stored",
    {
      hint: "createTask of the board returns what it has stored. What do you answer with, and with which status?",
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const title = `${tools.random.word()} "\n🚢`;
      const answer = await create(tools, first.lists[0] ?? "", title);
      expect(answer).toHaveStatus(201);
      const stored = taskWith(await snapshotOf(tools.http, first), title, answer);
      expect(answer).toMatchJson({ data: { id: stored.id, listId: stored.listId, title, position: stored.position } });
    },
  );

  check(
    "1.2",
    "a task moves to a position or to the end of a list, and no other task changes",
    {
      needs: "1.1",
      hint: "The id is in the path, the list and the position are in the body. What does your route pass to moveTask?",
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const [from = "", , to = ""] = first.lists;
      const before = await snapshotOf(tools.http, first);
      const own = [...before.tasks.values()].filter(({ listId }) => listId === from).map(({ id }) => id);
      const [one = "", two = "", three = "", ...more] = own;
      const between = ((before.tasks.get(one)?.position ?? 0) + (before.tasks.get(two)?.position ?? 0)) / 2;
      const placed = await move(tools, three, from, between);
      const after = await snapshotOf(tools.http, first);
      expectOrder(after, from, [one, three, two, ...more], placed);
      expectUnmoved(before, after, [one, two, ...more], placed);
      expect(placed).toMatchJson({ data: { id: three, listId: from, position: between } });
      // A position may be 0, and less: before the first of a list there is room.
      const zero = await move(tools, two, from, 0);
      expectOrder(await snapshotOf(tools.http, first), from, [two, one, three, ...more], zero, AT_ZERO);
      const negative = await move(tools, three, from, -1.5);
      expect(negative).toMatchJson({ data: { id: three, listId: from, position: -1.5 } });
      expectOrder(await snapshotOf(tools.http, first), from, [three, two, one, ...more], negative, BELOW_ZERO);
      const away = await move(tools, one, to);
      expectOrder(await snapshotOf(tools.http, first), to, [one], away);
    },
  );

  check(
    "1.3",
    "a task that is deleted is gone, and deleting it again is answered with 404",
    {
      needs: "1.2",
      hint: "deleteTask throws when there is no such task, and the app turns that into an answer. Does your route let it?",
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const [id = ""] = (await snapshotOf(tools.http, first)).tasks.keys();
      const answer = await remove(tools, id);
      expectGone(await snapshotOf(tools.http, first), id, answer);
      expect(answer).toHaveStatus(204);
      expect(await tools.http.delete(`/tasks/${id}`)).toHaveStatus(404);
    },
  );

  check(
    "1.4",
    "whoever applies the events of a board's stream has the same board as the database",
    {
      needs: "1.3",
      hint: "Follow each of the three changes: the route publishes the event that the board returned, the bus calls its subscribers, and one of them is deliverToStreams. Which of these is missing for the change that the report names?",
      hints: incomplete,
    },
    async (tools) => {
      const { first, second } = boardsIn(tools.board);
      const [list = "", other = ""] = first.lists;
      const stream = await streamObserver(tools, await snapshotOf(tools.http, first));
      const elsewhere = await streamObserver(tools, await snapshotOf(tools.http, second));
      const title = tools.random.word();
      const created = await create(tools, list, title);
      const snapshot = await snapshotOf(tools.http, first);
      const { id } = taskWith(snapshot, title, created);
      await expectAgreement([stream], snapshot, created.sent);
      const moved = await move(tools, id, other, 0.5);
      await expectAgreement([stream], await snapshotOf(tools.http, first), moved.sent);
      const within = await move(tools, id, other, 1.5);
      await explained(
        async () => expectAgreement([stream], await snapshotOf(tools.http, first), within.sent),
        () => ({ code: failures["move-within-list-untold"], sent: `${within.sent}, the list that the task is in` }),
        failures["diverged"],
      );
      const beside = await create(tools, second.lists[0] ?? "", tools.random.word());
      await expectAgreement([elsewhere], await snapshotOf(tools.http, second), beside.sent);
      const deleted = await remove(tools, id);
      await expectAgreement([stream], await snapshotOf(tools.http, first), deleted.sent);

      // Two changes, one right after the other: what is sent of them comes in their order.
      const [still = ""] = (await snapshotOf(tools.http, first)).tasks.keys();
      const both = await createThenMove(tools, list, still, other);
      const { lastEventId } = await snapshotOf(tools.http, first);
      await stream.catchUp(String(Number(lastEventId) - 1));
      await expectAgreement([stream], await snapshotOf(tools.http, first), both);
    },
  );

  check(
    "1.5",
    "what the board refuses is answered as an error, and nobody is sent an event",
    {
      needs: "1.4",
      hint: "The board throws when it refuses. Which lines of your route have run by then, and who catches it?",
    },
    async (tools) => {
      const { first, second } = boardsIn(tools.board);
      const [list = ""] = first.lists;
      const before = await snapshotOf(tools.http, first);
      const [id = ""] = before.tasks.keys();
      const stream = await streamObserver(tools, before);
      await expectRefused(tools, { list, id, foreignList: second.lists[0] ?? "" });
      const last = await create(tools, list, tools.random.word());
      await expectAgreement([stream], await snapshotOf(tools.http, first), last.sent);
      expectOnlyChange(stream);
    },
  );

  check(
    "1.6",
    "a stream goes on after the event that its client names, and begins with what comes next for one that names none",
    {
      needs: "1.4",
      hint: "A browser that comes back sends the id of its last event in a header. Which one, and to whom does your route pass it?",
      hints: {
        [failures["known-sent-again"].code]:
          "The client was sent what it had already. What did it name, and what does your route pass to eventStream?",
        [failures["missed-not-sent"].code]:
          "A browser that comes back sends the id of its last event in a header. Which one, and to whom does your route pass it?",
        [failures["sent-the-past"].code]:
          "The client has named no event. What does `headers.get` return then, and what does eventStream take it for?",
      } satisfies CodeHints,
    },
    async (tools) => {
      // On new data: what a client names that began before anything happened is 0.
      await tools.server.restart({ keepData: false });
      const { first, second } = boardsIn(tools.board);
      const [list = ""] = first.lists;
      const stream = await streamObserver(tools, await snapshotOf(tools.http, first));
      stream.disconnect();
      const early = await create(tools, list, tools.random.word());
      await stream.connect();
      await explained(
        async () => expectAgreement([stream], await snapshotOf(tools.http, first), early.sent),
        ({ received }) => isZeroTakenForNone(tools, first, received),
        failures["missed-not-sent"],
        failures["published-to-none"],
        failures["not-subscribed"],
        failures["diverged"],
      );
      const seen = await create(tools, list, tools.random.word());
      await expectAgreement([stream], await snapshotOf(tools.http, first), seen.sent);
      stream.disconnect();
      await create(tools, list, tools.random.word());
      await create(tools, second.lists[0] ?? "", tools.random.word());
      const missed = await create(tools, list, tools.random.word());
      await stream.connect();
      await expectAgreement([stream], await snapshotOf(tools.http, first), missed.sent);
      const fresh = await tools.sse.open(`/boards/${first.id}/events`);
      const next = await create(tools, list, tools.random.word());
      const snapshot = await snapshotOf(tools.http, first);
      await expectAgreement([stream], snapshot, next.sent);
      await expectFirst(fresh, snapshot.lastEventId, next.sent);
    },
  );

  check(
    "1.7",
    "a board that is not there has no stream: 404",
    {
      needs: "1.4",
      hint: "Once a stream has begun, its status is said. What throws before that when there is no such board?",
    },
    async ({ http, random }) => {
      const answer = await http.request(`/boards/${random.word()}/events`, { enough: (body) => body !== "" });
      expect(answer).toHaveStatus(404);
    },
  );
});

/** Hints of exercises 2 and 3 for what exercise 1 has not built yet. */
const withoutChanges = {
  ...incomplete,
  "http-wrong-status": "The board could not be changed over HTTP. Exercise 1 is about that; begin there.",
  [failures["not-stored"].code]: "The board could not be changed over HTTP. Exercise 1 is about that; begin there.",
} satisfies CodeHints;

exercise(2, "Bring people together on a board", () => {
  check(
    "2.1",
    "whoever has joined a board is sent its events, and others are not",
    {
      hint: "deliverToRoom is a subscriber like deliverToStreams. Is it subscribed, to which room does it send, and who is in that room?",
      hints: {
        ...withoutChanges,
        [failures["board-lost"].code]:
          "A client has joined two boards, one after the other, and gets the events of one only. What does your code do with the first room when the second is joined?",
      },
    },
    async (tools) => {
      const { first, second } = boardsIn(tools.board);
      const [list = "", other = ""] = first.lists;
      const [here, there] = [await snapshotOf(tools.http, first), await snapshotOf(tools.http, second)];
      const socket = await socketObserver(tools, here);
      const elsewhere = await socketObserver(tools, there);
      const onBoth = await openOn(tools.websocket, peopleIn(tools.board).second, first.id);
      await joinBoard(onBoth, second.id);
      const title = tools.random.word();
      const created = await create(tools, list, title);
      const { id } = taskWith(await snapshotOf(tools.http, first), title, created);
      await move(tools, id, other);
      const beside = await create(tools, second.lists[0] ?? "", tools.random.word());
      await expectAgreement([elsewhere], await snapshotOf(tools.http, second), beside.sent);
      const deleted = await remove(tools, id);
      await expectAgreement([socket], await snapshotOf(tools.http, first), deleted.sent);
      await expectStillOn(onBoth, second, beside, "joined it last");
      await expectStillOn(onBoth, first, created, "has joined another board");
    },
  );

  check(
    "2.2",
    "who joins is sent the list of everyone on the board, the same as over HTTP",
    {
      needs: "2.1",
      hint: "Three things happen to a client that joins: it is noted, it is sent the list, the others are told. In which order, and whose list is it?",
    },
    async ({ servers, board }) => {
      // A server of its own, where nobody has been yet.
      const { http, websocket } = await servers.start();
      const { first: place, second: other } = boardsIn(board);
      const { first, second, third } = peopleIn(board);
      await expectListOnJoin(await openTab(websocket, first), place.id, [first]);
      await expectListOnJoin(await openTab(websocket, third), other.id, [third]);
      await expectListOnJoin(await openTab(websocket, second), place.id, [first, second]);
      await expectList(http, place.id, [first, second]);
    },
  );

  check(
    "2.3",
    "those on the board are told who comes and who goes, by a message, by closing or by vanishing",
    {
      needs: "2.2",
      hint: "A board is left by a message, and by the end of a connection in any way. Does each of these reach the code that forgets and announces?",
      hints: {
        [failures["told-of-itself"].code]:
          "The others are told, and so is the one who joins. Whom does broadcastToRoom leave out, and what do you pass to it?",
      },
    },
    async ({ servers, board }) => {
      // A server of its own, where nobody has been yet.
      const { http, websocket } = await servers.start();
      const { first: place } = boardsIn(board);
      const { first, second } = peopleIn(board);
      const watcher = await openOn(websocket, first, place.id);
      const leaving = await openOn(websocket, second, place.id);
      await expectNews(watcher, place.id, came(second));
      leaving.client.send({ type: "leave", boardId: place.id });
      await expectDeparture(http, watcher, place.id, went(second, `{"type":"leave"} by ${second.id}`));
      await expectList(http, place.id, [first]);

      await joinBoard(leaving, place.id);
      await expectNews(watcher, place.id, came(second));
      await leaving.client.leave();
      await expectDeparture(
        http,
        watcher,
        place.id,
        went(second, `a close frame by ${second.id}, its only connection`),
      );
      const vanishing = await openOn(websocket, second, place.id);
      await expectNews(watcher, place.id, came(second));
      vanishing.client.destroy();
      const vanished = `no close frame: the only connection of ${second.id} broke off`;
      await expectDeparture(http, watcher, place.id, went(second, vanished));
      await expectList(http, place.id, [first]);
    },
  );

  check(
    "2.4",
    "a user with two tabs comes with the first and goes with the last of them",
    {
      needs: "2.3",
      hint: "addPresence and removePresence count tabs for you, and say what that means for the user. What do you do with what they return?",
    },
    async ({ servers, board }) => {
      // A server of its own, where nobody has been yet.
      const { http, websocket } = await servers.start();
      const { first: place, second: other } = boardsIn(board);
      const beside = board.boards[2];
      const { first, second, third } = peopleIn(board);
      const watcher = await openOn(websocket, first, place.id);
      const tabs = [await openOn(websocket, second, place.id), await openOn(websocket, second, place.id)] as const;
      await expectNews(watcher, place.id, came(second));
      await tabs[0].client.leave();
      await expectList(http, place.id, [first, second]);
      // One that is on a second board alone, and was on this one first, where another tab of the user stays.
      if (beside !== undefined) {
        const both = await openOn(websocket, second, place.id);
        await joinBoard(both, beside.id);
        both.client.destroy();
        await explained(
          () => expectList(http, beside.id, []),
          () => whetherAnotherTabEndsIt(http, [place.id, beside.id], (boardId) => openOn(websocket, third, boardId)),
          failures["wrong-list"],
        );
        await expectList(http, place.id, [first, second]);
      }
      // On another board as well, which is none of this one's business.
      await joinBoard(tabs[1], other.id);
      await expectNoMoreNews(watcher);
      tabs[1].client.destroy();
      const last = `the last connection of ${second.id} broke off, which was on two boards`;
      await explained(
        async () => {
          await expectDeparture(http, watcher, place.id, went(second, last));
          await expectList(http, other.id, []);
        },
        ({ received }) => {
          const open = async (boardIds: readonly string[]) => {
            const tab = await openTab(websocket, third);
            for (const boardId of boardIds) await joinBoard(tab, boardId);
            return tab;
          };
          return whichBoardsAreLeft(
            http,
            [place.id, other.id, ...(beside === undefined ? [] : [beside.id])],
            open,
            received,
          );
        },
        failures["departure-not-noticed"],
        failures["wrong-list"],
      );
    },
  );

  check(
    "2.5",
    "who has left a board is sent nothing more of it, and still what happens on another one",
    {
      needs: "2.3",
      hint: "Who leaves is in two places: in the list of people, and in the room. Which lines take them out of each?",
      hints: {
        ...withoutChanges,
        [failures["board-lost"].code]:
          "The client has left one board, and gets nothing of the other one any more. Out of which rooms does your leave take it?",
        [failures["told-of-itself"].code]:
          "The one who leaves is told so, as the others are. In which order do your lines leave the room and tell those in it?",
      },
    },
    async (tools) => {
      const { first, second } = boardsIn(tools.board);
      const people = peopleIn(tools.board);
      const staying = await openOn(tools.websocket, people.first, first.id);
      const leaving = await openOn(tools.websocket, people.second, first.id);
      await joinBoard(leaving, second.id);
      leaving.client.send({ type: "leave", boardId: first.id });
      await handled(leaving);
      const { sent } = await create(tools, first.lists[0] ?? "", tools.random.word());
      const beside = await create(tools, second.lists[0] ?? "", tools.random.word());
      await handled(staying);
      await expectStillOn(leaving, second, beside, "has left another board");
      expectNothingBeside(leaving, second, sent);
      expectNothingOfItself(leaving);
    },
  );
});

/** How many events a client misses at once: more than one would keep in memory. */
const MANY = 110;

exercise(3, "Let every client catch up, whatever happens", () => {
  check(
    "3.1",
    "a short poll is answered at once with what followed the event it names, deletions too",
    {
      hint: "missedEvents has what a client missed. From which event on, of which board, and what does the client name next time?",
      hints: withoutChanges,
    },
    async (tools) => {
      const { first, second } = boardsIn(tools.board);
      const [list = "", other = ""] = first.lists;
      const title = tools.random.word();
      const created = await create(tools, list, title);
      const before = await snapshotOf(tools.http, first);
      const { id } = taskWith(before, title, created);
      await expectNothingNew(tools.http, first, before.lastEventId);
      const poll = pollObserver(tools, before);
      await create(tools, list, tools.random.word());
      await move(tools, id, other);
      await create(tools, second.lists[0] ?? "", tools.random.word());
      const [another = ""] = before.tasks.keys();
      const deleted = await remove(tools, another);
      await expectAgreement([poll], await snapshotOf(tools.http, first), deleted.sent);
      const next = await create(tools, list, tools.random.word());
      await expectAgreement([poll], await snapshotOf(tools.http, first), next.sent);
      expect(await tools.http.get(`/boards/${tools.random.word()}/updates?since=0`)).toHaveStatus(404);
    },
  );

  check(
    "3.2",
    "a long poll is held until something happens on its board, and told at once what it missed",
    {
      needs: "3.1",
      hint: "Two things make a long poll: it waits for news before it answers, and a change of its board wakes it. Which subscriber does that?",
      hints: withoutChanges,
    },
    async (tools) => {
      const { first, second } = boardsIn(tools.board);
      const [list = ""] = first.lists;
      const poll = await heldPollObserver(tools, await snapshotOf(tools.http, first));
      const beside = await create(tools, second.lists[0] ?? "", tools.random.word());
      await expectHeld(tools.http, first, (await snapshotOf(tools.http, first)).lastEventId);
      poll.expectWaiting(`${beside.sent}, which is of the board ${second.id}`);
      const news = await create(tools, list, tools.random.word());
      await expectAgreement([poll], await snapshotOf(tools.http, first), news.sent);
      poll.disconnect();
      const missed = await create(tools, list, tools.random.word());
      await poll.connect();
      await expectAgreement([poll], await snapshotOf(tools.http, first), missed.sent);
      expect(await tools.http.get(`/boards/${tools.random.word()}/poll?since=0`)).toHaveStatus(404);
    },
  );

  check(
    "3.3",
    "a WebSocket that joins with its last event is sent what it missed, once and in order, and then what follows",
    {
      needs: "3.2",
      hint: 'A client that joins may name its last event in "since". Who is sent the events after it, which of them, and what is sent to a client that names none?',
      hints: withoutChanges,
    },
    async (tools) => {
      const { first, second } = boardsIn(tools.board);
      const [list = "", other = ""] = first.lists;
      const snapshot = await snapshotOf(tools.http, first);
      const staying = await socketObserver(tools, snapshot);
      const socket = await socketObserver(tools, snapshot);
      const title = tools.random.word();
      const created = await create(tools, list, title);
      const { id } = taskWith(await snapshotOf(tools.http, first), title, created);
      await expectAgreement([socket], await snapshotOf(tools.http, first), created.sent);
      socket.disconnect();
      await create(tools, list, tools.random.word());
      await create(tools, second.lists[0] ?? "", tools.random.word());
      await move(tools, id, other, 0.5);
      await socket.connect();
      const next = await create(tools, list, tools.random.word());
      await expectAgreement([socket, staying], await snapshotOf(tools.http, first), next.sent);

      // It has a long way to catch up, and more happens while it does: that is neither before it came nor after.
      socket.disconnect();
      await moveAbout(tools, id, first, LONG_AWAY);
      const editors = Array.from({ length: EDITORS }, () => new Editor(tools, list));
      await socket.connect();
      await Promise.all(editors.map((editor) => editor.stop()));
      const last = await create(tools, list, tools.random.word());
      await expectNothingLost(socket, staying, await snapshotOf(tools.http, first), last.sent);
    },
  );

  check(
    "3.4",
    "after 60 changes by three editors, clients of four transports have the board of the database, whoever was away meanwhile",
    {
      needs: "3.3",
      hint: "The report names the first task that differs, the transport, and the events about it that came. Which event is missing in between, and why did this transport not send it?",
      hints: withoutChanges,
    },
    async (tools) => {
      const { first, second } = boardsIn(tools.board);
      const snapshot = await snapshotOf(tools.http, first);
      const observers = await allObservers(tools, snapshot);
      const { short, long, stream, socket } = observers;
      const session = new Session(tools, { place: first, beside: second, snapshot });
      await session.work(4);
      stream.disconnect();
      await session.work(3);
      await stream.connect();
      socket.disconnect();
      await expectAgreement([short, stream], await session.work(3), session.sent);
      long.disconnect();
      await session.work(2);
      await socket.connect();
      stream.disconnect();
      await session.work(2);
      socket.disconnect();
      await stream.connect();
      await long.connect();
      await session.work(2);
      await socket.connect();
      const board = await session.work(ROUNDS - 16);
      await expectAgreement(Object.values(observers), board, session.sent);
    },
  );

  check(
    "3.5",
    "the same holds when the server is killed in the middle and starts again on the same data",
    {
      needs: "3.4",
      hint: "What a process keeps in memory is gone after a restart: clients, rooms, counters. What does a client name when it comes back, and does it still mean the same?",
      hints: withoutChanges,
    },
    async (tools) => {
      await tools.server.restart({ keepData: false });
      const { first, second } = boardsIn(tools.board);
      const snapshot = await snapshotOf(tools.http, first);
      const observers = await allObservers(tools, snapshot);
      const { short, long, stream, socket } = observers;
      const session = new Session(tools, { place: first, beside: second, snapshot });
      await expectAgreement(Object.values(observers), await session.work(2), session.sent);
      // Here the ids have one digit, and in the end two.
      stream.disconnect();
      socket.disconnect();
      await session.work(4);
      await tools.server.restart({ keepData: true });
      long.disconnect();
      await session.work(3);
      await stream.connect();
      await long.connect();
      await expectAgreement([short, long, stream], await session.work(2), session.sent);
      await socket.connect();
      const board = await session.work(ROUNDS - 11);
      await expectAgreement(Object.values(observers), board, session.sent);
    },
  );

  check(
    "3.6",
    "on SIGTERM, streams end, polls are answered, WebSockets are closed with 1001, and the process ends",
    {
      needs: "3.2",
      hint: "server.ts calls closeConnections when the process is asked to end. Which code says that a server goes away, and who has to be sent it?",
      hints: {
        "server-stopped":
          "The process was asked to end, and an error ended it before everyone was told. Which line of closeConnections has thrown it, and what does the error say of that line?",
      },
    },
    async ({ http, sse, websocket, server, board }) => {
      const { first: place } = boardsIn(board);
      const { first, second } = peopleIn(board);
      const [joined, idle] = [await openOn(websocket, first, place.id), await openTab(websocket, second)];
      const stream = await sse.open(`/boards/${place.id}/events`);
      const { lastEventId } = await snapshotOf(http, place);
      const poll = await http.hold(`/boards/${place.id}/poll?since=${lastEventId}`);
      await expect(poll).toBeHeld({ barrier: "/health" });
      server.terminate();
      await expect(joined.client).toBeClosed(1001);
      await expect(idle.client).toBeClosed(1001);
      await expect(stream).toEnd();
      await expect(poll).toBeAnswered();
      await server.ended();
    },
  );

  check(
    "3.7",
    "a client is sent all that it missed, however much, and however often its connection has joined",
    {
      needs: "3.4",
      hint: "A client joins and names its last event. On what does it depend, besides that event, what the client is sent?",
      hints: {
        ...withoutChanges,
        [failures["later-join-ignored"].code]:
          "The first join of a connection works. What has it left behind that the next one finds?",
      },
    },
    async (tools) => {
      // A server of its own, as the one before has ended.
      await tools.server.restart({ keepData: false });
      const { first } = boardsIn(tools.board);
      const before = await snapshotOf(tools.http, first);
      const [id = ""] = before.tasks.keys();
      await moveAbout(tools, id, first, MANY);
      const after = await snapshotOf(tools.http, first);
      // It learns what it knows after it has joined, and joins again.
      const socket = await socketObserver(tools, before);
      await socket.join();
      await explained(
        () => expectAllOf(socket, id, MANY, after),
        ({ received }) => isZeroTakenForNoneAtJoin(tools, first, received),
        failures["later-join-ignored"],
      );
      await socket.leave();
      const away = await create(tools, first.lists[0] ?? "", tools.random.word());
      await socket.join();
      await expectAgreement([socket], await snapshotOf(tools.http, first), away.sent, "later-join-ignored");
    },
  );
});

stretch(
  "S1",
  "a title of any characters is the same over all four transports",
  {
    why: "What a title holds must not end an event or a message: every transport carries it as JSON.",
    exclusive: true,
  },
  async (tools) => {
    const { first } = boardsIn(tools.board);
    const observers = await allObservers(tools, await snapshotOf(tools.http, first));
    const { sent } = await create(tools, first.lists[0] ?? "", `${tools.random.word()}\r\n\ndata: {}\u2028"\\🚢`);
    await expectAgreement(Object.values(observers), await snapshotOf(tools.http, first), sent);
  },
);

stretch(
  "S2",
  "no cache on the way may store the answer to a poll",
  { why: "A poll that a cache answers tells of what was new for somebody else." },
  async (tools) => {
    const { first } = boardsIn(tools.board);
    await create(tools, first.lists[0] ?? "", tools.random.word());
    for (const what of ["updates", "poll"])
      expect(await tools.http.get(`/boards/${first.id}/${what}?since=0`)).toHaveHeader("Cache-Control", /no-store/);
  },
);

stretch(
  "S3",
  "thirty event streams and thirty WebSockets get each of twenty changes",
  {
    why: "What works for two windows has to work for a team. Each event is written once for all streams.",
    exclusive: true,
  },
  async (tools) => {
    await expectCrowd(tools, { clients: 30, changes: 20 });
  },
);

stretch(
  "S4",
  "a request that is none ends neither the process nor the streams of others",
  { why: "Anybody can send bytes. What one client sends must not end the server for all of them.", exclusive: true },
  async (tools) => {
    const { first } = boardsIn(tools.board);
    const stream = await streamObserver(tools, await snapshotOf(tools.http, first));
    await tools.http.raw("GET / HTTP/1.1\r\nHost: a b\r\n\r\n");
    await tools.http.raw("GET // HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await tools.http.raw("TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const { sent } = await create(tools, first.lists[0] ?? "", tools.random.word());
    await expectAgreement([stream], await snapshotOf(tools.http, first), sent);
  },
);
