import { check, exercise, expect, explained, like, stretch, type EventStream } from "#kit";
import { whatStillWrites, whyChangeFails, whyNoneAfterLeaving } from "./after-leaving.ts";
import {
  anyTaskEvent,
  bothKinds,
  createTask,
  deleteTask,
  eventsOf,
  eventsOfAll,
  expectHeader,
  placesIn,
  watch,
  whileChanging,
  type Place,
} from "./board-changes.ts";
import { failures } from "./failures.ts";
import {
  expectHeartbeats,
  expectMoreHeartbeats,
  expectLastId,
  expectNoMoreTimers,
  expectOneAtATime,
  expectSameHeartbeats,
  heartbeatMs,
  whyNotWhole,
} from "./heartbeats.ts";
import { streamsLeft, timersOf } from "./connections.ts";
import { expectOnce } from "./named-twice.ts";
import { expectMissed } from "./missed.ts";
import { whyOtherRetry } from "./retry.ts";
import { expectEnds, expectProcessEnds } from "./shutdown.ts";

exercise(1, "Send heartbeats", () => {
  check(
    "1.1",
    "every stream gets a comment each SSE_HEARTBEAT_MS, although nothing happens",
    {
      hint: "What in your code runs again and again while nothing happens, how often, and for which clients?",
      hints: {
        "timing-ignored":
          "A comment came, and not as often as SSE_HEARTBEAT_MS says. Does your timer go off once or again and again, and where does its time come from?",
      },
    },
    async ({ sse, servers, board, environment, random }) => {
      const { first } = placesIn(board);
      const path = eventsOf(first);
      const openAlone = async (ms: number) => {
        const other = await servers.start({ env: { SSE_HEARTBEAT_MS: String(ms) } });
        return { stream: await watch(other.sse, path), change: () => createTask(other.http, first, random.word()) };
      };
      // Six clients: a timer of each that writes to all would send six times as many comments.
      const early = await watch(sse, path);
      for (let client = 0; client < 4; client++) await watch(sse, path);
      const late = await watch(sse, path);
      await expectHeartbeats(early, heartbeatMs(environment), openAlone);
      await expectHeartbeats(late, heartbeatMs(environment), openAlone);
    },
  );

  check(
    "1.2",
    "clients that leave stop nobody's heartbeat, and leave no timer behind",
    {
      needs: "1.1",
      hint: "Six clients have left. Which timer sends to whom, and what happens to it when its client has gone?",
      hints: {
        "no-comment":
          "One client is there and gets no heartbeats, after others have left. What was stopped when they left, and what begins it again?",
        "server-stopped":
          "Clients had left when the server stopped. What does enqueue do with the stream of one that has gone, and what still calls it? The server's log has the stack.",
      },
    },
    async ({ http, sse, servers, board, environment }) => {
      const path = eventsOf(placesIn(board).first);
      // Those of the check before have left, the last one too: a timer may have been stopped with it.
      await streamsLeft(http, 0);
      const stays = await watch(sse, path);
      const timers = await timersOf(http);
      const leave = [];
      for (let client = 0; client < 6; client++) leave.push(await watch(sse, path));
      for (const client of leave.slice(0, 3)) client.destroy();
      for (const client of leave.slice(3)) client.close();

      await explained(
        () => expectMoreHeartbeats(stays, 3, heartbeatMs(environment)),
        () => whyNoneAfterLeaving({ servers, board }, heartbeatMs(environment)),
        "no-comment",
      );
      await expectNoMoreTimers(http, timers, "after six clients have left", async () => {
        const client = await watch(sse, path);
        client.close();
        await streamsLeft(http, 1);
      });
    },
  );

  check(
    "1.3",
    "a heartbeat calls no handler and moves no id",
    {
      needs: "1.2",
      hint: "The comment is there. What else does your heartbeat send, up to the empty line?",
      hints: {
        "sse-extra-event":
          "An event came that tells of nothing. Which lines of your heartbeat make a client call a handler?",
      },
    },
    async ({ http, sse, board, environment, random }) => {
      const { first } = placesIn(board);
      const stream = await watch(sse, eventsOf(first));
      await expectMoreHeartbeats(stream, 2, heartbeatMs(environment));
      expectLastId(stream, "");
      const created = await createTask(http, first, random.word());
      const { id } = await expect(stream).toReceiveNoMoreBefore({ data: created.data ?? like.anything });
      await expectMoreHeartbeats(stream, 2, heartbeatMs(environment));
      expectLastId(stream, id ?? "");
    },
  );

  check(
    "1.4",
    "events between heartbeats arrive whole, with their names and ids",
    {
      needs: "1.3",
      hint: "An event that follows a heartbeat has lost its first line. Where does the line of your comment end?",
    },
    async ({ http, sse, board, environment, random }) => {
      const { first } = placesIn(board);
      const stream = await watch(sse, eventsOf(first));
      for (let round = 0; round < 3; round++) {
        await expectMoreHeartbeats(stream, 1, heartbeatMs(environment));
        const two = [
          await createTask(http, first, random.word()),
          await createTask(http, first, `${random.word()}\n\n: ${random.word()}`),
        ];
        await explained(
          () => expect(stream).toReceiveAll(two),
          () => whyNotWhole(stream),
        );
      }
    },
  );

  check(
    "1.5",
    "each client that comes when nobody is there gets one heartbeat at a time",
    {
      needs: "1.2",
      hint: "Five clients have come and gone, one after the other, so nobody was there in between. What did your code begin for each of them, and what ended when it went?",
    },
    async ({ http, sse, board, environment }) => {
      const path = eventsOf(placesIn(board).first);
      await streamsLeft(http, 0);
      for (let client = 0; client < 5; client++) {
        const stream = await watch(sse, path);
        stream.close();
        await streamsLeft(http, 0);
      }
      const last = await watch(sse, path);
      await expectMoreHeartbeats(last, 4, heartbeatMs(environment));
      await expectOneAtATime(last, heartbeatMs(environment));
    },
  );

  check(
    "1.6",
    "a stream on which nothing happens gets its heartbeats while another board changes all the time",
    {
      needs: "1.2",
      hint: "Something happened on another board, and nothing on this stream. Does anything in your code put the heartbeats off when an event is sent, and for which clients?",
    },
    async ({ http, sse, board, environment, random }) => {
      const { first, second } = placesIn(board);
      const quiet = await watch(sse, eventsOf(second));
      await explained(
        () =>
          whileChanging(
            () => createTask(http, first, random.word()),
            () => expectMoreHeartbeats(quiet, 3, heartbeatMs(environment)),
          ),
        () => ({ code: failures["heartbeat-put-off"] }),
        "no-comment",
      );
    },
  );
});

exercise(2, "Stream several boards over one connection", () => {
  check(
    "2.1",
    "one stream carries the events of all the boards that it names",
    {
      hint: "The parameter is one text. What does your route make of it, and does broadcast look at all of a client's boards?",
      hints: {
        "http-wrong-status":
          "The stream was refused, and its boards exist. What does your route read from the query, and where does one id end? A browser writes the comma as %2C.",
      },
    },
    async ({ http, sse, board, random }) => {
      const { first, second, third } = placesIn(board);
      const stream = await watch(sse, eventsOfAll(third, first, second));
      for (const place of [first, third, second, first]) {
        const created = await createTask(http, place, random.word());
        await expect(stream).toReceiveNoMoreBefore(created, anyTaskEvent);
      }
    },
  );

  check(
    "2.2",
    "it carries nothing of any other board, whatever that one is called",
    {
      needs: "2.1",
      hint: "An event of a board that was not asked for came as well. How do you compare its id with those of the client: as a whole?",
      hints: {
        "http-wrong-status":
          "If a stream was refused: a list may name one board alone. If a change fails: a client of several boards has left. What does enqueue do with a stream whose reader has gone, and what still holds it?",
      },
    },
    async ({ http, sse, board, random, servers }) => {
      const { first, second, third } = placesIn(board);
      const change = (place: Place) =>
        explained(
          () => createTask(http, place, random.word()),
          () => whyChangeFails({ servers, board }),
          "http-wrong-status",
        );
      const withoutFirst = await watch(sse, eventsOfAll(second, third));
      const withoutSecond = await watch(sse, eventsOfAll(third, first));
      const onlyThird = await watch(sse, eventsOfAll(third));
      // The first of its boards is still watched by others when it leaves, and so is the second.
      const leaves = await watch(sse, eventsOfAll(third, first));
      leaves.close();
      await streamsLeft(http, 3);
      await change(first);
      await change(second);

      // A stream keeps its order: what did not come before this will not come.
      const last = await change(third);
      const partOf = (one: Place, other: Place) => () =>
        other.id.includes(one.id)
          ? {
              why: `the id ${one.id} is the beginning of ${other.id}, which was asked for: ids are compared as parts of a text`,
            }
          : undefined;
      await explained(
        () => expect(withoutFirst).toReceiveNoMoreBefore(last, { data: { boardId: first.id } }),
        partOf(first, second),
        "sse-extra-event",
      );
      await expect(withoutSecond).toReceiveNoMoreBefore(last, { data: { boardId: second.id } });
      await expect(onlyThird).toReceiveNoMoreBefore(last, anyTaskEvent);
    },
  );

  check(
    "2.3",
    "a list without boards is answered with 400, and one with an unknown board with 404",
    {
      needs: "2.1",
      hint: "A stream begins with status 200. What does your route look at before that: the parameter, and every board in it?",
    },
    async ({ http, board, random }) => {
      const { first, second } = placesIn(board);
      // A stream in place of an answer has no end: its status is known with its first bytes.
      const firstBytes = { enough: (body: string) => body !== "" };
      for (const path of ["/events", "/events?boards="]) expect(await http.request(path, firstBytes)).toHaveStatus(400);
      const unknown = { id: `${second.id}-${random.word()}` };
      for (const path of [eventsOfAll(unknown), eventsOfAll(first, unknown), eventsOfAll(unknown, first)])
        expect(await http.request(path, firstBytes)).toHaveStatus(404);
    },
  );

  check(
    "2.4",
    "a client that reconnects gets what it missed of all its boards, in the order in which it happened",
    {
      needs: "2.2",
      hint: "The client names the last event it has seen. What happened after it on these boards, and in which order?",
      hints: {
        doubled: "This event came before. A client has reconnected: who is sent what it has missed, that client alone?",
        "http-wrong-status":
          "A client has left, and a change fails. What does enqueue do with a stream whose reader has gone, and what still holds it?",
        "sse-wrong-order":
          "The events are there, in another order. In which order did they happen, and in which does your code read them?",
        "sse-extra-event":
          "This event is one too many. Is it of a board that was asked for, and did it happen after the id that the client sent?",
      },
    },
    async ({ http, sse, board, random }) => {
      const { first, second, third } = placesIn(board);
      const before = await watch(sse, eventsOfAll(first, third));
      await expect(before).toReceive(await createTask(http, third, random.word()));
      before.close();

      const missed = [];
      const missedOfAll = [];
      for (let round = 0; round < 5; round++) {
        for (const place of [third, first]) missed.push(await createTask(http, place, random.word()));
        missedOfAll.push(...missed.slice(-2), await createTask(http, second, random.word()));
      }
      const from = { lastEventId: before.lastEventId };
      const inOrder = await watch(sse, eventsOfAll(first, third), from);
      await expectMissed(inOrder, missed, async () => {
        const one = await sse.open(eventsOf(third), from);
        const hasCome = () => (one.events.some(({ id }) => id !== undefined) ? true : undefined);
        await one.untilOrSilent(hasCome, 2_000);
        return hasCome() === true;
      });
      const after = await sse.open(eventsOfAll(first, third), from);
      for (const event of missed) await expect(after).toReceiveNoMoreBefore(event, anyTaskEvent);
      const ofAll = await sse.open(eventsOfAll(first, third, second), from);
      for (const event of missedOfAll) await expect(ofAll).toReceiveNoMoreBefore(event, anyTaskEvent);
      // What one client has missed is nothing new to the others.
      for (const place of [third, first]) {
        const live = await createTask(http, place, random.word());
        for (const stream of [inOrder, after, ofAll]) await expect(stream).toReceiveNoMoreBefore(live, anyTaskEvent);
      }
    },
  );

  check(
    "2.5",
    "a board that is named twice is streamed once",
    {
      needs: "2.4",
      hint: "The same id stands twice in the list. Which of your loops goes over the list, and what does it do each time?",
    },
    async ({ http, sse, board, random }) => {
      const { first, third } = placesIn(board);
      const path = eventsOfAll(first, third, first);
      const stream = await watch(sse, path);
      const one = await createTask(http, first, random.word());
      const two = await createTask(http, third, random.word());
      const about = { place: first, other: third, title: random.word() };
      await expectOnce({ http, sse }, stream, [one, two], about);

      const lastEventId = stream.lastEventId;
      const missed = [await createTask(http, first, random.word()), await createTask(http, third, random.word())];
      const again = await sse.open(path, { lastEventId });
      for (const event of missed) await expect(again).toReceiveNoMoreBefore(event, anyTaskEvent);
    },
  );

  check(
    "2.6",
    "a stream of several boards gets the heartbeats that one of a single board gets",
    {
      needs: "2.1",
      hint: "The stream of one board gets heartbeats, and that of several gets none. Over which clients does your timer go?",
    },
    async ({ servers, board }) => {
      const { first, second, third } = placesIn(board);
      const { sse } = await servers.start({ env: { SSE_HEARTBEAT_MS: "100" } });
      const one = await watch(sse, eventsOf(first));
      const several = await watch(sse, eventsOfAll(third, second));
      await expectSameHeartbeats(several, one, 100);
    },
  );

  check(
    "2.7",
    "it carries deletions as well, whose events have no task in them",
    {
      needs: "2.2",
      hint: "Each event says itself which board it is of. Where does your code look for that, and is it there when a task was deleted?",
    },
    async ({ http, sse, board }) => {
      const { first, second, third } = placesIn(board);
      const stream = await watch(sse, eventsOfAll(third, second, first));
      for (const place of [second, third]) {
        const deleted = await deleteTask(http, place);
        await expect(stream).toReceiveNoMoreBefore(deleted, anyTaskEvent);
      }
    },
  );
});

exercise(3, "Prepare for proxies and deployments", () => {
  check(
    "3.1",
    "the headers tell caches and nginx to keep nothing back",
    {
      hint: "Three headers describe the stream, whichever route it is of: the README has a table of them. Where is this one set, and for which routes?",
    },
    async ({ sse, board }) => {
      const streams = await bothKinds(sse, board);
      await expectHeader(streams, "Cache-Control", /\bno-cache\b|\bno-store\b/i);
      await expectHeader(streams, "X-Accel-Buffering", /^no$/i);
    },
  );

  check(
    "3.2",
    "the stream advertises SSE_RETRY_MS as the time to wait before reconnecting",
    {
      hint: "The field has a name, a colon, and digits, and every stream has it. Which field is it, where does its number come from, and in which unit is it?",
    },
    async ({ servers, board, random }) => {
      const retryMs = random.integer(4_000, 9_000);
      const { http, sse } = await servers.start({ env: { SSE_RETRY_MS: String(retryMs) } });
      const streams = await bothKinds(sse, board);
      for (const stream of streams)
        await explained(
          () => expect(stream).toAdvertiseRetry(retryMs),
          () => whyOtherRetry({ servers, board }, stream, retryMs),
          "sse-wrong-retry",
        );

      const { first } = placesIn(board);
      const created = await createTask(http, first, random.word());
      const { id } = await expect(streams[0] as EventStream).toReceive({ id: like.text, ...created });
      const back = await watch(sse, eventsOf(first), { lastEventId: id as string });
      await explained(
        () => expect(back).toAdvertiseRetry(retryMs),
        () => ({
          why: "a client that has just come is told how long to wait, and one that comes back with the id of the last event is not",
        }),
      );
    },
  );

  check(
    "3.3",
    "on SIGTERM, every stream is ended in order",
    {
      hint: "The server was asked to end. What closes the streams, all of them and each once, and what has to happen before the process may end?",
      hints: {
        "server-stopped":
          "A line of yours threw while the streams were being ended. Which stream did it close, and was that one closed already?",
        "not-closed":
          "All streams are still open after SIGTERM. Which ones does closeAllClients close, and who calls it?",
      },
    },
    async ({ servers, board }) => {
      const begin = async (env: Readonly<Record<string, string>> = {}) => {
        const { sse, tcp, server } = await servers.start({ env });
        const streams = [...(await bothKinds(sse, board)), await watch(sse, eventsOf(placesIn(board).second))];
        return { server, streams, open: () => tcp.open() };
      };
      await expectEnds(await begin(), async () => {
        // Heartbeats show which clients are in the list while the process waits.
        const again = await begin({ SSE_HEARTBEAT_MS: "50" });
        return { ...again, idle: await again.open() };
      });
    },
  );

  check(
    "3.4",
    "the process ends within 2 s, although a client keeps its connection open",
    {
      needs: "3.3",
      hint: "All streams are ended, and one connection is open on which nothing happens. What does your server wait for, and for how long?",
      hints: {
        "server-stopped":
          "The streams were ended, and then something wrote to one of them. Which list still has its client, and what goes over that list?",
      },
    },
    async ({ servers, board }) => {
      // Heartbeats go on while the process waits for its connections.
      const { sse, tcp, server } = await servers.start({ env: { SSE_HEARTBEAT_MS: "100" } });
      const streams = [await watch(sse, eventsOf(placesIn(board).first))];
      const running = { server, streams, idle: await tcp.open(), open: () => tcp.open() };
      await explained(
        async () => {
          await expectEnds(running, async () => running);
          await expectProcessEnds(running);
        },
        ({ received }) => (/invalid state|closed/i.test(received) ? whatStillWrites({ servers, board }) : undefined),
        "server-stopped",
      );
    },
  );
});

stretch(
  "S1",
  "nothing on the way may compress the stream",
  {
    why: "A compressor collects bytes before it sends any. no-transform asks everything on the way to leave the body as it is (RFC 9111, section 5.2.2.6).",
  },
  async ({ sse, board }) => {
    const stream = await sse.open(eventsOf(placesIn(board).first));
    await expect(stream).toHaveHeader("Cache-Control", /\bno-transform\b/i);
  },
);

stretch(
  "S2",
  "an id that no event has still gives a stream",
  {
    why: "Last-Event-ID comes from outside: text, a number below zero, one that is still to come. EventSource gives up for good unless the status is 200.",
  },
  async ({ http, sse, board, random }) => {
    const { first, third } = placesIn(board);
    for (const lastEventId of ["-1", "NaN", "999999999999999999999", random.word()]) {
      const stream = await sse.open(eventsOfAll(first, third), { lastEventId });
      await expect(stream).toReceive(await createTask(http, third, random.word()));
    }
  },
);

stretch(
  "S3",
  "what happens in the moment of a reconnection is neither lost nor doubled",
  {
    why: "Between reading what was missed and joining the clients, another request must not get its turn.",
    exclusive: true,
  },
  async ({ http, sse, board, random }) => {
    const { first, third } = placesIn(board);
    const before = await watch(sse, eventsOfAll(first, third));
    await expect(before).toReceive(await createTask(http, first, random.word()));
    const title = random.word();
    const post = { method: "POST", path: "/tasks", json: { listId: third.listId, title } } as const;
    const after = await sse.open(eventsOfAll(first, third), {
      lastEventId: before.lastEventId,
      followedBy: [post],
    });
    await expect(after).toReceiveNoMoreBefore({ data: { task: { title } } }, anyTaskEvent);
    const last = await createTask(http, first, random.word());
    await expect(after).toReceiveNoMoreBefore(last, anyTaskEvent);
  },
);
