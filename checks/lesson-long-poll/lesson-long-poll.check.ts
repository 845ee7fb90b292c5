import { check, exercise, expect, like, stretch, type HeldRequest } from "#kit";
import {
  boardsIn,
  createTask,
  cursorOf,
  expectAllAnswered,
  expectNoMoreTimers,
  expectNothing,
  expectWaiters,
  letItRegister,
  pollFrom,
  Reader,
  taskIdIn,
  tells,
  timersOf,
} from "./polls.ts";

const HELD_HINTS = {
  "answered-early":
    "A promise that is resolved at once holds nothing. What does your handler await, and what has to happen before that resolves?",
};

/** A poll without a cursor that is answered with what happened before it. */
const OLD_STORIES = {
  "answered-early":
    "This poll has no cursor, and nothing has happened since it came. Does it begin now, or at the beginning of the board?",
};

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
    { hint: "News of such a board cannot come. Where does your route ask whether there is one, before it waits?" },
    async ({ http, random }) => {
      const answer = await http.get(`/boards/board-${random.word()}/poll`);
      expect(answer).toHaveStatus(404);
      expect(answer).toMatchJson({ error: like.anything });
    },
  );

  check(
    "1.3",
    "every poll of the board is answered with a task that is created",
    {
      needs: "1.1",
      hint: "Several clients may wait for one board. Does each of them have a waiter of its own, and does notifyWaiters wake all of them?",
      hints: {
        "still-held":
          "A task was created, and none of the four polls was answered. Is notifyWaiters called, and is the id that it is given the one under which the polls wait?",
        "http-wrong-json":
          "The polls were woken, and the answer does not have the event. Is the task stored by the time notifyWaiters is called, and from which cursor does the answer begin?",
      },
    },
    async ({ http, board, random }) => {
      const { own } = boardsIn(board);
      const polls = [];
      for (let client = 0; client < 4; client++) polls.push(await http.hold(`/boards/${own.id}/poll`));
      for (const poll of polls) await letItRegister(poll);

      const title = random.word();
      expect(await createTask(http, own.list, title)).toHaveStatus(201);
      for (const answer of await expectAllAnswered(polls)) {
        expect(answer).toHaveStatus(200);
        expect(answer).toMatchJson(tells("task_created", "title", title));
      }
    },
  );

  check(
    "1.4",
    "a move and a deletion wake a poll as well, each with its own type",
    {
      needs: "1.3",
      hint: "Three routes change the board. Which of them wakes those who wait, and with which event?",
      hints: OLD_STORIES,
    },
    async ({ http, board, random }) => {
      const { own } = boardsIn(board);
      const id = taskIdIn(await createTask(http, own.list, random.word()));

      const first = await http.hold(`/boards/${own.id}/poll`);
      await letItRegister(first);
      expect(await http.patch(`/tasks/${id}/move`, { json: { listId: own.otherList } })).toHaveStatus(200);
      expect(await expect(first).toBeAnswered()).toMatchJson(tells("task_moved", "id", id));

      const second = await http.hold(`/boards/${own.id}/poll`);
      await letItRegister(second);
      expect(await http.delete(`/tasks/${id}`)).toHaveStatus(204, 200);
      expect(await expect(second).toBeAnswered()).toMatchJson(tells("task_deleted", "id", id));
    },
  );

  check(
    "1.5",
    "a poll of another board goes on waiting",
    {
      needs: "1.4",
      hint: "Who is woken belongs to the board of the event. How do your waiters know which board they wait for?",
      hints: {
        "answered-early":
          "This poll is of a board on which nothing has happened. Which waiters does notifyWaiters go through?",
      },
    },
    async ({ http, board, random }) => {
      const { own, other } = boardsIn(board);
      const here = await http.hold(`/boards/${own.id}/poll`);
      const elsewhere = await http.hold(`/boards/${other.id}/poll`);
      await letItRegister(here);
      await letItRegister(elsewhere);

      await createTask(http, own.list, random.word());
      await expect(here).toBeAnswered();
      await expect(elsewhere).toBeHeld({ barrier: "/health" });

      const title = random.word();
      await createTask(http, other.list, title);
      expect(await expect(elsewhere).toBeAnswered()).toMatchJson(tells("task_created", "title", title));
    },
  );
});

exercise(2, "Give up after a while, and clean up", () => {
  check(
    "2.1",
    "without news a poll is answered with nothing after POLL_TIMEOUT_MS",
    {
      hint: "What ends the waiting when nothing happens, and does it read POLL_TIMEOUT_MS?",
      hints: {
        ...HELD_HINTS,
        "http-missing-field":
          "The time was over, and the answer has to say so. Which fields does the README's table give it?",
      },
    },
    async ({ http, board, environment }) => {
      const { own } = boardsIn(board);
      const timeout = Number(environment["POLL_TIMEOUT_MS"]);
      const poll = await http.hold(`/boards/${own.id}/poll`);
      await expect(poll).toBeHeld({ barrier: "/health" });
      const answer = await expect(poll).toBeAnswered({
        afterMs: timeout / 2,
        withinMs: timeout + 1_500,
        setBy: "POLL_TIMEOUT_MS",
      });
      expectNothing(answer);
    },
  );

  check(
    "2.2",
    "the number of waiters follows the polls: held, answered, and given up by their clients",
    {
      needs: "2.1",
      hint: "A poll ends with news, with the time, or with its client. Which of them does your code notice, and what does it do then?",
      hints: OLD_STORIES,
    },
    async ({ http, board, random }) => {
      const { own, other } = boardsIn(board);
      await expectWaiters(http, 0, "when every earlier poll has timed out");
      await http.hold(`/boards/${own.id}/poll`);
      await expectWaiters(http, 1, "while one poll is held");
      await createTask(http, own.list, random.word());
      await expectWaiters(http, 0, "after it was answered");

      const poll = ({ id }: typeof own) => http.hold(`/boards/${id}/poll`);
      const [first, second, third, fourth] = [await poll(own), await poll(own), await poll(other), await poll(other)];
      await expect(fourth).toBeHeld({ barrier: "/health" });
      await expectWaiters(http, 4, "while two boards have two each");
      // The one that stays must go on counting when the other one of its board has gone.
      first.abort();
      third.reset();
      await expectWaiters(http, 2, "after a client of each board has gone");
      second.abort();
      fourth.reset();
      await expectWaiters(http, 0, "after all four have gone");
    },
  );

  check(
    "2.3",
    "no timer goes on for a poll that was answered",
    {
      needs: "2.1",
      hint: "Each poll has started a timer. What stops it when the answer comes from elsewhere?",
      hints: OLD_STORIES,
    },
    async ({ http, board, random }) => {
      const { own } = boardsIn(board);
      const timers = await timersOf(http);
      // All at once, and one barrier: on a slow machine, the first must not time out while the others are still asked.
      const polls = await Promise.all(Array.from({ length: 10 }, () => http.hold(`/boards/${own.id}/poll`)));
      for (const poll of polls.slice(-1)) await expect(poll).toBeHeld({ barrier: "/health" });
      await createTask(http, own.list, random.word());
      for (const poll of polls) await expect(poll).toBeAnswered();
      await expectNoMoreTimers(http, timers, "after ten polls were answered");
    },
  );
});

exercise(3, "Lose nothing between two polls", () => {
  check(
    "3.1",
    "a poll with a cursor is answered at once with what happened after it",
    {
      hint: "The client says up to where it knows the board. Does your code look for what came after that before it waits?",
    },
    async ({ http, board, random }) => {
      const { own } = boardsIn(board);
      const reader = new Reader(await cursorOf(http, own.id));
      const titles = [random.word(), random.word()];
      for (const title of titles) {
        await createTask(http, own.list, title);
        await reader.readAtOnce(await http.hold(pollFrom(own.id, reader.cursor)));
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
        "answered-early":
          "Nothing has happened on this board since the cursor, or since the poll without one came. Does your code look at events of other boards, or at those before the poll?",
      },
    },
    async ({ http, board, random }) => {
      const { own, other } = boardsIn(board);
      await createTask(http, own.list, random.word());
      const reader = new Reader(await cursorOf(http, own.id));
      await createTask(http, other.list, random.word());
      const latest = await http.hold(pollFrom(own.id, reader.cursor));
      const fresh = await http.hold(`/boards/${own.id}/poll`);
      await letItRegister(latest);
      await letItRegister(fresh);

      const title = random.word();
      await createTask(http, own.list, title);
      expect(await expect(fresh).toBeAnswered()).toMatchJson(tells("task_created", "title", title));
      reader.read(await expect(latest).toBeAnswered());
      reader.expectTitles(title);
    },
  );

  check(
    "3.3",
    "a client that polls again and again gets every event once and in order, whenever it happens",
    {
      needs: "3.2",
      hint: "Some of these events happen while a poll is held, others between an answer and the next poll. Which of the two does your code look at, and what is the cursor of each answer?",
    },
    async ({ http, board, random }) => {
      const { own } = boardsIn(board);
      const reader = new Reader(await cursorOf(http, own.id));
      const titles: string[] = [];
      for (let round = 0; round < 6; round++) {
        const [held, between] = [random.word(), random.word()];
        titles.push(held, between);

        const waiting = await http.hold(pollFrom(own.id, reader.cursor));
        await letItRegister(waiting);
        await createTask(http, own.list, held);
        reader.read(await expect(waiting).toBeAnswered());

        await createTask(http, own.list, between);
        await reader.readAtOnce(await http.hold(pollFrom(own.id, reader.cursor)));
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
        "answered-early":
          "Nothing has happened since the answer whose cursor this poll has. Which event does it bring again, and which one of several is the cursor of an answer taken from?",
      },
    },
    async ({ http, board, random }) => {
      const { own } = boardsIn(board);
      const reader = new Reader(await cursorOf(http, own.id));
      const titles = [random.word(), random.word(), random.word()];
      const waiting = await http.hold(pollFrom(own.id, reader.cursor));
      await letItRegister(waiting);
      const post = (title: string) => ({ method: "POST", path: "/tasks", json: { listId: own.list, title } }) as const;
      await http.pipeline(...titles.map(post));
      reader.read(await expect(waiting).toBeAnswered());
      while (reader.titles.length < titles.length) {
        await reader.readAtOnce(await http.hold(pollFrom(own.id, reader.cursor)));
      }

      const next = random.word();
      const last = await http.hold(pollFrom(own.id, reader.cursor));
      await letItRegister(last);
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
        await reader.readAtOnce(poll);
        titles.push(title);
        reader.expectTitles(...titles);
      }
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
      for (const poll of polls.slice(-1)) await letItRegister(poll);
    }
    await createTask(http, other.list, random.word());
    for (const poll of polls) expect(await expect(poll).toBeAnswered()).toHaveStatus(200);
  },
);
