import { check, exercise, expect, explained, stretch, type WebSocketClient } from "#kit";
import {
  BRIEFLY_MS,
  cursorsOf,
  expectPrinted,
  expectPrintedOnce,
  maybeFailsAgain,
  maybePolls,
  maybePrints,
  nextPoll,
  pollAnsweredWith,
  pollsOf,
  settle,
} from "./catching-up.ts";
import {
  answerThenDie,
  expectAllEnded,
  expectDepartures,
  expectToldOnce,
  leaveOwing,
  whetherLeaverMatters,
  type Dead,
} from "./dead-clients.ts";
import { expectBackAfter } from "./close-codes.ts";
import { expectPingedMeanwhile } from "./comings.ts";
import { failures } from "./failures.ts";
import {
  answerLate,
  expectAlive,
  expectAllPinged,
  expectPace,
  openAtPings,
  openTimed,
  stay,
  talk,
  timesIn,
  withLiveClients,
} from "./heartbeats.ts";
import { howItWaits } from "./how-it-waits.ts";
import { createTask, createTasks, openDead, peopleIn, placeIn, watchBoard } from "./people.ts";
import { startTwo } from "./random-waits.ts";
import { DOWN, ReturningClient, SHORT_WAITS, SLOW_ANSWERS, UNAVAILABLE } from "./returning.ts";
import { expectCappedJitter, expectReset, expectShortFirstWait, Waits } from "./waits.ts";
import { whyAgain } from "./why-again.ts";
import { expectGivenUp, expectSilenceNoticed, expectTrust, SILENT, withPings } from "./when-to-stop.ts";

exercise(1, "Find out which clients have gone", () => {
  check(
    "1.1",
    "each client gets a ping frame within WS_HEARTBEAT_MS, although nothing happens",
    {
      hint: "What in your code runs again and again while nothing happens, how often, and for which clients?",
      hints: {
        [failures["some-not-pinged"].code]:
          "Some clients are pinged, and others are not. Which clients does your loop reach, and what ends it early?",
        "no-ping-frame":
          'No ping frame came. Is there a timer, does its time come from config.ts, and what does it send? JSON with the type "ping" is a message: it goes to the client\'s program, and nothing answers it by itself.',
      },
    },
    async ({ websocket, board, environment }) => {
      const times = timesIn(environment);
      await expectAllPinged(await openTimed(websocket, peopleIn(board).first, 4), times);
    },
  );

  check(
    "1.2",
    "clients that answer get one at every beat, and stay, also when they answer a little late",
    {
      needs: "1.1",
      hint: "Every one of these clients has answered. What does your code do when a pong comes, and how long does it wait for one?",
      hints: {
        "timing-ignored": "One ping frame came, and not the next. Does your timer go off once, or again and again?",
        [failures["newcomer-ended"].code]:
          "This client connected after a ping had gone out to the others, and was ended for not answering it. What does your code note of a client when it connects, before it was asked anything, and whom does it end?",
        [failures["pinged-too-often"].code]:
          "Four clients are connected, and each gets several ping frames in one interval. How many timers run, and whom does each of them ping?",
      },
    },
    async (own) =>
      withLiveClients(own, async ({ websocket, board }, times) => {
        const { first } = peopleIn(board);
        const opened = await openTimed(websocket, first, 3);
        const [quiet, talking, third] = opened.map(({ client }) => client) as [
          WebSocketClient,
          WebSocketClient,
          WebSocketClient,
        ];
        const path = `/ws?token=${first.token}`;
        const late = await websocket.open(path, { autoPong: false });
        const [newcomers] = await Promise.all([
          openAtPings(third, 3, times, () => websocket.open(path)),
          ...opened.map((timed) => expectPace(timed, 4, times)),
          stay(quiet, 4, times),
          talk(talking, 4, times),
          answerLate(late, 4, times),
        ]);
        for (const client of [quiet, talking, third, late, ...newcomers]) await expectAlive(client);
      }),
  );

  check(
    "1.3",
    "clients that answer no ping, or no longer, are ended, also many at a time",
    {
      needs: "1.2",
      hint: "The ping goes out, and no pong comes. Who looks, when, and what is done then?",
      hints: {
        [failures["some-dead-kept"].code]:
          "Many clients owe an answer at the same time. What does your loop do after it has ended the first of them: go on, or end as well?",
        [failures["trusted-for-ever"].code]:
          "This client answered the first pings and none after them; those that never answered are ended. What do you note at a pong, and when does that cease to count?",
        [failures["ended-too-late"].code]:
          "How many pings may a client leave unanswered, in your code, and how many in the README?",
      },
    },
    async ({ servers, board, environment }) => {
      const times = timesIn(environment);
      const path = `/ws?token=${peopleIn(board).first.token}`;
      // A server of its own: a timer that an earlier ping began could end these clients, and hide that theirs is too long.
      const { websocket } = await servers.start();
      const beat = await websocket.open(path);
      const leaver = await websocket.open(path, { autoPong: false });
      // So many that a server that ends one of them at each beat is not done within the limit.
      const open = async (): Promise<Dead> => ({
        client: await websocket.open(path, { autoPong: false }),
        answered: 0,
      });
      const dead = await Promise.all(Array.from({ length: 12 }, open));
      const dying = await websocket.open(path, { autoPong: false });
      await Promise.all([answerThenDie(dying, 2, times, beat), leaveOwing(leaver, times)]);
      await explained(
        () => expectAllEnded([...dead, { client: dying, answered: 2 }], times),
        async () => whetherLeaverMatters((await servers.start()).websocket, path, times),
        failures["dead-peer-kept"],
      );
    },
  );

  check(
    "1.4",
    "clients that answer nothing at all leave their boards, and the others are told once",
    {
      needs: "1.3",
      hint: "Neither of these clients answers a close frame. Which method of `ws` ends a connection without waiting, and which event tells ws-server.ts about it?",
    },
    async (own) =>
      withLiveClients(own, async ({ http, websocket, tcp, board, random }, times) => {
        const { first, second, third } = peopleIn(board);
        const place = placeIn(board);
        const watcher = await watchBoard(websocket, first, place);
        await openDead(tcp, random, second, place);
        const hanging = await openDead(tcp, random, third, place);
        hanging.stopReading();
        await createTask(http, place, random.word());

        await expectDepartures(watcher, [second, third], times);
        await stay(watcher, watcher.pings.length + 1, times);
        await expectToldOnce(watcher, [second, third]);
      }),
  );

  check(
    "1.5",
    "a client is pinged as often while others come and go",
    {
      needs: "1.1",
      hint: "Others come and go all the time, and nobody is pinged meanwhile. Where does your timer begin, where does it end, and how often do these lines run?",
    },
    async (tools) => expectPingedMeanwhile(tools),
  );
});

exercise(2, "Come back, and be polite about it", () => {
  check(
    "2.1",
    "after its connection was cut, the client connects, joins and is told what happens again",
    {
      hint: "The connection ends, and 'close' is raised. What does your listener do then, and does everything that follows a connection follow this one as well?",
    },
    async (tools) => {
      const { http, board, random } = tools;
      const client = await ReturningClient.start(tools);
      client.link.cut();
      await client.expectJoin();
      const titles = await createTasks(http, placeIn(board), random, 1);
      await expectPrinted(client, titles);
    },
  );

  check(
    "2.2",
    "it comes back as well when the server has said goodbye and is started again",
    {
      needs: "2.1",
      hint: "A server that shuts down closes with 1001, which is no error. Which codes mean that the client should not come back?",
    },
    async (tools) => {
      const { server, websocket, board } = tools;
      const client = await ReturningClient.start(tools, SHORT_WAITS);
      server.terminate();
      await server.ended();
      await client.lost();
      client.link.change({ held: "/ws" });
      await server.restart({ keepData: true });
      client.watchedBy(await watchBoard(websocket, peopleIn(board).first, placeIn(board)));
      client.link.change({});
      await client.expectJoin();
    },
  );

  check(
    "2.3",
    "an attempt that fails leads to one other, and not to two, however long the answer takes",
    {
      needs: "2.1",
      hint: "An attempt that fails raises two events, one after the other. What do the listeners of each of them do?",
    },
    async (tools) => {
      const client = await ReturningClient.start(tools, SHORT_WAITS);
      client.link.change(UNAVAILABLE);
      client.link.cut();
      await client.expectAttempt(1);
      await client.expectOneAttempt(2);
      await client.expectJoin();
    },
  );

  check(
    "2.4",
    "it waits twice as long after each attempt that fails, and after one that works the shortest again",
    {
      needs: "2.3",
      hint: "The table in the README has the longest wait before each attempt. Which line computes your wait, and what does it depend on?",
    },
    async (tools) => {
      const backoff = { baseMs: 100, maxMs: 3_200 };
      const client = await ReturningClient.start(tools);
      client.link.change(UNAVAILABLE);
      client.link.cut();
      const waits = new Waits(client, backoff);
      const next = () =>
        explained(
          () => waits.next(),
          () => howItWaits(tools),
          failures["waits-do-not-grow"],
          failures["retries-at-once"],
        );
      for (let attempt = 0; attempt < 4; attempt++) await next();

      client.link.change({});
      await next();
      await client.expectJoin();
      await expectReset(tools, client, backoff);
    },
  );

  check(
    "2.5",
    "it never waits longer than BACKOFF_MAX_MS, and a random part of it less",
    {
      needs: "2.4",
      hint: "Two things are done to the wait once it is doubled. Which function keeps it below a limit, and which makes it random?",
    },
    async (tools) =>
      explained(
        async () => {
          const different = (await startTwo(tools))();
          // What is wrong with the limit is told first.
          different.catch(() => {});
          await expectCappedJitter(tools);
          await different;
        },
        () => howItWaits(tools),
        failures["waits-do-not-grow"],
      ),
  );

  check(
    "2.6",
    "it gives up when the server closes with 4401",
    {
      needs: "2.1",
      hint: "This token will not become better by being shown again. What does the listener of 'close' get as its first argument?",
    },
    async ({ programs, proxy, board }) => {
      const link = await proxy();
      const env = { SERVER_URL: link.url, TOKEN: peopleIn(board).expired, BOARD_ID: placeIn(board).boardId };
      const program = await programs.run("client", { env });
      await expectGivenUp(program, link);
    },
  );

  check(
    "2.7",
    "it comes back after every other close code, those from 4000 among them",
    {
      needs: "2.2",
      hint: "The client was connected, and the server closed with a code. Which codes does your listener of 'close' take for the end, and which does the README?",
    },
    async (tools) => {
      // 4403 as well: a client that has HTTP in mind takes it for a refusal.
      const codes = [1000, tools.random.integer(4_000, 4_399), 4_403];
      await expectBackAfter(tools, codes);
    },
  );

  check(
    "2.8",
    "the first wait after a connection that worked is no longer than BACKOFF_BASE_MS",
    {
      needs: "2.5",
      hint: "The README's table begins with n = 0. What is n in your formula when a connection that worked is lost?",
    },
    async (tools) => expectShortFirstWait(tools),
  );
});

exercise(3, "Miss nothing", () => {
  check(
    "3.1",
    "what happened while the client was away is printed when it is back, and nothing twice",
    {
      hint: "The client knows up to where it has seen everything. Whom does it ask for the rest, when, and what does it do with the answer?",
      hints: {
        [failures["event-printed-again"].code]:
          "This event was printed when it came over the connection, and a later poll brought it again. What does your code ask before it prints, and how long, and for how many events, does it remember the answer?",
        [failures["taken-for-another"].code]:
          "Two tasks have the same title, and each event has its own id. By what does your code know that an event was printed already?",
      },
    },
    async (tools) => {
      const { http, board, random } = tools;
      const place = placeIn(board);
      const client = await ReturningClient.start(tools, SHORT_WAITS);
      const titles = await settle(tools, client);
      for (const [missed, live] of [
        [3, 30],
        [2, 2],
      ] as const) {
        client.link.change(DOWN);
        titles.push(...(await createTasks(http, place, random, missed)));
        client.link.change({});
        await client.expectJoin();
        await expectPrinted(client, titles, undefined, tools);
        titles.push(...(await createTasks(http, place, random, live)));
        await expectPrinted(client, titles, undefined, tools);
      }
      // Two events may say the same. The one after them shows that both have been read.
      const [same = ""] = titles;
      await createTask(http, place, same);
      titles.push(same, ...(await createTasks(http, place, random, 1)));
      await expectPrinted(client, titles, undefined, tools);
      await explained(
        () => expectPrintedOnce(client, titles),
        () => whyAgain(tools),
        failures["event-printed-again"],
      );
    },
  );

  check(
    "3.2",
    "an event that comes while the client is catching up is printed once",
    {
      needs: "3.1",
      hint: "The poll is on its way when an event arrives over the connection. What does that event change, and what does the answer to the poll contain?",
    },
    async (tools) => {
      const { http, board, random } = tools;
      const place = placeIn(board);
      const client = await ReturningClient.start(tools, SHORT_WAITS);
      const settled = await settle(tools, client);
      client.link.change(DOWN);
      const titles = [...settled, ...(await createTasks(http, place, random, 2))];
      const polls = pollsOf(client);
      client.link.change({ held: "/boards/" });
      await nextPoll(client, polls);
      await client.expectJoin();
      const [live = ""] = await createTasks(http, place, random, 1);
      await maybePrints(client, live);

      client.link.change({});
      const last = await createTasks(http, place, random, 1);
      await expectPrinted(client, [...titles, live, ...last], undefined, tools);
      expectPrintedOnce(client, [...titles, live, ...last]);
    },
  );

  check(
    "3.3",
    "an event between the connection and the join is not lost, the first time as later",
    {
      needs: "3.2",
      hint: "Between the answer to the poll and the moment in which the server has put the client into the room, an event reaches nobody. Which message of the server says that the client is in?",
    },
    async (tools) => {
      const { http, board, random } = tools;
      const place = placeIn(board);
      const client = await ReturningClient.startUnder({ held: "/ws" }, tools, SHORT_WAITS);
      // Every event since the first poll counts, so one that comes before that poll need not be printed.
      const hasPolled = await maybePolls(client, 0, BRIEFLY_MS);
      const early = await createTasks(http, place, random, 1);
      client.link.change({});
      await client.expectJoin();
      const titles = [...(hasPolled ? early : []), ...(await settle(tools, client))];
      await expectPrinted(client, titles);

      const [attempts, polls] = [client.attempts.length, pollsOf(client)];
      client.link.cut();
      await client.accepted(attempts);
      client.link.change({ held: "/ws" });
      const isTooSoon = await maybePolls(client, polls);
      titles.push(...(await createTasks(http, place, random, 1)));

      client.link.change({});
      await client.expectJoin();
      titles.push(...(await createTasks(http, place, random, 1)));
      await expectPrinted(client, titles, isTooSoon ? "polled-before-join" : undefined);
      expectPrintedOnce(client, titles);
    },
  );

  check(
    "3.4",
    "when catching up fails, the client tries again until it has succeeded",
    {
      needs: "3.3",
      hint: "The connection is there, and the poll was answered with 503. What does the client know now, and what does your code do about it?",
      hints: {
        [failures["connected-twice"].code]:
          "The poll failed, and two connections came of it. Which lines of yours begin an attempt, and does ending a connection lead to one of them already?",
        "server-stopped":
          "An answer of 503 ended the client. What does `fetch` do with such a status, what is in its body, and where is what your function throws caught?",
      },
    },
    async (tools) => {
      const { http, board, random } = tools;
      const place = placeIn(board);
      const client = await ReturningClient.start(tools, SHORT_WAITS);
      const titles = await settle(tools, client);
      const [attempts, polls] = [client.attempts.length, pollsOf(client)];
      client.link.change(DOWN);
      titles.push(...(await createTasks(http, place, random, 2)));
      client.link.change({});
      await client.accepted(attempts);
      client.link.change(UNAVAILABLE);
      await pollAnsweredWith(client, polls, 503);
      const again = client.attempts.length;
      await maybeFailsAgain(client, polls, again);

      client.link.change({});
      await expectPrinted(client, titles);
      expectPrintedOnce(client, titles);
      await client.expectOneConnection(attempts, "the poll after a join was answered with 503, and a later one worked");
    },
  );

  check(
    "3.5",
    "a connection that is lost while the client is catching up loses nothing",
    {
      needs: "3.4",
      hint: "An event came over the connection before the poll was answered, and then everything broke off. From where does your client ask the next time?",
    },
    async (tools) => {
      const { http, board, random } = tools;
      const place = placeIn(board);
      const client = await ReturningClient.start(tools, SHORT_WAITS);
      const settled = await settle(tools, client);
      client.link.change(DOWN);
      const titles = [...settled, ...(await createTasks(http, place, random, 2))];
      const polls = pollsOf(client);
      client.link.change({ held: "/boards/" });
      await nextPoll(client, polls);
      await client.expectJoin();
      const [live = ""] = await createTasks(http, place, random, 1);
      await maybePrints(client, live);

      client.link.cut();
      client.link.change({});
      await client.expectJoin();
      const last = await createTasks(http, place, random, 1);
      await maybePolls(client, polls + 1);
      // The poll that was cut brought nothing, so the next one asks from the same event on.
      const [cut, next] = cursorsOf(client, polls);
      const hasMoved = next !== undefined && next !== cut;
      await expectPrinted(client, [...titles, live, ...last], hasMoved ? "cursor-moved-by-event" : undefined);
      expectPrintedOnce(client, [...titles, live, ...last]);
    },
  );

  check(
    "3.6",
    "it keeps a connection on which pings arrive, and leaves one on which nothing does",
    {
      hint: "What arrives on every connection that lives, again and again, although nothing happens on the board? And what runs in your client when it does not?",
      hints: {
        [failures["left-live-connection"].code]:
          "Pings came all the time. Which timer ended this connection: its own, which each ping has to start anew, or that of the connection before it, which was lost?",
        [failures["connected-twice"].code]:
          "Silence was noticed, and two connections came of it. Which lines of yours begin an attempt, and does ending a connection lead to one of them already?",
        "no-ping-frame": "This check needs the pings of exercise 1: the client has nothing else to go by.",
        "timing-ignored": "This check needs the pings of exercise 1: the client has nothing else to go by.",
      },
    },
    async (tools) => {
      await withPings(tools, async (beating, times, silenceMs) => {
        const client = await ReturningClient.start(beating, { SILENCE_LIMIT_MS: String(silenceMs) });
        // What still runs for a connection that is lost must not end the next one.
        client.link.cut();
        await client.expectJoin();
        await expectTrust(client, times, silenceMs);
        const next = client.attempts.length;
        client.link.change({ silent: true });
        await expectSilenceNoticed(client, next, silenceMs, SILENT.afterPings);
        client.link.change({});
        await client.accepted(next);
        await client.expectOneConnection(next, "the network had gone silent, and works again");
      });
    },
  );

  check(
    "3.7",
    "an event that comes while the answer to the poll is on its way is printed once, also after the next loss",
    {
      needs: "3.5",
      hint: "The server had answered the poll when this event happened, so the answer does not contain it. What does your code do with an event that comes before that answer, and what does it still know of it afterwards?",
    },
    async (tools) => {
      const { http, board, random } = tools;
      const place = placeIn(board);
      const client = await ReturningClient.start(tools, SHORT_WAITS);
      const titles = await settle(tools, client);
      client.link.change(DOWN);
      titles.push(...(await createTasks(http, place, random, 20)));
      const polls = pollsOf(client);
      client.link.change(SLOW_ANSWERS);
      await client.expectJoin();
      await pollAnsweredWith(client, polls, 200);
      const [live = ""] = await createTasks(http, place, random, 1);
      await maybePrints(client, live);
      client.link.change({});
      titles.push(live);
      await expectPrinted(client, titles);

      // The next answer contains the event once more, before one that was missed.
      client.link.change(DOWN);
      titles.push(...(await createTasks(http, place, random, 1)));
      client.link.change({});
      await client.expectJoin();
      await expectPrinted(client, titles);
      expectPrintedOnce(client, titles);
    },
  );

  check(
    "3.8",
    "silence is noticed before the first ping as well, and when a handshake is not answered",
    {
      needs: "3.6",
      hint: "From which moment on does your timer run? The network can go silent before anything has arrived on a connection.",
    },
    async (tools) => {
      const silenceMs = 600;
      const client = await ReturningClient.start(tools, { ...SHORT_WAITS, SILENCE_LIMIT_MS: String(silenceMs) });
      const next = client.attempts.length;
      client.link.change({ silent: true });
      await expectSilenceNoticed(client, next, silenceMs, SILENT.beforePings);
      await expectSilenceNoticed(client, next + 1, silenceMs, SILENT.inHandshake);
    },
  );
});

stretch(
  "S1",
  "on SIGTERM clients are told 1001, and the process ends",
  {
    why: "A client that is told 1001 knows that it may come back. An interval that is never cleared keeps a process alive; here only the limit in server.ts would end it.",
    exclusive: true,
    needsProcess: true,
  },
  async ({ server, websocket, board }) => {
    const client = await watchBoard(websocket, peopleIn(board).first, placeIn(board));
    server.terminate();
    await expect(client).toBeClosed(1001);
    await server.ended();
  },
);

stretch(
  "S2",
  "the client gives up as well when the handshake is refused with 401",
  {
    why: "Other servers refuse a wrong token before the connection is made. Trying again changes as little as after 4401.",
  },
  async ({ programs, backend, board }) => {
    const refusing = await backend(() => ({ status: 401 }));
    const env = { SERVER_URL: refusing.url, TOKEN: peopleIn(board).expired, BOARD_ID: placeIn(board).boardId };
    await expectGivenUp(await programs.run("client", { env }), refusing);
  },
);

stretch(
  "S3",
  "connections that break off before the join make the waits longer, too",
  {
    why: "A server that accepts connections and ends them at once is as busy as one that refuses them. Setting the wait back at 'open' asks it ten times a second.",
  },
  async (tools) => {
    const client = await ReturningClient.start(tools, { BACKOFF_BASE_MS: "50" });
    const before = client.attempts.length;
    client.link.cut();
    const waits = new Waits(client, { baseMs: 50, maxMs: 3_200 });
    for (let attempt = 0; attempt < 3; attempt++) {
      await waits.next();
      await client.accepted(before + attempt);
      client.link.cut();
    }
  },
);
