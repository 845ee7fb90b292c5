import { check, exercise, expect, explained, stretch } from "#kit";
import { came, expectDeparture, expectNews, expectNobodyLeft, expectNoMoreNews, went } from "./announcements.ts";
import { expectStoppedWithConnection } from "./connection-ends.ts";
import { failures } from "./failures.ts";
import { handled, joinBoard, openOn, openTab, peopleIn } from "./people.ts";
import { expectArrivalFrom } from "./other-boards.ts";
import { expectList, expectListOnJoin, expectNoSecrets, expectOnlyNames } from "./presence-list.ts";
import {
  expectEnd,
  expectExpiry,
  expectNobodyStopped,
  expectNoError,
  expectNothingMore,
  expectNotTold,
  expectOnlyAbout,
  expectOwnTabTold,
  expectStillTyping,
  expectTyping,
  typingEvents,
} from "./typing-news.ts";
import { whoseTimer } from "./timers.ts";
import { whetherLeftBefore, whetherNamesake } from "./leaving-again.ts";
import { whoseTypingEnds } from "./whose-typing-ends.ts";
import { whetherElsewhereCounts, whoIsForgotten } from "./who-remains.ts";
import { withTabs } from "./with-tabs.ts";
import { expectRefreshed } from "./typing-time.ts";

exercise(1, "List who is on a board, and tell who comes and goes", () => {
  check(
    "1.1",
    "a client that joins is sent the list of everyone on the board, itself included",
    {
      hint: "Three things happen when a client joins: it is noted, it gets the list, the others are told. In which order does the list hold the one who joins?",
    },
    async ({ websocket, board, random }) => {
      const { first, second } = peopleIn(board);
      const boardId = random.word();
      await expectListOnJoin(await openTab(websocket, first), boardId, [first]);
      await expectListOnJoin(await openTab(websocket, second), boardId, [first, second]);
    },
  );

  check(
    "1.2",
    "each board has a list of its own, the same over HTTP, and an empty one where nobody is",
    {
      needs: "1.1",
      hint: "GET /boards/:boardId/presence asks getPresence, with the id of one board. Which entries does it return?",
      hints: {
        [failures["too-many-listed"].code]:
          "The list of one board has people who are on another one. By what does getPresence choose its entries?",
      },
    },
    async ({ http, websocket, board, random }) => {
      const { first, second, third } = peopleIn(board);
      const [one, other, empty] = [random.word(), random.word(), random.word()];
      await openOn(websocket, first, one);
      await openOn(websocket, second, one);
      await expectListOnJoin(await openTab(websocket, third), other, [third]);
      await expectList(http, one, [first, second]);
      await expectList(http, other, [third]);
      await explained(
        () => expectList(http, empty, []),
        // Boards with people were answered before.
        ({ received }) => ({
          code: failures["empty-board-refused"],
          received: `${received}; nobody is on this board, and those of boards with people on them were answered with 200`,
        }),
        "http-wrong-status",
      );
    },
  );

  check(
    "1.3",
    "those on the board are told who comes, and those on another one are not",
    {
      needs: "1.1",
      hint: "Who comes is told to those who were there before. Which room does the announcement go to, and which user does it name?",
      hints: {
        [failures["wrong-announcement"].code]:
          "Compare the announcement with the client that joined: is the user that of its connection, and does it go to this board's room only?",
        [failures["tab-announced"].code]:
          "Somebody was announced on a board that they did not join, or more than once. Which room does the announcement go to?",
      },
    },
    async ({ websocket, board, random }) => {
      const { first, second, third } = peopleIn(board);
      const [one, other] = [random.word(), random.word()];
      const here = await openOn(websocket, first, one);
      const there = await openOn(websocket, first, other);
      await openOn(websocket, second, one);
      await expectNews(here, one, came(second));
      await openOn(websocket, third, other);
      await expectNews(there, other, came(third));
      await expectNoMoreNews(here);
      await expectNoMoreNews(there);
    },
  );

  check(
    "1.4",
    "those on the board are told who goes, by a message, by closing or by vanishing, and the list forgets them",
    {
      needs: "1.3",
      hint: "A board is left by a message, and by the end of a connection in any way. Does each of these run the code that removes and announces, and is the connection removed before that code asks who is still there?",
      hints: {
        [failures["too-many-listed"].code]:
          "Somebody has left, was announced, and is still in the list. What does removePresence remove, and is it called in each of the three cases?",
      },
    },
    async (tools) => {
      const { http, websocket, board, random } = tools;
      const { first, second } = peopleIn(board);
      const boardId = random.word();
      const watcher = await openOn(websocket, first, boardId);
      const leaving = await openOn(websocket, second, boardId);
      await expectNews(watcher, boardId, came(second));
      leaving.client.send({ type: "leave", boardId });
      await expectDeparture({ http, websocket }, watcher, boardId, went(second, `{"type":"leave"} by ${second.id}`));
      await explained(
        () => expectList(http, boardId, [first]),
        ({ received }) => whoIsForgotten(tools, received),
        failures["wrong-list"],
      );

      await joinBoard(leaving, boardId);
      await expectNews(watcher, boardId, came(second));
      await leaving.client.leave();
      const closed = `a close frame by ${second.id}, and no "leave"`;
      await explained(
        () => expectDeparture({ http, websocket }, watcher, boardId, went(second, closed)),
        () => whetherLeftBefore(tools, second),
        failures["departure-not-noticed"],
      );
      await expectList(http, boardId, [first]);

      const vanishing = await openOn(websocket, second, boardId);
      await expectNews(watcher, boardId, came(second));
      vanishing.client.destroy();
      const vanished = `nothing: the connection of ${second.id} broke off, without a close frame`;
      await expectDeparture({ http, websocket }, watcher, boardId, went(second, vanished));
      await expectList(http, boardId, [first]);
    },
  );

  check(
    "1.5",
    "lists and announcements hold ids and names, and nothing that only the user may know",
    {
      needs: "1.4",
      hint: "Which object do you put into the list: one with the fields of the table, or one that has more?",
    },
    async ({ http, websocket, board, random }) => {
      const { first, second } = peopleIn(board);
      const boardId = random.word();
      const watcher = await openOn(websocket, first, boardId);
      const coming = await openOn(websocket, second, boardId);
      await handled(watcher);
      const answer = await http.get(`/boards/${boardId}/presence`);
      await coming.client.leave();
      const closed = `{"type":"join"} by ${second.id}, and then a close frame`;
      await expectDeparture({ http, websocket }, watcher, boardId, came(second), went(second, closed));
      expectNoSecrets([watcher, coming], answer.body);
      expectOnlyNames([watcher, coming], answer);
    },
  );

  check(
    "1.6",
    "a client that joins and is gone again at once has come and has left",
    {
      needs: "1.5",
      hint: "Between the message that joins and the end there is no time at all. What of joining does your code do at once, and what after an await or in a timer?",
    },
    async ({ http, websocket, board, random }) => {
      const { first, second } = peopleIn(board);
      const boardId = random.word();
      const watcher = await openOn(websocket, first, boardId);
      const brief = await openTab(websocket, second);
      for (const end of [() => brief.client.send({ type: "leave", boardId }), () => brief.client.close()]) {
        brief.client.send({ type: "join", boardId });
        end();
        const how = `{"type":"join"} by ${second.id}, and the end of it at once`;
        await expectDeparture({ http, websocket }, watcher, boardId, came(second), went(second, how));
        await expectList(http, boardId, [first]);
      }
    },
  );
});

exercise(2, "Count people, not tabs", () => {
  check(
    "2.1",
    "a user with three tabs is listed once and announced once, and each tab gets the list",
    {
      hint: "What makes two entries of your list the same person, and what do you ask before you announce that somebody has come?",
      hints: {
        [failures["no-list"].code]:
          "The user is there already, in another tab. Does the new tab need the list any less?",
        [failures["tab-announced"].code]:
          "The user was there already, and came again. What does addPresence have to find out, and does the announcement depend on it?",
        [failures["tab-closed-announced"].code]:
          "The user has other tabs, and was announced as gone. What does removePresence have to find out once it has removed a tab?",
      },
    },
    async (tools) =>
      withTabs(tools, async ({ http, websocket, board, random }) => {
        const { first, second } = peopleIn(board);
        const boardId = random.word();
        const watcher = await openOn(websocket, first, boardId);
        const tabs = [
          await openTab(websocket, second),
          await openTab(websocket, second),
          await openTab(websocket, second),
        ];
        for (const tab of tabs) await expectListOnJoin(tab, boardId, [first, second]);
        await expectList(http, boardId, [first, second]);

        // What is announced before the last tab has left was announced too often.
        for (const { client } of tabs) client.send({ type: "leave", boardId });
        const left = `{"type":"leave"} by each of the three tabs of ${second.id}`;
        await expectDeparture({ http, websocket }, watcher, boardId, came(second), went(second, left));
      }),
  );

  check(
    "2.2",
    "a user has left with the last tab, whichever it is and however it ends",
    {
      needs: "2.1",
      hint: "A tab is closed. Which question decides whether its user has left, and does your code ask it before or after it has removed the tab?",
    },
    async (tools) =>
      withTabs(tools, async ({ http, websocket, board, random }) => {
        const { first, second } = peopleIn(board);
        const boardId = random.word();
        const watcher = await openOn(websocket, first, boardId);
        const oldestFirst = [
          await openOn(websocket, second, boardId),
          await openOn(websocket, second, boardId),
        ] as const;
        await oldestFirst[0].client.leave();
        await expectList(http, boardId, [first, second]);
        await expectNobodyLeft(watcher, second, `a close frame by the older of two tabs of ${second.id}`);
        oldestFirst[1].client.destroy();
        const last = `nothing: the connection of the last tab of ${second.id} broke off`;
        await expectDeparture({ http, websocket }, watcher, boardId, came(second), went(second, last));

        // That the user comes again proves that the departure was announced once.
        const newestFirst = [
          await openOn(websocket, second, boardId),
          await openOn(websocket, second, boardId),
        ] as const;
        await expectNews(watcher, boardId, came(second));
        newestFirst[1].client.destroy();
        await expectList(http, boardId, [first, second]);
        await expectNobodyLeft(watcher, second, `nothing: the younger of two tabs of ${second.id} broke off`);
        await newestFirst[0].client.leave();
        await expectDeparture(
          { http, websocket },
          watcher,
          boardId,
          went(second, `a close frame by the last tab of ${second.id}`),
        );
        await openOn(websocket, second, boardId);
        await expectNews(watcher, boardId, came(second));
      }),
  );

  check(
    "2.3",
    "a tab that leaves while another one stays takes nobody along, and a tab that joins twice is one tab",
    {
      needs: "2.2",
      hint: "Leaving by a message and closing the tab have the same effect on the list. And what does your code do with a tab that has joined before?",
    },
    async (tools) =>
      withTabs(tools, async ({ http, websocket, board, random }) => {
        const { first, second } = peopleIn(board);
        const boardId = random.word();
        const watcher = await openOn(websocket, first, boardId);
        const staying = await openOn(websocket, second, boardId);
        const leaving = await openOn(websocket, second, boardId);
        leaving.client.send({ type: "leave", boardId });
        await handled(leaving);
        await expectList(http, boardId, [first, second]);
        await expectNobodyLeft(watcher, second, `{"type":"leave"} by one of two tabs of ${second.id}`);
        staying.client.send({ type: "leave", boardId });
        const last = `{"type":"leave"} by the last tab of ${second.id}`;
        await expectDeparture({ http, websocket }, watcher, boardId, came(second), went(second, last));

        await joinBoard(leaving, boardId);
        await joinBoard(leaving, boardId);
        leaving.client.send({ type: "leave", boardId });
        const twice = `{"type":"join"} twice by one tab of ${second.id}, and {"type":"leave"} once; it has no other tab there`;
        await explained(
          () => expectDeparture({ http, websocket }, watcher, boardId, came(second), went(second, twice)),
          // A tab that joined once has left with one message before, and that of three tabs one is announced was asked before.
          ({ code }) =>
            code === failures["tab-announced"]
              ? { code: failures["same-tab-announced"], sent: `{"type":"join"} twice by one tab of ${second.id}` }
              : { code: failures["joins-counted"] },
          failures["departure-not-noticed"],
          failures["tab-announced"],
        );
        await joinBoard(staying, boardId);
        await expectNews(watcher, boardId, came(second));
      }),
  );

  check(
    "2.4",
    "a user on two boards leaves one of them and stays on the other, and leaves both when the tab is closed",
    {
      needs: "2.2",
      hint: "The same user is on two boards. For which board does your code ask whether another tab is there, and how many boards does it clean up when a connection ends?",
    },
    async (tools) => {
      const { http, websocket, board, random } = tools;
      const { first, second, third } = peopleIn(board);
      const [one, other, deserted] = [random.word(), random.word(), random.word()];
      const [here, there] = [await openOn(websocket, first, one), await openOn(websocket, first, other)];
      const alone = await openOn(websocket, third, deserted);
      alone.client.send({ type: "leave", boardId: deserted });
      await handled(alone);
      await expectList(http, deserted, []);
      await expectList(
        http,
        one,
        [first],
        "the last one on another board has left it, and this list has changed with it",
      );
      const onBoth = await openOn(websocket, second, one);
      await joinBoard(onBoth, other);
      await expectNews(here, one, came(second));
      await expectArrivalFrom(tools, one, there, other, second);
      await expectList(
        http,
        one,
        [first, second],
        "the connection of the one who is missing has joined a second board, and is no longer on the first: one board is kept for each connection",
      );

      onBoth.client.send({ type: "leave", boardId: one });
      const leftOne = `{"type":"leave"} of one board by ${second.id}, who is on two`;
      await explained(
        () => expectDeparture({ http, websocket }, here, one, went(second, leftOne)),
        ({ received }) => whetherElsewhereCounts(tools, here, one, received),
        failures["departure-not-told"],
      );
      await expectList(http, other, [first, second]);
      await onBoth.client.leave();
      const leftOther = `a close frame by ${second.id}, after {"type":"leave"} of the other board`;
      await expectDeparture({ http, websocket }, there, other, went(second, leftOther));

      const closing = await openOn(websocket, second, one);
      await joinBoard(closing, other);
      await closing.client.leave();
      const closed = (which: string) =>
        `a close frame by ${second.id}, who is on two boards; this is the one joined ${which}`;
      await expectDeparture({ http, websocket }, here, one, came(second), went(second, closed("first")));
      await expectDeparture({ http, websocket }, there, other, came(second), went(second, closed("last")));

      // On the first board another tab of the user stays; the second is left all the same.
      await openOn(websocket, second, one);
      const beside = await openOn(websocket, second, one);
      await joinBoard(beside, other);
      await beside.client.leave();
      await explained(
        () => expectDeparture({ http, websocket }, there, other, came(second), went(second, closed("last"))),
        () => ({ code: failures["ends-at-another-tab"] }),
        failures["departure-not-told"],
        failures["departure-not-noticed"],
      );
      await expectList(http, one, [first, second]);
    },
  );

  check(
    "2.5",
    "two users with the same name are two people",
    {
      needs: "2.1",
      hint: "Names are for reading. By which field does your code tell users apart?",
    },
    async (tools) => {
      const { http, websocket, board, random } = tools;
      const { first, second, third } = peopleIn(board);
      const boardId = random.word();
      const watcher = await openOn(websocket, first, boardId);
      await openOn(websocket, second, boardId);
      const namesake = await openOn(websocket, third, boardId);
      await expectNews(watcher, boardId, came(second), came(third));
      await expectList(http, boardId, [first, second, third]);
      namesake.client.destroy();
      const vanished = `nothing: the connection of ${third.id} broke off; ${second.id}, of the same name, stays`;
      await explained(
        () => expectDeparture({ http, websocket }, watcher, boardId, went(third, vanished)),
        () => whetherNamesake(tools),
        failures["departure-not-told"],
      );
      await expectList(http, boardId, [first, second]);
    },
  );
});

exercise(3, "Let typing end by itself", () => {
  check(
    "3.1",
    "the others on the board are told that a user types and has stopped, and nobody else is",
    {
      hint: "Which cases of handleMessage take these two messages, and to whom do typing and stopTyping announce them?",
      hints: {
        [failures["stopped-at-once"].code]:
          "The user types, and is said to have stopped at once. Which line runs after the one that announced the typing?",
        [failures["own-tab-not-told"].code]:
          "Another tab of the typist is another connection on the board. Does your code leave out one connection, or all of a user?",
        [failures["stop-says-types"].code]:
          "Which value does your code announce for stop_typing, and who passes it on?",
      },
    },
    async ({ servers, board, random }) => {
      // So long that nothing ends by itself meanwhile.
      const { websocket } = await servers.start({ env: { TYPING_TTL_MS: "60000" } });
      const { first, second, third } = peopleIn(board);
      const [one, other] = [random.word(), random.word()];
      const watcher = await openOn(websocket, first, one);
      const typist = await openOn(websocket, second, one);
      const ownTab = await openOn(websocket, second, one);
      const elsewhere = await openOn(websocket, third, other);

      typist.client.send({ type: "typing", boardId: one });
      await handled(typist);
      const begun = await expectTyping(watcher, second, "types", { sent: '{"type":"typing"}' });
      await handled(watcher);
      expectStillTyping(watcher, second);
      typist.client.send({ type: "stop_typing", boardId: one });
      const stopped = await expectTyping(watcher, second, "stopped", { from: begun, sent: '{"type":"stop_typing"}' });
      typist.client.send({ type: "typing", boardId: one });
      await expectTyping(watcher, second, "types", { from: stopped, sent: '{"type":"typing"}, for the second time' });
      await expectOwnTabTold(ownTab);
      await Promise.all([handled(typist), handled(elsewhere)]);
      expectNotTold(typist, "typist-told");
      expectNotTold(elsewhere, "typing-elsewhere");
      expectNoError(typist, '{"type":"typing"}, {"type":"stop_typing"} and {"type":"typing"} again');
    },
  );

  check(
    "3.2",
    "typing ends TYPING_TTL_MS after the last message about it",
    {
      needs: "3.1",
      hint: "The client says that its user types, and then nothing. Which timer ends it, and what happens to that timer when the client says it again?",
      hints: {
        [failures["old-timer"].code]:
          "The user stopped and began again. Which timers were running after that, and which of them should have been stopped?",
        [failures["typing-not-told"].code]:
          "The typing had ended by itself, and then began again. What does your code still keep of the first time?",
      },
    },
    async (tools) => {
      const { websocket, board, environment, random } = tools;
      const { first, second, third } = peopleIn(board);
      const ttlMs = Number(environment["TYPING_TTL_MS"]);
      const boardId = random.word();
      const watcher = await openOn(websocket, first, boardId);
      const [goesOn, beginsAnew] = [
        await openOn(websocket, second, boardId),
        await openOn(websocket, third, boardId),
      ] as const;
      await expectRefreshed(watcher, { goesOn, beginsAnew }, boardId, ttlMs, () => whoseTimer(tools, ttlMs));
      const from = typingEvents(watcher).length;
      goesOn.client.send({ type: "typing", boardId });
      await expectTyping(watcher, second, "types", {
        from,
        sent: '{"type":"typing"}, after it had ended by itself',
        why: "what had ended by itself is kept as if it went on: that it begins again is not announced",
      });
    },
  );

  check(
    "3.3",
    "after stop_typing, nothing more is said about that user",
    {
      needs: "3.2",
      hint: "The user has stopped, and the timer was still running. Who stops it, and does it find the timer of this user?",
      hints: {
        [failures["stop-told-again"].code]:
          "The user had stopped already. Does stopTyping ask whether the user was typing, before it tells the others?",
      },
    },
    async ({ websocket, board, environment, random }) => {
      const { first, second, third } = peopleIn(board);
      const ttlMs = Number(environment["TYPING_TTL_MS"]);
      const boardId = random.word();
      const watcher = await openOn(websocket, first, boardId);
      const typist = await openOn(websocket, second, boardId);
      const later = await openOn(websocket, third, boardId);
      typist.client.send({ type: "typing", boardId });
      typist.client.send({ type: "typing", boardId });
      typist.client.send({ type: "stop_typing", boardId });
      const stopped = await expectTyping(watcher, second, "stopped", { sent: '{"type":"stop_typing"}' });
      typist.client.send({ type: "stop_typing", boardId });
      await expectNothingMore(watcher, typist, stopped);

      // A timer that was left running goes off before the one that is started now.
      later.client.send({ type: "typing", boardId });
      const ended = await expectExpiry(watcher, third, ttlMs, stopped);
      expectOnlyAbout(watcher, third, stopped, ended, "typing-after-stop");
    },
  );

  check(
    "3.4",
    "a typist who vanishes types no longer, and nothing more is said about them",
    {
      needs: "3.3",
      hint: "The connection has ended in the middle of a word. What does your code still have of it, and which timers are running?",
    },
    async ({ websocket, board, environment, random }) => {
      const { first, second, third } = peopleIn(board);
      const ttlMs = Number(environment["TYPING_TTL_MS"]);
      const boardId = random.word();
      const watcher = await openOn(websocket, first, boardId);
      const staying = await openOn(websocket, second, boardId);
      const typing = await openOn(websocket, second, boardId);
      const vanishing = await openOn(websocket, third, boardId);
      // In this order, because a timer that is left of the one goes off before a timer that is left of the other.
      vanishing.client.send({ type: "typing", boardId });
      await expectTyping(watcher, third, "types", { sent: '{"type":"typing"}' });
      typing.client.send({ type: "typing", boardId });
      await expectTyping(watcher, second, "types", { sent: '{"type":"typing"}' });
      const began = typingEvents(watcher).length;
      typing.client.destroy();
      vanishing.client.destroy();
      await expectEnd(watcher, third, { ttlMs, from: began });
      // Their departure and the end of their typing may come in either order, but together.
      await handled(watcher);
      const settled = typingEvents(watcher).length;
      await expectEnd(watcher, second, { ttlMs, from: began, stays: true });

      const before = typingEvents(watcher).length;
      staying.client.send({ type: "typing", boardId });
      const begun = await expectTyping(watcher, second, "types", { from: before, sent: '{"type":"typing"}' });
      const ended = await expectExpiry(watcher, second, ttlMs, begun);
      expectOnlyAbout(watcher, second, settled, ended, "typing-after-the-end");
    },
  );

  check(
    "3.5",
    "the typing of each user ends by itself, and on each board",
    {
      needs: "3.2",
      hint: "Two users type, and one of them on two boards. How many timers run then, and what does your code find each of them by?",
    },
    async (tools) => {
      const { websocket, board, environment, random } = tools;
      const { first, second, third } = peopleIn(board);
      const ttlMs = Number(environment["TYPING_TTL_MS"]);
      const [one, other] = [random.word(), random.word()];
      const [here, there] = [await openOn(websocket, first, one), await openOn(websocket, first, other)];
      const onBoth = await openOn(websocket, second, one);
      await joinBoard(onBoth, other);
      const later = await openOn(websocket, third, one);
      onBoth.client.send({ type: "typing", boardId: one });
      await expectTyping(here, second, "types", { sent: '{"type":"typing"}' });
      onBoth.client.send({ type: "typing", boardId: other });
      await expectTyping(there, second, "types", { sent: '{"type":"typing"} on a second board' });
      later.client.send({ type: "typing", boardId: one });
      await expectTyping(here, third, "types", { sent: '{"type":"typing"} by a second user' });
      const asked = { untouched: true, ask: () => whoseTimer(tools, ttlMs) };
      await expectExpiry(here, second, ttlMs, 0, asked);
      await expectExpiry(there, second, ttlMs, 0, asked);
      await expectExpiry(here, third, ttlMs, 0, asked);
    },
  );

  check(
    "3.6",
    "what ends the typing on one board, or of one tab, ends no other; a tab that vanishes ends its own on every board",
    {
      needs: "3.4",
      hint: "The connection has ended. On which boards was its user typing, and does your code end that on each of them without waiting for a timer?",
      hints: {
        [failures["another-stopped"].code]:
          "Something else ended: a tab that did not type, or the typing on another board. By what does your code look up the typing that it ends?",
      },
    },
    async ({ servers, board, random }) => {
      // So long that no timer ends it.
      const { http, websocket } = await servers.start({ env: { TYPING_TTL_MS: "60000" } });
      const { first, second, third } = peopleIn(board);
      const [one, other, aside] = [random.word(), random.word(), random.word()];
      const [before, after] = [random.word(), random.word()];
      const [here, there] = [await openOn(websocket, first, one), await openOn(websocket, first, other)];
      const somebody = await openOn(websocket, third, one);
      const [typist, staying, idle] = [
        await openOn(websocket, second, before),
        await openOn(websocket, second, one),
        await openOn(websocket, second, one),
      ];
      // On the first and on the last of its boards the typist does not type.
      await joinBoard(typist, one);
      for (const tab of [typist, staying, idle]) await joinBoard(tab, other);
      await joinBoard(typist, after);
      await joinBoard(idle, aside);
      somebody.client.send({ type: "typing", boardId: one });
      await expectTyping(here, third, "types", { sent: '{"type":"typing"}' });
      for (const boardId of [one, other]) typist.client.send({ type: "typing", boardId });
      const begun = await expectTyping(here, second, "types", { sent: '{"type":"typing"}' });
      const begunThere = await expectTyping(there, second, "types", { sent: '{"type":"typing"} on a second board' });

      await idle.client.leave();
      await expectList(http, aside, []);
      const idleLeft = "another tab of the user, which did not type, was closed";
      await expectNobodyStopped(here, { from: begun, sent: idleLeft });
      await expectNobodyStopped(there, { from: begunThere, sent: idleLeft });

      const sent = '{"type":"stop_typing"} on one of the two boards';
      typist.client.send({ type: "stop_typing", boardId: one });
      const stopped = await expectTyping(here, second, "stopped", { from: begun, sent });
      await expectNobodyStopped(here, { from: stopped, sent });
      await expectNobodyStopped(there, { from: begunThere, sent });

      typist.client.send({ type: "typing", boardId: one });
      const from = await expectTyping(here, second, "types", { from: stopped, sent: '{"type":"typing"} again' });
      typist.client.destroy();
      const ends = [
        { watcher: here, from, which: "the first board that it typed on" },
        { watcher: there, from: begunThere, which: "the second board that it typed on" },
      ];
      const asked = { tools: { websocket }, boardId: random.word(), watching: first, typing: second };
      await expectStoppedWithConnection(ends, second, () => whoseTypingEnds(asked));
      await expectNobodyStopped(here, { from: from + 1, sent: "the connection of the other typist has ended" });
    },
  );
});

stretch(
  "S1",
  "typing on a board that the client has not joined is told to nobody",
  { why: "Who may write into a room has to be asked with each message, and not only with the first." },
  async ({ websocket, board, random }) => {
    const { first, second, third } = peopleIn(board);
    const [one, other] = [random.word(), random.word()];
    const watcher = await openOn(websocket, first, one);
    const stranger = await openOn(websocket, second, other);
    stranger.client.send({ type: "typing", boardId: one });
    await handled(stranger);
    const member = await openOn(websocket, third, one);
    member.client.send({ type: "typing", boardId: one });
    await expectTyping(watcher, third, "types", { sent: '{"type":"typing"}' });
    expectOnlyAbout(watcher, third, 0, typingEvents(watcher).length);
  },
);

stretch(
  "S2",
  "a user who leaves the board types there no longer",
  { why: "Leaving by a message ends no connection, so what is cleaned up at its end is not cleaned up here." },
  async ({ websocket, board, environment, random }) => {
    const { first, second, third } = peopleIn(board);
    const ttlMs = Number(environment["TYPING_TTL_MS"]);
    const boardId = random.word();
    const watcher = await openOn(websocket, first, boardId);
    const leaving = await openOn(websocket, second, boardId);
    const later = await openOn(websocket, third, boardId);
    leaving.client.send({ type: "typing", boardId });
    leaving.client.send({ type: "leave", boardId });
    await expectEnd(watcher, second, { ttlMs, from: 0 });
    later.client.send({ type: "typing", boardId });
    const begun = await expectTyping(watcher, third, "types", { sent: '{"type":"typing"}' });
    const ended = await expectExpiry(watcher, third, ttlMs, begun);
    expectOnlyAbout(watcher, third, begun, ended);
  },
);

stretch(
  "S3",
  "boards named like members of every object are boards like any other",
  { why: "A client picks the id. An object used as a table finds constructor and __proto__ in it; a Map does not." },
  async ({ http, websocket, board }) => {
    const { first } = peopleIn(board);
    for (const boardId of ["__proto__", "constructor"])
      await expectListOnJoin(await openTab(websocket, first), boardId, [first]);
    expect(await http.get("/health")).toHaveStatus(200);
  },
);
