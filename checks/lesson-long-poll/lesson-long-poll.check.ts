import { check, exercise, expect, explained, stretch, type HeldRequest } from "#kit";
import { areWokenBy } from "./after-failure.ts";
import { expectAllAnswered } from "./all-woken.ts";
import { expectNoMoreTimers, expectWaiters, timersOf, waitersOf } from "./connections.ts";
import { failures } from "./failures.ts";
import { whichAreCounted, whoIsForgotten, whyGoneStillCounted } from "./gone-clients.ts";
import { expectOwnTimeouts } from "./own-timeouts.ts";
import {
  boardsIn,
  createTask,
  cursorIn,
  cursorOf,
  expectHeld,
  hasTimedOut,
  letRegister,
  pollFrom,
  taskIdIn,
} from "./polls.ts";
import { changesOf, expectNoOldNews, expectToldOf, expectWholeAnswer, Reader, tells } from "./reader.ts";
import { whoseTimerIsLost } from "./shared-timer.ts";
import { whyNotWokenAfterAnother } from "./used-up.ts";

/** How long after the first poll others are sent, as a part of POLL_TIMEOUT_MS. */
const LATER = 0.4;

/** The questions of these failures, for a check whose own hint is about another mistake. */
const questionsOf = (...codes: readonly (keyof typeof failures)[]) =>
  Object.fromEntries(codes.map((code) => [failures[code].code, failures[code].question]));

const HELD_HINTS = {
  "answered-early":
    "A promise that is resolved at once holds nothing. What does your handler await, and what has to happen before that resolves?",
};

/** A poll without a cursor that is answered with what happened before it. */
const OLD_STORIES = questionsOf("begins-at-the-beginning");

exercise(1, "Hold a poll until something happens on its board", () => {
  check(
    "1.1",
    "a poll gets no answer while nothing happens",
    {
      hint: "The handler may return a promise, and the request waits as long as it does. What resolves yours, and when?",
      hints: HELD_HINTS,
    },
    async ({ http, board }) => {
      const { own } = boardsIn(board);
      const poll = await http.hold(`/boards/${own.id}/poll`);
      await expect(poll).toBeHeld({ barrier: "/health" });
    },
  );

  check(
    "1.2",
    "a board that does not exist is answered with 404 at once",
    {
      hint: "News of such a board cannot come. Where does your route ask whether there is one, before it waits, and does it ask for every poll, with `since` or without?",
    },
    async ({ http, board, random }) => {
      const unknown = `board-${random.word()}`;
      const cursor = await cursorOf(http, boardsIn(board).own.id);
      for (const path of [`/boards/${unknown}/poll`, pollFrom(unknown, cursor)])
        expect(await http.get(path)).toHaveStatus(404);
    },
  );

  check(
    "1.3",
    "every poll of the board is answered with a task that is created",
    {
      needs: "1.1",
      hint: "Several clients may wait for one board. Does each of them have a waiter of its own, and does notifyWaiters wake all of them?",
      hints: {
        ...questionsOf(
          "every-second-woken",
          "oldest-alone-woken",
          "newest-alone-woken",
          "creation-wakes-nobody",
          "no-change-wakes",
        ),
        ...questionsOf("woken-before-stored", "answer-begins-too-late"),
      },
    },
    async ({ http, board, random, environment }) => {
      const { own } = boardsIn(board);
      const polls: HeldRequest[] = [];
      for (let client = 0; client < 4; client++) polls.push(await http.hold(`/boards/${own.id}/poll`));
      await letRegister(...polls);

      const title = random.word();
      const before = await cursorOf(http, own.id);
      const created = await createTask(http, own.list, title);
      expect(created).toHaveStatus(201);
      const move = () => http.patch(`/tasks/${taskIdIn(created)}/move`, { json: { listId: own.otherList } });
      const timeoutMs = Number(environment["POLL_TIMEOUT_MS"]);
      for (const [index, answer] of (await expectAllAnswered(http, polls, move)).entries()) {
        expect(answer).toHaveStatus(200);
        await expectToldOf(answer, title, hasTimedOut(polls[index], timeoutMs) ? undefined : before);
      }
    },
  );

  check(
    "1.4",
    "a move and a deletion wake a poll as well, each with its own type",
    {
      needs: "1.3",
      hint: "Three routes change the board. Which of them wakes those who wait, and with which event?",
      hints: {
        ...OLD_STORIES,
        ...questionsOf("move-wakes-nobody", "move-in-place-wakes-nobody", "deletion-wakes-nobody"),
      },
    },
    async ({ http, board, random }) => {
      const { own } = boardsIn(board);
      const id = taskIdIn(await createTask(http, own.list, random.word()));
      const move = { method: "PATCH", path: `/tasks/${id}/move`, json: { listId: own.otherList } } as const;
      const remove = { method: "DELETE", path: `/tasks/${id}` } as const;
      // The second move stays within the list in which the task is by then.
      for (const [change, type, code] of [
        [move, "task_moved", "move-wakes-nobody"],
        [move, "task_moved", "move-in-place-wakes-nobody"],
        [remove, "task_deleted", "deletion-wakes-nobody"],
      ] as const) {
        const poll = await http.hold(`/boards/${own.id}/poll`);
        await letRegister(poll);
        expect(await http.request(change.path, change)).toHaveStatus(200, 204);
        const answer = await explained(
          () => expect(poll).toBeAnswered(),
          () => ({ code: failures[code] }),
          "still-held",
        );
        expect(answer).toMatchJson(tells(type, "id", id));
      }
    },
  );

  check(
    "1.5",
    "a poll of another board goes on waiting",
    {
      needs: "1.4",
      hint: "Who is woken belongs to the board of the event. How do your waiters know which board they wait for?",
      hints: {
        ...OLD_STORIES,
        ...questionsOf("woken-by-another-board", "one-board-alone-woken", "used-up-by-another-board"),
      },
    },
    async ({ http, board, random }) => {
      const { own, other } = boardsIn(board);
      const here = await http.hold(`/boards/${own.id}/poll`);
      const elsewhere = await http.hold(`/boards/${other.id}/poll`);
      await letRegister(here, elsewhere);

      await createTask(http, own.list, random.word());
      await expect(here).toBeAnswered();
      await explained(
        () => expect(elsewhere).toBeHeld({ barrier: "/health" }),
        () => ({ code: failures["woken-by-another-board"] }),
        "answered-early",
      );

      const title = random.word();
      await createTask(http, other.list, title);
      const answer = await explained(
        () => expect(elsewhere).toBeAnswered(),
        () => whyNotWokenAfterAnother({ http, changed: own, waiting: other, random }),
        "still-held",
      );
      expect(answer).toMatchJson(tells("task_created", "title", title));
    },
  );

  check(
    "1.6",
    "a change that is refused wakes no poll",
    {
      needs: "1.5",
      hint: "The board refuses some changes. What has happened by the time your route calls notifyWaiters?",
      hints: {
        ...OLD_STORIES,
        [failures["woken-by-a-refusal"].code]:
          "The request before this was refused, so nothing has happened. Does your route call notifyWaiters before it knows that the change was made, or also when it was not?",
      },
    },
    async ({ http, board, random }) => {
      const { own, other } = boardsIn(board);
      const [unknown, title] = [random.word(), random.word()];
      const id = taskIdIn(await createTask(http, own.list, random.word()));
      const polls = [await http.hold(`/boards/${own.id}/poll`), await http.hold(`/boards/${other.id}/poll`)];
      await letRegister(...polls);

      for (const refused of [
        { method: "POST", path: "/tasks", json: { listId: own.list, title: "" } },
        { method: "POST", path: "/tasks", json: { listId: unknown, title } },
        { method: "PATCH", path: `/tasks/${unknown}/move`, json: { listId: own.list } },
        { method: "PATCH", path: `/tasks/${id}/move`, json: { listId: unknown } },
        { method: "PATCH", path: `/tasks/${id}/move`, json: { listId: other.list } },
        { method: "DELETE", path: `/tasks/${unknown}` },
      ] as const) {
        expect(await http.request(refused.path, refused)).toHaveStatus(400, 404, 409);
        for (const poll of polls)
          await explained(
            () => expect(poll).toBeHeld({ barrier: "/health" }),
            () => ({ code: failures["woken-by-a-refusal"] }),
            "answered-early",
          );
      }
    },
  );

  check(
    "1.7",
    "a poll is answered although another client of its board has gone",
    {
      needs: "1.6",
      hint: "Several clients wait for one board, and they come and go. What does your code remove when one of them ends: its own waiter, or more?",
      hints: questionsOf("all-forgotten"),
    },
    async ({ http, board, random }) => {
      const { own } = boardsIn(board);
      const hold = () => http.hold(`/boards/${own.id}/poll`);
      const [gone, stays] = [await hold(), await hold()];
      await letRegister(gone, stays);
      gone.abort();
      await letRegister(stays);
      const title = random.word();
      await createTask(http, own.list, title);
      const answer = await explained(
        () => expect(stays).toBeAnswered(),
        () => whoIsForgotten(http, own, random),
        "still-held",
      );
      expect(answer).toMatchJson(tells("task_created", "title", title));
    },
  );
});

exercise(2, "Give up after a while, and clean up", () => {
  check(
    "2.1",
    "without news each poll is answered with nothing after POLL_TIMEOUT_MS",
    {
      hint: "What ends the waiting of a poll when nothing happens, and does it read POLL_TIMEOUT_MS?",
      hints: {
        ...HELD_HINTS,
        ...OLD_STORIES,
        ...questionsOf("ended-with-another", "own-timer-lost", "no-timer-with-cursor", "timed-out-cursor-goes-back"),
        ...questionsOf("no-timer", "time-not-from-environment", "one-timer-variable", "timer-replaced"),
        ...questionsOf("begun-anew-by-others"),
        "http-missing-field":
          "The time was over, and the answer has to say so. Which fields does the README's table give it?",
      },
    },
    async ({ http, board, environment, random }) => {
      const { own, other } = boardsIn(board);
      const timeout = Number(environment["POLL_TIMEOUT_MS"]);
      await createTask(http, own.list, random.word());
      const cursor = await cursorOf(http, own.id);
      // Only its time ends this one. Whether it is forgotten then, the next check sees.
      await http.hold(`/boards/${other.id}/poll`);
      const first = await http.hold(`/boards/${own.id}/poll`);
      await expectHeld(first, timeout);
      // What ends the first one when its time is over must not end those that came later.
      await new Promise((resolve) => setTimeout(resolve, LATER * timeout));
      const withCursor = await http.hold(pollFrom(own.id, cursor));
      const last = await http.hold(`/boards/${own.id}/poll`);
      for (const poll of [withCursor, last]) await expectHeld(poll, timeout);
      const answers = await expectOwnTimeouts(http, {
        polls: [first, last, withCursor],
        timeoutMs: timeout,
        ask: () => whoseTimerIsLost(http, own, random),
      });

      const next = [];
      for (const known of answers.map(cursorIn).filter((text) => text !== ""))
        next.push(await http.hold(pollFrom(own.id, known)));
      const title = random.word();
      await createTask(http, own.list, title);
      for (const poll of next) expectNoOldNews(await expect(poll).toBeAnswered({ withinMs: timeout + 1_500 }), title);
    },
  );

  check(
    "2.2",
    "the number of waiters follows the polls: held, answered, and given up by their clients",
    {
      needs: "2.1",
      hint: "A poll ends with news, with the time, or with its client. Which of them does your code notice, and what does it do then?",
      hints: {
        ...OLD_STORIES,
        ...questionsOf(
          "waiters-too-few",
          "waiters-too-many",
          "never-forgotten",
          "timed-out-still-counted",
          "answered-still-counted",
        ),
        ...questionsOf("gone-still-counted", "boards-counted", "others-forgotten"),
        ...questionsOf("gone-with-cursor-counted", "cursors-not-counted"),
        ...questionsOf("going-not-heard", "gone-never-cleaned-up", "gone-timers-stopped-alone"),
      },
    },
    async ({ http, servers, board, random }) => {
      const { own, other } = boardsIn(board);
      await expectWaiters(http, 0, "when every earlier poll has timed out", {
        more: async () => {
          const before = await waitersOf(http);
          const poll = await http.hold(`/boards/${other.id}/poll`);
          const isWoken = await areWokenBy([poll], () => createTask(http, other.list, random.word()));
          return isWoken && (await waitersOf(http)) > before ? "never-forgotten" : "timed-out-still-counted";
        },
      });
      await http.hold(`/boards/${own.id}/poll`);
      await expectWaiters(http, 1, "while one poll is held", { more: "waiters-too-many" });
      await createTask(http, own.list, random.word());
      await expectWaiters(http, 0, "after it was answered", { more: "answered-still-counted" });

      // On a server where nothing times out meanwhile: what is forgotten is forgotten because its client has gone.
      const { http: patient } = await servers.start({ env: { POLL_TIMEOUT_MS: "30000" } });
      const [here, there] = [await cursorOf(patient, own.id), await cursorOf(patient, other.id)];
      const first = await patient.hold(`/boards/${own.id}/poll`);
      const second = await patient.hold(pollFrom(own.id, here));
      const third = await patient.hold(pollFrom(other.id, there));
      const fourth = await patient.hold(`/boards/${other.id}/poll`);
      await expectHeld(fourth);
      await expectWaiters(patient, 4, "while two boards have two each, one of them with a cursor", {
        more: "waiters-too-many",
        ask: () => whichAreCounted(servers, own),
      });
      // The one that stays must go on counting when the other one of its board has gone.
      first.abort();
      third.reset();
      await expectWaiters(patient, 2, "after a client of each board has gone", {
        more: "gone-still-counted",
        fewer: "others-forgotten",
        ask: () => whyGoneStillCounted(patient, other, random),
      });
      second.abort();
      fourth.reset();
      await expectWaiters(patient, 0, "after all four have gone", {
        more: "gone-still-counted",
        ask: () => whyGoneStillCounted(patient, other, random),
      });
    },
  );

  check(
    "2.3",
    "no timer goes on for a poll that was answered, or given up by its client",
    {
      needs: "2.2",
      hint: "Each poll has started a timer. What stops it when the answer comes from elsewhere, and when there is nobody left to answer?",
      hints: { ...OLD_STORIES, ...questionsOf("timers-of-clients-left") },
    },
    async ({ http, board, environment, random }) => {
      const { own } = boardsIn(board);
      const timeout = Number(environment["POLL_TIMEOUT_MS"]);
      const before = await timersOf(http);
      // All at once, and one barrier: on a slow machine, the first must not time out while the others are still asked.
      const hold = () => Promise.all(Array.from({ length: 10 }, () => http.hold(`/boards/${own.id}/poll`)));
      const answered = await hold();
      for (const poll of answered.slice(-1)) await expectHeld(poll, timeout);
      await createTask(http, own.list, random.word());
      for (const poll of answered) await expect(poll).toBeAnswered();
      await expectNoMoreTimers(http, { before, when: "after ten polls were answered", code: "timers-left" });

      const left = await hold();
      for (const poll of left.slice(-1)) await expectHeld(poll, timeout);
      for (const poll of left) poll.abort();
      await expectWaiters(http, 0, "after ten clients have gone", {
        more: "gone-still-counted",
        ask: () => whyGoneStillCounted(http, own, random),
      });
      await expectNoMoreTimers(http, { before, when: "after ten clients have gone", code: "timers-of-clients-left" });
    },
  );
});

exercise(3, "Lose nothing between two polls", () => {
  check(
    "3.1",
    "a poll with a cursor is answered at once with what happened after it",
    {
      hint: "The client says up to where it knows the board. Does your code look for what came after that before it waits?",
      hints: {
        ...questionsOf("since-ignored", "zero-is-no-cursor", "waits-before-looking", "cursor-not-moved"),
        ...questionsOf("cursors-compared-as-text"),
      },
    },
    async ({ http, board, random }) => {
      const { own } = boardsIn(board);
      const reader = new Reader(await cursorOf(http, own.id));
      const titles = [random.word(), random.word()];
      for (const title of titles) {
        await createTask(http, own.list, title);
        const poll = await http.hold(pollFrom(own.id, reader.cursor));
        await reader.readAtOnce(http, poll, () => createTask(http, own.list, random.word()));
      }
      reader.expectTitles(...titles);
    },
  );

  check(
    "3.2",
    "a poll whose cursor is the latest waits, and one without a cursor does not tell old stories",
    {
      needs: "3.1",
      hint: "With nothing after its cursor a poll waits, and without a cursor it begins now. What does your code take for the beginning in each case?",
      hints: {
        ...OLD_STORIES,
        ...questionsOf("looks-at-all-boards"),
        [failures["event-repeated"].code]:
          "This poll was told of events before its cursor. Other polls with other cursors were held beside it: where does your code keep the cursor of each?",
      },
    },
    async ({ http, board, random }) => {
      const { own, other, third } = boardsIn(board);
      const elsewhere = new Reader(await cursorOf(http, third.id));
      await createTask(http, own.list, random.word());
      const reader = new Reader(await cursorOf(http, own.id));
      await createTask(http, other.list, random.word());
      const latest = await http.hold(pollFrom(own.id, reader.cursor));
      const fresh = await http.hold(`/boards/${own.id}/poll`);
      // The poll that comes last has the oldest cursor: each has to go on from its own.
      const quiet = await http.hold(pollFrom(third.id, elsewhere.cursor));
      await explained(
        () => letRegister(latest, fresh, quiet),
        // On its board nothing has ever happened, and on others something has since its cursor.
        () => (quiet.answer === undefined ? undefined : { code: failures["looks-at-all-boards"] }),
        "answered-early",
      );

      const title = random.word();
      await createTask(http, own.list, title);
      const told = await expect(fresh).toBeAnswered();
      expect(told).toMatchJson(tells("task_created", "title", title));
      expectWholeAnswer(told);
      reader.read(await expect(latest).toBeAnswered());
      reader.expectTitles(title);

      const last = random.word();
      await createTask(http, third.list, last);
      elsewhere.read(await expect(quiet).toBeAnswered());
      elsewhere.expectTitles(last);
    },
  );

  check(
    "3.3",
    "a client that polls again and again gets every event once and in order, whenever it happens",
    {
      needs: "3.2",
      hint: "Some of these events happen while a poll is held, others between an answer and the next poll. Which of the two does your code look at, and what is the cursor of each answer?",
      hints: questionsOf("cursors-compared-as-text"),
    },
    async ({ http, board, random }) => {
      const { own } = boardsIn(board);
      const reader = new Reader(await cursorOf(http, own.id));
      const titles: string[] = [];
      for (let round = 0; round < 6; round++) {
        const [held, between] = [random.word(), random.word()];
        titles.push(held, between);

        const waiting = await http.hold(pollFrom(own.id, reader.cursor));
        await letRegister(waiting);
        await createTask(http, own.list, held);
        reader.read(await expect(waiting).toBeAnswered());

        await createTask(http, own.list, between);
        await reader.readAtOnce(http, await http.hold(pollFrom(own.id, reader.cursor)));
      }
      reader.expectTitles(...titles);
    },
  );

  check(
    "3.4",
    "three tasks that are created at the same moment are all reported, and none again",
    {
      needs: "3.3",
      hint: "The first of the three wakes the poll. Where do the other two go, and does the next poll begin before or after them?",
      hints: {
        ...questionsOf("cursor-of-the-first-event", "cursor-not-moved", "newest-alone-told", "newest-first"),
        "answered-early":
          "Nothing has happened since the answer whose cursor this poll has. Which event does it bring again, and is that after the cursor?",
      },
    },
    async ({ http, board, random }) => {
      const { own } = boardsIn(board);
      const reader = new Reader(await cursorOf(http, own.id));
      const titles = [random.word(), random.word(), random.word()];
      const waiting = await http.hold(pollFrom(own.id, reader.cursor));
      await letRegister(waiting);
      const post = (title: string) => ({ method: "POST", path: "/tasks", json: { listId: own.list, title } }) as const;
      await http.pipeline(...titles.map(post));
      reader.read(await expect(waiting).toBeAnswered());
      await reader.catchUp(http, own.id, titles.length);

      const next = random.word();
      const last = await http.hold(pollFrom(own.id, reader.cursor));
      await explained(
        () => letRegister(last),
        () => reader.mistake && { code: failures[reader.mistake] },
        "answered-early",
      );
      await createTask(http, own.list, next);
      reader.read(await expect(last).toBeAnswered());
      reader.expectTitles(...titles, next);
    },
  );

  check(
    "3.5",
    "a task that is created in the moment in which the poll arrives wakes it",
    {
      needs: "3.3",
      hint: "Between looking back and beginning to wait, does your code give other requests a turn? What happens then is in neither.",
    },
    async ({ http, board, random }) => {
      const { own } = boardsIn(board);
      const reader = new Reader(await cursorOf(http, own.id));
      const titles = [];
      // The change falls between looking back and waiting only now and then, the more seldom the busier the machine is.
      for (let round = 0; round < 30; round++) {
        const title = random.word();
        const post = { method: "POST", path: "/tasks", json: { listId: own.list, title } } as const;
        const poll = await http.hold(pollFrom(own.id, reader.cursor), { followedBy: [post] });
        await reader.readAtOnce(http, poll);
        titles.push(title);
        reader.expectTitles(...titles);
      }
    },
  );

  check(
    "3.6",
    "a client that comes back with an old cursor gets everything since, also what others have read before",
    {
      needs: "3.4",
      hint: "Where does your code look for what a poll has missed, and is everything that comes after the cursor still there?",
      hints: {
        ...questionsOf("events-read-by-another", "events-cut-off", "newest-first", "newest-alone-told"),
        ...questionsOf("cursor-of-the-first-event", "sorted-as-text"),
        [failures["event-lost"].code]:
          "Another client has been answered with all of these events, and the board keeps them. Which of them are missing: does your code leave out those that a later one of the same task seems to replace?",
      },
    },
    async ({ http, board, random }) => {
      const { own } = boardsIn(board);
      const start = await cursorOf(http, own.id);
      const present = new Reader(start);
      const events: string[] = [];
      for (const change of changesOf(http, own, random)) {
        events.push(await change());
        await present.readAtOnce(http, await http.hold(pollFrom(own.id, present.cursor)));
      }
      present.expectEvents(events);

      for (const late of [new Reader(start), new Reader(start)]) {
        await late.catchUp(http, own.id, events.length);
        late.expectAllMissed(events);
      }

      // From before the first event: ids have one digit at first, and more at the end.
      const all = new Reader("0");
      all.read(await expect(await http.hold(pollFrom(own.id, all.cursor))).toBeAnswered());
      all.expectInOrder();
    },
  );
});

stretch(
  "S1",
  "an answer to a poll may not be stored by a cache",
  {
    why: "A poll is a GET, and a cache on the way may answer the next one with what it has kept (RFC 9111, section 4).",
  },
  async ({ http, board, random }) => {
    const { own } = boardsIn(board);
    const cursor = await cursorOf(http, own.id);
    await createTask(http, own.list, random.word());
    expect(await http.get(pollFrom(own.id, cursor))).toHaveHeader("cache-control", /\bno-store\b/);
  },
);

stretch(
  "S2",
  "a cursor that cannot be one is answered with 400, or waits, and the server lives",
  {
    why: "The cursor comes from outside: a number that is none, or text that is put into a statement, can break more than one request.",
  },
  async ({ http, board }) => {
    const { own } = boardsIn(board);
    for (const cursor of ["", "-1", "NaN", "1e999", "'; --", "99999999999999999999"]) {
      const poll = await http.hold(pollFrom(own.id, cursor));
      expect(await http.get("/health")).toHaveStatus(200);
      poll.abort();
    }
    expect(await http.get(`/boards/${own.id}`)).toHaveStatus(200);
  },
);

stretch(
  "S3",
  "three hundred polls are held at a time, and one change answers all of them",
  {
    why: "What is done for each waiter adds up: reading the database once for each, or sending a log line, is felt here.",
  },
  async ({ http, board, random }) => {
    const { other } = boardsIn(board);
    const polls: HeldRequest[] = [];
    // A barrier after each thirty: no request of ours is to wait for three hundred others on a slow machine.
    while (polls.length < 300) {
      polls.push(...(await Promise.all(Array.from({ length: 30 }, () => http.hold(`/boards/${other.id}/poll`)))));
      await letRegister(...polls.slice(-1));
    }
    await createTask(http, other.list, random.word());
    for (const poll of polls) expect(await expect(poll).toBeAnswered()).toHaveStatus(200);
  },
);
