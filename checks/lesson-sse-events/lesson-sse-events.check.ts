import { check, exercise, expect, explained, like, stretch, type EventStream } from "#kit";
import { whyFromBefore, whyNotSinceZero } from "./beginnings.ts";
import { whyNotSince, whyOtherId } from "./same-id.ts";
import { createTask, deleteTask, moveTask, placesIn } from "./board-changes.ts";
import { anyEvent, taskCreated, taskDeleted, taskMoved, withId } from "./board-events.ts";
import { failures } from "./failures.ts";
import { expectNamed } from "./names.ts";
import {
  eventsOf,
  expectExactly,
  expectGrowing,
  expectMissed,
  expectWelcome,
  expectWelcomeWithoutId,
  receivedBy,
  watch,
  type EventWithId,
} from "./streams.ts";

/** A hint for a stream that is refused to a client that asks for it as in the lessons before. */
const refused = {
  "http-wrong-status":
    "The stream was refused. What does the route require of a request that this one does not have, and is it there the first time a client comes?",
};

exercise(1, "Name every event after what has happened", () => {
  check(
    "1.1",
    "a created task arrives once, under the name task_created, as the route answered it",
    {
      hint: "An event is a few lines of text. Which of them says its name, and does yours stand before the empty line that ends the event?",
      hints: {
        ...refused,
        "sse-wrong-name":
          "The event came, and no listener for its name was called. What does broadcast know of what has happened, and where does formatSSE write it?",
        doubled: "The same event came twice. A listener for its name needs it once: who else is the other one for?",
        "sse-extra-event": "One change made two events. Which line of yours writes the one that is too many?",
      },
    },
    async ({ http, sse, board, random }) => {
      const { first } = placesIn(board);
      const stream = await watch(sse, first);
      for (const title of [random.word(), `${random.word()}\n\nevent: ${random.word()}`, `é\u2028🚢${random.word()}`]) {
        const task = await createTask(http, first.list, title);
        await expect(stream).toReceiveNoMoreBefore(taskCreated(task), anyEvent);
      }
    },
  );

  check(
    "1.2",
    "a move, also one within a list, and a deletion arrive under names of their own",
    {
      needs: "1.1",
      hint: "Three kinds of change, three names. Where does your code choose the name, and is it spelt as in the table for each of the three?",
      hints: refused,
    },
    async ({ http, sse, board, random }) => {
      const { second } = placesIn(board);
      const stream = await watch(sse, second);
      const where = { stream, place: second, title: random.word() };
      const moved = await moveTask(http, second.task, second.list);
      await expectNamed({ http, sse }, where, taskMoved(moved, second.otherList));
      await expectNamed({ http, sse }, where, taskMoved(await moveTask(http, moved, second.list), second.list));
      await deleteTask(http, moved);
      await expectNamed({ http, sse }, where, taskDeleted(moved.id));
    },
  );

  check(
    "1.3",
    "connected has no name, or its own",
    {
      hint: "Not every event is given a name. What does formatSSE write for one that has none?",
      hints: refused,
    },
    async ({ sse, board }) => {
      await expectWelcome(await sse.open(eventsOf(placesIn(board).first)));
    },
  );
});

/** Hints of exercises 2 and 3 for events that an earlier exercise has not made yet. */
const noName = {
  ...refused,
  "sse-wrong-name": "This event does not have the name of the table yet. Exercise 1 gives it one; begin there.",
};

exercise(2, "Give every event an id that every client sees", () => {
  check(
    "2.1",
    "every client gets an event with the same id, however long it has been there",
    {
      hint: "Two clients compare the ids of one event. Is the id chosen when the event is made, or when it is sent?",
      hints: {
        ...noName,
        "sse-wrong-id":
          "Compare the id that came with the one that was expected. Who knows the id of this event already, before it is sent to anyone?",
      },
    },
    async ({ http, sse, board, random }) => {
      const { first } = placesIn(board);
      const early = await watch(sse, first);
      await receivedBy(early, taskCreated(await createTask(http, first.list, random.word())));

      const late = await watch(sse, first);
      for (const title of [random.word(), random.word(), random.word()]) {
        const created = taskCreated(await createTask(http, first.list, title));
        const { id } = await receivedBy(early, created);
        await explained(
          () => expect(late).toReceive(withId(created, id)),
          () => whyOtherId(created, id, late),
          "sse-wrong-id",
        );
      }
    },
  );

  check(
    "2.2",
    "no two events have the same id, on whichever board they happen, and ids grow",
    {
      needs: "2.1",
      hint: "Events of two boards happen in turns. Does one sequence number all of them?",
      hints: noName,
    },
    async ({ http, sse, board, random }) => {
      const { first, second } = placesIn(board);
      const [one, two] = [await watch(sse, first), await watch(sse, second)];
      const received: EventWithId[] = [];
      for (let round = 0; round < 4; round++) {
        received.push(await receivedBy(one, taskCreated(await createTask(http, first.list, random.word()))));
        received.push(await receivedBy(two, taskCreated(await createTask(http, second.list, random.word()))));
      }
      expectGrowing(received, one);
    },
  );

  check(
    "2.3",
    "ids go on where they were when the server is started again",
    {
      needs: "2.2",
      hints: noName,
      hint: "The process ended and the board did not. What do your ids begin with after a start, and which of the two remembers them?",
    },
    async ({ http, sse, board, random, server }) => {
      const { first } = placesIn(board);
      const before = await watch(sse, first);
      const received: EventWithId[] = [];
      for (const title of [random.word(), random.word(), random.word()])
        received.push(await receivedBy(before, taskCreated(await createTask(http, first.list, title))));

      await server.restart({ keepData: true });
      const after = await watch(sse, first);
      received.push(await receivedBy(after, taskCreated(await createTask(http, first.list, random.word()))));
      expectGrowing(received, after);
    },
  );

  check(
    "2.4",
    "connected has no id, whether a client comes for the first time or comes back",
    {
      hint: "connected is no event of the board, and a client that names its id has missed nothing or everything. What does formatSSE write for an event without an id?",
      hints: refused,
    },
    async ({ sse, board }) => {
      const { first } = placesIn(board);
      const fresh = await sse.open(eventsOf(first));
      const back = await sse.open(eventsOf(first), { lastEventId: "1" });
      const page = await sse.open(`${eventsOf(first)}?lastEventId=1`);
      await expectWelcomeWithoutId(fresh);
      for (const stream of [back, page]) await expectWelcomeWithoutId(stream, "1");
    },
  );
});

/** Hints of exercise 3 for events that an earlier exercise has not made yet. */
const notYet = {
  ...noName,
  [failures["id-used-twice"].code]:
    "Before a client can name what it has, ids must be right. Exercise 2 is about them; begin there.",
  [failures["ids-not-growing"].code]:
    "Before a client can name what it has, ids must be right. Exercise 2 is about them; begin there.",
  "sse-wrong-id":
    "This event has not the id that it should have. If it has none at all, begin with exercise 2; if it came again, it must look as it did the first time.",
  "sse-extra-event":
    "This event is one too many, or too early. What comes first on every stream, and how often does one event leave the server?",
};

exercise(3, "Send a client what it has missed", () => {
  check(
    "3.1",
    "a client that comes back gets what it has missed, once and in order, and then what comes next",
    {
      hint: "The client names the last event that it has, in a request header. Who reads it, and which events come after that one?",
      hints: {
        ...notYet,
        "sse-wrong-name":
          "What was missed came, and no listener was called for it. Does it leave the server in the same form as it would have before?",
      },
    },
    async ({ http, sse, board, random }) => {
      const { first } = placesIn(board);
      const witness = await watch(sse, first);
      await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      const { id } = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));

      const created = await createTask(http, first.list, random.word());
      const missed = [await receivedBy(witness, taskCreated(created))];
      missed.push(await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word()))));
      missed.push(await receivedBy(witness, taskMoved(await moveTask(http, created, first.otherList))));
      missed.push(await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word()))));
      await deleteTask(http, created);
      missed.push(await receivedBy(witness, taskDeleted(created.id)));

      const back = await watch(sse, first, { header: id });
      const next = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      await expectExactly(back, [...missed, next], witness);
    },
  );

  check(
    "3.2",
    "what happened on other boards is not among it",
    {
      needs: "3.1",
      hint: "After any id there are events of every board. How does your code choose those of this one?",
      hints: {
        ...notYet,
        [failures["missed-not-sent"].code]:
          "Something that this client missed did not come. How does your code compare two ids: as numbers, or as text, where 9 comes after 10?",
      },
    },
    async ({ http, sse, board, random }) => {
      const { first, second } = placesIn(board);
      const [witness, elsewhere] = [await watch(sse, first), await watch(sse, second)];
      const known = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      const one = await receivedBy(elsewhere, taskCreated(await createTask(http, second.list, random.word())));
      const missed = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      const two = await receivedBy(elsewhere, taskCreated(await createTask(http, second.list, random.word())));
      expectGrowing([known, one, missed, two], witness);

      const back = await watch(sse, first, { header: known.id });
      const next = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      await expectExactly(back, [missed, next], witness);
    },
  );

  check(
    "3.3",
    "with the newest id, or without any, a client gets only what comes next",
    {
      needs: "3.2",
      hint: "A client that names no id has just come, and one that names the newest has missed nothing. After which event does your code begin in each case?",
      hints: notYet,
    },
    async ({ http, sse, board, random }) => {
      const { first, second } = placesIn(board);
      const witness = await watch(sse, first);
      const { id: known } = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      const { id: newest } = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));

      // What this client names is of no concern to those that come after it.
      await watch(sse, first, { header: known });
      const fresh = await watch(sse, first);
      const upToDate = await watch(sse, first, { header: newest });
      const next = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      await expectExactly(upToDate, [next], witness);
      await explained(
        () => expectExactly(fresh, [next], witness),
        () => whyFromBefore(sse, { first, second }, next.id),
        failures["sent-again"],
      );
    },
  );

  check(
    "3.4",
    "a page goes on from the id in its URL, and from the header once there is one",
    {
      needs: "3.2",
      hint: "A page names its first id in the URL, and a reconnection repeats the URL. Which of the two ids is newer when both are there?",
      hints: notYet,
    },
    async ({ http, sse, board, random }) => {
      const { first } = placesIn(board);
      const witness = await watch(sse, first);
      await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      const { lastEventId: query } = expect(await http.get(`/boards/${first.id}`)).toMatchJson({
        lastEventId: like.text,
      });
      const missed = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      const newest = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));

      const page = await watch(sse, first, { query });
      const reconnected = await watch(sse, first, { query, header: newest.id });
      // Which of the two is greater says nothing: this URL may be that of a page that was opened later.
      const older = await watch(sse, first, { query: newest.id, header: missed.id });
      const next = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      await expectExactly(page, [missed, newest, next], witness);
      await expectExactly(reconnected, [next], witness);
      await expectExactly(
        older,
        [newest, next],
        witness,
        "the greater of the two ids counted, and here that is the one in the URL: the header counts, whichever of the two is greater",
      );
    },
  );

  check(
    "3.5",
    "the id 0, which is before the first event, gets everything that has happened",
    {
      needs: "3.4",
      hint: "A board that is new has the last id 0. Does your code take a client that names it for one that names none?",
      hints: notYet,
    },
    async ({ http, sse, board, random, environment }) => {
      // No other check of this exercise changes this board: the witness sees all that has ever happened there.
      const { first, third } = placesIn(board);
      const witness = await watch(sse, third);
      const one = await receivedBy(witness, taskCreated(await createTask(http, third.list, random.word())));
      const two = await receivedBy(witness, taskCreated(await createTask(http, third.list, random.word())));

      const page = await watch(sse, third, { query: "0" });
      const reconnected = await watch(sse, third, { header: "0" });
      const both = await watch(sse, third, { query: two.id, header: "0" });
      const next = await receivedBy(witness, taskCreated(await createTask(http, third.list, random.word())));
      for (const stream of [page, reconnected])
        await explained(
          () => expectExactly(stream, [one, two, next], witness),
          () => whyNotSinceZero(sse, { first, third }, Number(environment["REPLAY_LIMIT"])),
          failures["missed-not-sent"],
        );
      const why = "the id in the URL counted, as if a header that says 0 were none";
      await expectExactly(both, [one, two, next], witness, why);
    },
  );

  check(
    "3.6",
    "what happens in the moment in which a client connects comes once as well",
    {
      needs: "3.2",
      hint: "A client is registered, and what it has missed is looked up. Does your code give other requests a turn between the two? What happens then is in neither, or in both.",
      hints: {
        ...notYet,
        "sse-wrong-order":
          "What happened while the past of this client was read came before that past. Where do new events wait until the older ones have been sent?",
      },
    },
    async ({ http, sse, board, random }) => {
      const { first } = placesIn(board);
      const witness = await watch(sse, first);
      let known = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      for (let round = 0; round < 12; round++) {
        const missed = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
        const title = random.word();
        const post = { method: "POST", path: "/tasks", json: { listId: first.list.id, title } } as const;
        const back = await sse.open(eventsOf(first), { lastEventId: known.id, followedBy: [post] });
        const meanwhile = await receivedBy(witness, taskCreated({ title }));
        const next = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
        const why =
          "it happened in the very moment in which this client came: between looking up what the client has missed and registering it, another request got its turn";
        await expectExactly(back, [missed, meanwhile, next], witness, why);
        back.close();
        known = next;
      }
    },
  );

  check(
    "3.7",
    "an id that the server never gave gets nothing again, and what comes next all the same",
    {
      needs: "3.2",
      hint: "An id comes from outside: it may be no id at all, or one that is still to come. What does your code make of a text that is no number, and what does it compare later events with?",
      hints: {
        ...notYet,
        "http-wrong-status":
          "EventSource gives up for good on every status but 200. What can this client still be given, although its id says nothing?",
      },
    },
    async ({ http, sse, board, random }) => {
      const { second } = placesIn(board);
      const witness = await watch(sse, second);
      await receivedBy(witness, taskCreated(await createTask(http, second.list, random.word())));
      const unknown = [];
      for (const id of [random.word(), "9".repeat(12)])
        for (const from of [{ header: id }, { query: id }]) unknown.push(await watch(sse, second, from));
      const malformed = [await watch(sse, second, { header: "" }), await watch(sse, second, { header: "-1" })];

      const created = taskCreated(await createTask(http, second.list, random.word()));
      const next = await receivedBy(witness, created);
      for (const stream of unknown) await expectExactly(stream, [next], witness);
      for (const stream of malformed) await expect(stream).toReceive(withId(created, next.id));
    },
  );

  check(
    "3.8",
    "what happened before the server was started again is sent as well",
    {
      needs: "3.1",
      hint: "The process ended and the board did not. Where does your code look for what a client has missed: in what the process remembers, or in what the board keeps?",
      hints: notYet,
    },
    async ({ http, sse, board, random, server }) => {
      const { first } = placesIn(board);
      const before = await watch(sse, first);
      const known = await receivedBy(before, taskCreated(await createTask(http, first.list, random.word())));
      const missed = await receivedBy(before, taskCreated(await createTask(http, first.list, random.word())));

      await server.restart({ keepData: true });
      const witness = await watch(sse, first);
      const back = await watch(sse, first, { header: known.id });
      const next = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      await expectExactly(back, [missed, next], witness);
    },
  );

  check(
    "3.9",
    "a client that has missed exactly REPLAY_LIMIT events gets all of them, however much has happened elsewhere",
    {
      needs: "3.5",
      hint: "REPLAY_LIMIT is how many events this client is sent at most, and it has missed exactly as many. What do you compare the limit with, and do events of other boards count?",
      hints: notYet,
    },
    async ({ http, sse, board, random, environment }) => {
      const { first, second } = placesIn(board);
      const witness = await watch(sse, first);
      const { id } = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      const missed: EventWithId[] = [];
      for (let round = 0; round < Number(environment["REPLAY_LIMIT"]); round++) {
        await createTask(http, second.list, random.word());
        missed.push(await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word()))));
      }

      const back = await watch(sse, first, { header: id });
      const next = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      await expectExactly(back, [...missed, next], witness);
    },
  );

  check(
    "3.10",
    "clients that come back, at once or later with the same ids, each get what they have missed themselves",
    {
      needs: "3.2",
      hint: "Several clients come at one moment, each with an id of its own. Where is an id kept between being read and being used, and how many of these places are there?",
      hints: notYet,
    },
    async ({ http, sse, board, random }) => {
      const { first } = placesIn(board);
      const witness = await watch(sse, first);
      const past: EventWithId[] = [];
      for (let round = 0; round < 5; round++)
        past.push(await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word()))));

      const places = [2, 4, 1, 3];
      const back = await Promise.all(places.map((place) => watch(sse, first, { header: past[place]?.id })));
      const next = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      for (const [client, place] of places.entries())
        await expectExactly(
          back[client] as EventStream,
          [...past.slice(place + 1), next],
          witness,
          "each client alone gets what it has missed, and of several that come at once this one does not: it was given what another one asked for",
        );

      // The same ids once more, and by now all of these clients have missed one event more.
      const later = await Promise.all(places.map((place) => watch(sse, first, { header: past[place]?.id })));
      const last = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      for (const [client, place] of places.entries()) {
        const stream = later[client] as EventStream;
        await explained(
          () => expectExactly(stream, [...past.slice(place + 1), next, last], witness),
          () => whyNotSince(sse, first, { stream, named: past[place]?.id, unnamed: past[0]?.id, since: next }),
          failures["missed-not-sent"],
        );
      }
    },
  );

  check(
    "3.11",
    "the last event that a client knows may be one of another board",
    {
      needs: "3.4",
      hint: "The id that the page names is right, and no event of this board has it. Do you look for that very event, or for those that have a greater id?",
      hints: notYet,
    },
    async ({ http, sse, board, random }) => {
      const { first, second } = placesIn(board);
      const [witness, elsewhere] = [await watch(sse, first), await watch(sse, second)];
      await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      const other = await receivedBy(elsewhere, taskCreated(await createTask(http, second.list, random.word())));
      const { lastEventId: query } = expect(await http.get(`/boards/${first.id}`)).toMatchJson({
        lastEventId: like.text,
      });
      const missed = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));

      const page = await watch(sse, first, { query });
      const reconnected = await watch(sse, first, { header: other.id });
      const next = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      const why =
        "after an event of this board, what was missed is found, and after one of another board it is not: that very id is looked for among the events of this board";
      for (const stream of [page, reconnected]) await expectExactly(stream, [missed, next], witness, why);

      // The same id again, for another board, and nothing has happened in between.
      const two = await receivedBy(elsewhere, taskCreated(await createTask(http, second.list, random.word())));
      const here = await watch(sse, first, { header: missed.id });
      const there = await watch(sse, second, { header: missed.id });
      const last = await receivedBy(elsewhere, taskCreated(await createTask(http, second.list, random.word())));
      await expectExactly(
        there,
        [two, last],
        elsewhere,
        `just before, a client of the other board had come with the same id, ${missed.id}: what was missed was looked up for that one`,
      );
      const more = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
      await expectExactly(here, [next, more], witness);
    },
  );

  check(
    "3.12",
    "what a client has missed comes before anything new happens",
    {
      needs: "3.11",
      hint: "The client has missed something, and from then on nothing happens on its board. Which of your lines sends it what it has missed, and what does that line wait for?",
      hints: notYet,
    },
    async ({ http, sse, board, random }) => {
      const { second } = placesIn(board);
      const witness = await watch(sse, second);
      const { id } = await receivedBy(witness, taskCreated(await createTask(http, second.list, random.word())));
      const created = taskCreated(await createTask(http, second.list, random.word()));
      const missed = await receivedBy(witness, created);
      const back = await watch(sse, second, { header: id });
      await expectMissed(back, withId(created, missed.id), "it comes together with the next event, and not before");
    },
  );

  check(
    "3.13",
    "what happened while nobody watched the board is sent as well",
    {
      needs: "3.12",
      hint: "An event happened, and the board had no client. Which of your lines did not run for it, although it belongs to what the next client has missed?",
      hints: notYet,
    },
    async ({ http, sse, board, random }) => {
      const { third } = placesIn(board);
      const { lastEventId: query } = expect(await http.get(`/boards/${third.id}`)).toMatchJson({
        lastEventId: like.text,
      });
      const missed = taskCreated(await createTask(http, third.list, random.word()));
      const back = await watch(sse, third, { query });
      await expectMissed(
        back,
        withId(missed),
        "what happens while a client watches the board is sent again, and this, which nobody watched, is not",
      );
    },
  );
});

stretch(
  "S1",
  "a client that has missed more than REPLAY_LIMIT events is asked to fetch the board again",
  {
    why: "The oldest ones alone would leave a gap that the client cannot see; all of them could be a month's work.",
    exclusive: true,
  },
  async ({ http, sse, board, random, environment }) => {
    const { first } = placesIn(board);
    const witness = await watch(sse, first);
    const { id } = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
    for (let missed = 0; missed <= Number(environment["REPLAY_LIMIT"]); missed++)
      await createTask(http, first.list, random.word());

    const back = await watch(sse, first, { header: id });
    const created = await createTask(http, first.list, random.word());
    await expect(back).toReceiveAll([{ event: "reset", id: like.text }, taskCreated(created)]);
  },
);

stretch(
  "S2",
  "another server on the same data knows the ids of this one",
  {
    why: "Behind a load balancer, a reconnection may reach another process than the one that the client was connected to.",
    exclusive: true,
  },
  async ({ http, sse, board, random, servers }) => {
    const { first } = placesIn(board);
    const witness = await watch(sse, first);
    const { id } = await receivedBy(witness, taskCreated(await createTask(http, first.list, random.word())));
    const missed = taskCreated(await createTask(http, first.list, random.word()));

    const second = await servers.start();
    const back = await watch(second.sse, first, { header: id });
    await expect(back).toReceive(missed);
  },
);

stretch(
  "S3",
  "ids that are made to break something get a stream like any other",
  {
    why: "A header comes from whoever sends it: text that is put into a statement, or a number that is none, must not end the process.",
  },
  async ({ http, sse, board, random }) => {
    const { first } = placesIn(board);
    const streams = [];
    for (const header of ["'; DROP TABLE events; --", "1e999", "9".repeat(40), "NaN", "1 OR 1=1", "0x10", "é"])
      streams.push(await watch(sse, first, { query: header }));
    const created = taskCreated(await createTask(http, first.list, random.word()));
    for (const stream of streams) await expect(stream).toReceive(created);
  },
);
