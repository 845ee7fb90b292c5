import { check, exercise, expect, explained, like, stretch } from "#kit";
import { sinceFailures } from "./client-failures.ts";
import { cursorFailures } from "./cursor-failures.ts";
import { failures } from "./failures.ts";
import { whichUnknownIsKnown } from "./asked-again.ts";
import { whyOtherTasks } from "./kept-answers.ts";
import {
  changed,
  cursorFrom,
  expectBoard,
  expectCursor,
  expectNoCursor,
  expectPrinted,
  newTask,
  whichCursorsCount,
} from "./polled.ts";
import { expectApart, expectBackoff, expectOneAtATime, waitsIn, whyStillLong } from "./waits.ts";
import { FAILURES, held, inTurn, NOWHERE, unavailable, UNAVAILABLE, updates } from "./answers.ts";
import { clockMovesOn, createTask, createTasks, deleteTasks, expectStatus, placesIn, Poller } from "./poller.ts";

/** How many times a task is created in the moment in which a poll is answered. */
const ROUNDS = 6;

/** How many tasks are created at once: more than any limit of rows that is written down without a thought. */
const MANY = 120;

/** How long the waits after six failures may take, in ms: they come to 44 intervals by the rule, which is 4 s. */
const BACKOFF_LIMIT_MS = 15_000;

/** The interval of the client whose pace is looked at: several times what a busy machine takes for a request. */
const SLOW_INTERVAL_MS = 300;

/** The interval where the order of requests counts: a client that does not wait for answers has them in time all the same. */
const EASY_INTERVAL_MS = 150;

/** The questions of these failures, for a check whose own hint is about another mistake. */
const questionsOf = (...codes: readonly (keyof typeof failures)[]) =>
  Object.fromEntries(codes.map((code) => [failures[code].code, failures[code].question]));

/** The same for a client whose request does not carry the cursor that it should. */
const SINCE_HINTS = questionsOf(...(Object.keys(sinceFailures) as (keyof typeof sinceFailures)[]));

/** The same for polls with a cursor, and for answers that lack something. */
const POLL_HINTS = {
  ...questionsOf(...(Object.keys(cursorFailures) as (keyof typeof cursorFailures)[])),
  ...questionsOf("rows-sent", "empty-without-cursor"),
  "http-missing-field":
    "Compare this body with the README's table of routes: `data` with the tasks, and `timestamp` beside it. Which of your lines makes it?",
  "http-wrong-status":
    "With 500 your handler threw, and the server's log names the line: SQL that cannot be read, or not as many values as the statement has `?`. What does the body say for any other status?",
};

exercise(1, "Answer with what has changed", () => {
  check(
    "1.1",
    "a request without a cursor gets every task of its board, and no other",
    {
      hint: "A task is in a list, and the list is on a board. Which condition of your query says which board, and does your handler read all of its rows?",
      hints: POLL_HINTS,
    },
    async ({ http, board, server }) => {
      const { all } = placesIn(board);
      for (const [index, place] of all.entries()) {
        const poller = new Poller(http, place.id);
        await poller.poll();
        await explained(
          () => poller.expectExactly(place),
          () => whyOtherTasks({ http, server }, place, all[index - 1]),
          failures["task-of-another-board"],
        );
      }
    },
  );

  check(
    "1.2",
    "a board that does not exist is answered with 404",
    {
      needs: "1.1",
      hint: "No rows can mean a board without tasks, or no board. Who knows the difference, and does your handler ask before it answers, with a cursor and without?",
    },
    async ({ http, board, random }) => {
      const { own } = placesIn(board);
      const unknown = `board-${random.word()}`;
      const poller = new Poller(http, own.id);
      const first = poller.pathOf(unknown);
      await poller.poll();
      for (const [path, other] of [
        [first, poller.pathOf(unknown)],
        [poller.pathOf(unknown), first],
      ] as const)
        await explained(
          async () => expectStatus(await http.get(path), 404),
          () => whichUnknownIsKnown(http, path, other),
        );
    },
  );

  check(
    "1.3",
    "a request with a cursor gets the task that changed since, and none that did not",
    {
      needs: "1.1",
      hint: "The client sends the time that it got as `timestamp`. With which times of your table do you compare it, which of the two queries runs, and is `timestamp` as late as the last change that the answer knows of?",
      hints: POLL_HINTS,
    },
    async ({ http, board, random }) => {
      const { own, other } = placesIn(board);
      const [moved, ...unchanged] = own.tasks as [string, ...string[]];
      const poller = new Poller(http, own.id);
      // The latest change is elsewhere: whether the cursor's own moment counts is the next check's question.
      await createTask(http, other.lists[0], random.word());
      await clockMovesOn();
      await poller.poll();
      await clockMovesOn();
      const first = await createTask(http, own.lists[0], random.word());
      await poller.poll();
      await poller.expectChange(first, "created", own.tasks);

      await clockMovesOn();
      expect(await http.patch(`/tasks/${moved}/move`, { json: { listId: own.lists[1] } })).toHaveStatus(200);
      await poller.poll();
      await poller.expectChange(moved, "moved", unchanged);

      await clockMovesOn();
      const second = await createTask(http, own.lists[1], random.word());
      await poller.poll();
      await poller.expectChange(second, "created", unchanged);
    },
  );

  check(
    "1.4",
    "when nothing changes any more, polls get nothing",
    {
      needs: "1.3",
      hint: "The cursor of an answer goes up to the last change that is in it. Does your comparison mean later, or not earlier?",
      hints: {
        ...POLL_HINTS,
        [failures["update-lost"].code]:
          "The polls before this one had nothing to report, and then a task was created. Is each answer read from the table, or is one kept that was given for the same cursor before?",
      },
    },
    async ({ http, board, random }) => {
      const { own } = placesIn(board);
      const poller = new Poller(http, own.id);
      await poller.poll();
      await clockMovesOn();
      const [older = ""] = own.tasks;
      await createTask(http, own.lists[0], random.word());
      await clockMovesOn();
      // The last change is not that of the newest task.
      expect(await http.patch(`/tasks/${older}/move`, { json: { listId: own.lists[1] } })).toHaveStatus(200);
      for (let poll = 0; poll < 3; poll++) {
        await clockMovesOn();
        await poller.poll();
      }
      await poller.expectQuiet();

      await clockMovesOn();
      const last = await createTask(http, own.lists[0], random.word());
      await poller.poll();
      await poller.expectChange(last, "created", own.tasks);
    },
  );

  check(
    "1.5",
    "what changes on another board is not sent",
    {
      needs: "1.4",
      hint: "Two queries answer this route. Do both of them name the board?",
      hints: POLL_HINTS,
    },
    async ({ http, board, random }) => {
      const { own, other, last } = placesIn(board);
      const [here, there] = [new Poller(http, own.id), new Poller(http, other.id)];
      await here.poll();
      await there.poll();
      await clockMovesOn();
      const id = await createTask(http, other.lists[0], random.word());
      await there.poll();
      await there.expectSent(id);
      await here.poll();
      await here.expectWithout(id, last);
    },
  );

  check(
    "1.6",
    "two clients of a board each get what changed after their own cursor",
    {
      needs: "1.5",
      hint: "One client asked in between and the other did not. From where does your handler take the time that it compares with: from this request, or from a variable that all requests share?",
    },
    async ({ http, board, random }) => {
      const { own } = placesIn(board);
      const [often, seldom] = [new Poller(http, own.id), new Poller(http, own.id)];
      await seldom.poll();
      await often.poll();
      const ids = [];
      for (let change = 0; change < 2; change++) {
        await clockMovesOn();
        const id = await createTask(http, own.lists[0], random.word());
        ids.push(id);
        await clockMovesOn();
        await often.poll();
        await often.expectSent(id);
      }
      await seldom.poll();
      seldom.expectAllSent(ids, "sent-to-another", `${ids.join(" and ")}, which changed after this client's cursor`);
    },
  );

  check(
    "1.7",
    "many tasks that changed since are all sent, and a request without a cursor gets them too",
    {
      needs: "1.6",
      hint: "A hundred and twenty tasks were created between two polls. Does one of your queries return no more than so many rows, and what becomes of the others?",
    },
    async ({ http, board, random }) => {
      const { own } = placesIn(board);
      const poller = new Poller(http, own.id);
      await poller.poll();
      await clockMovesOn();
      const titles = Array.from({ length: MANY }, () => random.word());
      const ids = await createTasks(http, own.lists[0], titles);
      await clockMovesOn();
      for (const client of [poller, new Poller(http, own.id)]) {
        await client.pollForAll(ids);
        client.expectAllSent(ids, "changes-cut-off", `all ${MANY} tasks that were created`);
      }
    },
  );
});

exercise(2, "Give out a cursor that loses nothing", () => {
  // The clock of their server moves every 50 ms (lesson.ts), so that "in the moment of the poll" does not depend on its speed.
  check(
    "2.1",
    "a task that is created in the moment of the poll comes with the next one",
    {
      hint: "A poll is answered, and a task is stored before the clock has moved on, or before your handler has read it. Where does the cursor of that answer come from, and is it later than that task?",
      hints: POLL_HINTS,
    },
    async ({ http, board, random }) => {
      const { own } = placesIn(board);
      const poller = new Poller(http, own.id);
      await poller.poll();
      let created = await createTask(http, own.lists[0], random.word());
      for (let round = 0; round < ROUNDS; round++) {
        const next = await poller.pollAndCreate(own.lists[0], random.word());
        await poller.expectSent(created);
        created = next;
      }
      await poller.poll();
      await poller.expectSent(created);
    },
  );

  check(
    "2.2",
    "a poll with an empty answer gives out no later cursor than it should",
    {
      needs: "2.1",
      hint: "This poll had an empty answer, and a task was created right behind it. What is the cursor of an answer without a task?",
      hints: POLL_HINTS,
    },
    async ({ http, board, random }) => {
      const { own } = placesIn(board);
      const poller = new Poller(http, own.id);
      await poller.poll();
      for (let round = 0; round < ROUNDS; round++) {
        const created = await poller.pollAndCreate(own.lists[0], random.word());
        await poller.poll();
        await poller.expectSent(created);
      }
    },
  );

  check(
    "2.3",
    "the cursor of a board without tasks does not miss the first one",
    {
      needs: "2.2",
      hint: "`max` of no rows is NULL, and `.at(-1)` of an empty array is undefined. What is the cursor then, and is every time later than it?",
    },
    async ({ http, board, random }) => {
      const { last, all } = placesIn(board);
      await deleteTasks(http, all);
      for (let round = 0; round < ROUNDS / 2; round++) {
        const poller = new Poller(http, last.id);
        const created = await poller.pollAndCreate(last.lists[0], random.word());
        await poller.poll();
        poller.expectFirstSent(created);
        expect(await http.delete(`/tasks/${created}`)).toHaveStatus(204);
      }
    },
  );
});

exercise(3, "Write a client that polls politely", () => {
  check(
    "3.1",
    "the client asks without a cursor first, and then with that of the last answer, unchanged",
    {
      hint: "The cursor is a text that the server may choose freely. Where does your client keep it, and what happens to a `+` in it on its way through a URL?",
      hints: {
        ...SINCE_HINTS,
        ...questionsOf("polls-too-often"),
        [failures["polls-overlap"].code]:
          "A cursor comes with an answer, and this request did not wait for it. Which statement of your loop waits for the answer?",
        [failures["first-with-cursor"].code]:
          "No answer has come yet, so there is no cursor. What does your client put into the URL then, and under which condition?",
      },
    },
    async ({ backend, programs, random }) => {
      const boardId = `board-${random.word()}`;
      // Each is less than the one before, as text, and they come with tasks and without: none of that is the client's affair.
      const cursors = [cursorFrom(random), cursorFrom(random), cursorFrom(random)].toSorted().toReversed();
      const [first = "", second = "", third = ""] = cursors;
      // Only to tell why a client has not taken one of the others.
      const fourth = `~${first}`;
      const tasks = [newTask(random), newTask(random), newTask(random)] as const;
      const [one, ...two] = tasks;
      const circumstances = { intervalMs: EASY_INTERVAL_MS, tasks };
      const api = await backend(inTurn(updates(first, one), updates(second), updates(third, ...two), updates(fourth)));
      const env = { SERVER_URL: api.url, BOARD_ID: boardId, INTERVAL_MS: String(EASY_INTERVAL_MS) };
      await programs.run("client", { env });

      const requests = await api.atLeast(4);
      expectBoard(requests.slice(0, 4), boardId);
      expectNoCursor(requests[0]);
      for (const index of cursors.keys())
        await explained(
          () => expectCursor(requests, index + 1, cursors.slice(0, index + 1), circumstances),
          async () => whichCursorsCount(await api.atLeast(5).catch(() => requests), [...cursors, fourth]),
          failures["cursor-of-an-earlier-answer"],
        );
    },
  );

  check(
    "3.2",
    "each version of a task is printed once, however often it comes",
    {
      needs: "3.1",
      hint: "A server may repeat itself, and a task that changed comes again with the same id. What of a task tells one version from another?",
      hints: questionsOf("task-not-printed", "same-time-not-printed", "forgotten-between"),
    },
    async ({ backend, programs, random }) => {
      const [same, changing, end] = [newTask(random), newTask(random), newTask(random)] as const;
      // Two tasks may have changed at the same time: that alone says nothing about a version.
      const twin = { ...newTask(random), updatedAt: same.updatedAt };
      const cursor = cursorFrom(random);
      const later = changed(changing, random);
      const api = await backend(
        inTurn(
          updates(cursor, same, twin, changing),
          updates(cursor, later),
          updates(cursor, same, later),
          updates(cursor, same, twin, end),
        ),
      );
      const env = { SERVER_URL: api.url, INTERVAL_MS: String(EASY_INTERVAL_MS) };
      const client = await programs.run("client", { env });

      await client.line(same.title);
      await client.line(end.title);
      await explained(
        () => expectPrinted(client, same, 1, "which came in one version, with the answers 1, 3 and 4"),
        // It is printed with the third answer again, and not with the fourth.
        ({ received }) => (received.startsWith("2 ") ? { code: failures["forgotten-between"] } : undefined),
      );
      await explained(
        () =>
          expectPrinted(
            client,
            twin,
            1,
            `which changed at the same time as ${JSON.stringify(same.title)}, in one answer with it`,
          ),
        () => ({ code: failures["same-time-not-printed"] }),
        failures["task-not-printed"],
      );
      expectPrinted(client, changing, 2, "which came in two versions");
    },
  );

  check(
    "3.3",
    "the client asks again an interval after an answer, and never before it",
    {
      needs: "3.2",
      hint: "An answer can take longer than an interval. Which statement of your loop waits for it, and which for the time in between?",
      hints: {
        [failures["polls-too-often"].code]:
          "This request came right after an answer. Which statement of your loop waits for the time in between, is it awaited, and is its time in milliseconds?",
        [failures["polls-too-seldom"].code]:
          "Even the shortest of these waits is far longer than an interval. Which statements of your loop wait after an answer, and how many of them run?",
      },
    },
    async ({ backend, programs, random }) => {
      const answer = updates(cursorFrom(random));
      const api = await backend(inTurn(answer, held(answer, 2 * SLOW_INTERVAL_MS), answer));
      const env = { SERVER_URL: api.url, INTERVAL_MS: String(SLOW_INTERVAL_MS) };
      await programs.run("client", { env });

      // How long a program takes to start on a busy machine says nothing about how often it asks.
      await api.atLeast(1);
      const requests = await api.atLeast(6);
      expectOneAtATime(requests);
      expectApart(requests, SLOW_INTERVAL_MS);
    },
  );

  check(
    "3.4",
    "the client waits twice as long after each failure in a row, and an interval again after an answer",
    {
      needs: "3.3",
      hint: "A status such as 503 is an answer, and `fetch` does not throw for it. How does your loop know that it failed, and what does the wait become?",
      hints: {
        ...questionsOf(
          "again-at-once",
          "wait-reset-late",
          "wait-reset-by-tasks-only",
          "wait-without-limit",
          "waits-never-longer",
        ),
        ...questionsOf("waits-doubled-once", "reset-by-any-answer", "no-backoff"),
        [failures["wait-not-reset"].code]:
          "The wait became longer with each failure. What makes it short again, and when does that line run?",
        [failures["failure-not-counted"].code]:
          "The server failed six times in a row, each time in another way: with a status, without a connection, in the middle of an answer. After one of them your client waited as if it had been answered. Which line decides that, and what does it do with this kind of failure?",
      },
    },
    async ({ backend, programs, random, environment }) => {
      const intervalMs = Number(environment["INTERVAL_MS"]);
      const answer = updates(cursorFrom(random));
      const script = [answer, answer, UNAVAILABLE, UNAVAILABLE, answer, answer, ...FAILURES, answer, answer, answer];
      // What comes behind the script is only to tell why waits have stayed long.
      const api = await backend(inTurn(...script, updates(cursorFrom(random), newTask(random))));
      await programs.run("client", { env: { SERVER_URL: api.url } });

      const requests = await api.atLeast(script.length + 1, BACKOFF_LIMIT_MS);
      await explained(
        () => expectBackoff(waitsIn(requests, script), intervalMs),
        async () => whyStillLong(await api.atLeast(script.length + 2, BACKOFF_LIMIT_MS), script.length, intervalMs),
        failures["wait-not-reset"],
      );
    },
  );

  check(
    "3.5",
    "after failures the client goes on with what it knew: its cursor, and what it has printed",
    {
      needs: "3.4",
      hint: "A failure tells the client nothing about the board. What of what it knows does your code change in `catch`, or before it has looked at the status?",
      hints: {
        ...SINCE_HINTS,
        [failures["printed-again"].code]:
          "This task came before the failures, and once more after them. Which line of yours forgets what was printed?",
      },
    },
    async ({ backend, programs, random, environment }) => {
      const [before, after, wrong] = [cursorFrom(random), cursorFrom(random), cursorFrom(random)] as const;
      const [task, end] = [newTask(random), newTask(random)] as const;
      const api = await backend(inTurn(updates(before, task), unavailable(wrong), NOWHERE, updates(after, task, end)));
      const client = await programs.run("client", { env: { SERVER_URL: api.url } });

      const requests = await api.atLeast(5, BACKOFF_LIMIT_MS);
      const intervalMs = Number(environment["INTERVAL_MS"]);
      const circumstances = { intervalMs, tasks: [task, end], ofFailure: wrong };
      for (const index of [1, 2, 3]) expectCursor(requests, index, [before], circumstances);
      expectCursor(requests, 4, [before, after], circumstances);
      await client.line(end.title);
      expectPrinted(client, task, 1, "which came before the failures and after them");
    },
  );
});

stretch(
  "S1",
  "a cursor that no answer can have carried is refused with 400",
  {
    why: "Compared as text, any word is before or after all times: the client would get everything, or nothing for ever, and never learn that it is wrong.",
  },
  async ({ http, board, random }) => {
    const { own } = placesIn(board);
    const answer = await http.get(`/boards/${own.id}/updates?since=${random.word()}`);
    expect(answer).toHaveStatus(400);
    expect(answer).toMatchJson({ error: like.anything });
  },
);

stretch(
  "S2",
  "a cache may not keep the answer",
  {
    why: "A poll is a GET, and without a cursor always the same one. A cache on the way may answer the next client with what it has kept (RFC 9111, section 4).",
  },
  async ({ http, board }) => {
    const { own } = placesIn(board);
    const answer = await http.get(`/boards/${own.id}/updates`);
    expect(answer).toHaveHeader("cache-control", /\bno-(?:store|cache)\b/);
  },
);

stretch(
  "S3",
  "a cursor outlives a restart of the server",
  {
    why: "Clients keep their cursors while the server is replaced. A number that the process counts for itself begins again, and so does what it means.",
  },
  async ({ http, board, random, server }) => {
    const { own } = placesIn(board);
    const poller = new Poller(http, own.id);
    await poller.poll();
    const before = await createTask(http, own.lists[0], random.word());
    await server.restart({ keepData: true });
    const after = await createTask(http, own.lists[1], random.word());
    await poller.poll();
    await poller.expectSent(before);
    await poller.expectSent(after);
  },
);
