import { check, exercise, expect, like, stretch } from "#kit";
import {
  expectBytes,
  expectCounted,
  expectNothingCounted,
  expectRatio,
  expectUncounted,
  otherBill,
  Payer,
} from "./bill.ts";
import {
  busyLoads,
  expectEmpty,
  expectRefused,
  expectRequests,
  expectStaleness,
  nonsense,
  quietLoads,
  stillLoads,
  unusualLoads,
} from "./costs.ts";
import { expectBytesOf } from "./counted-bytes.ts";
import { failures } from "./failures.ts";
import { expectSamePace, goodPoll, meets, meetsNoServer } from "./going-on.ts";
import {
  alternating,
  expectApart,
  expectOftenEnough,
  expectOneAtATime,
  expectTimestamp,
  expectTimestamps,
  inTurn,
  late,
  lateInParts,
  nothingNew,
  oneTask,
  timestampFrom,
} from "./polled.ts";
import { askCost, price } from "./prices.ts";
import { expectPrinted, expectPrintedOnce } from "./printed.ts";
import { readStats, touch } from "./stats.ts";
import { sinceOf } from "./timestamps.ts";

/** The interval of the poller whose pace is looked at: long beside what a busy machine takes for a request. */
const SLOW_INTERVAL_MS = 400;

/** How long an answer takes that is late: ten intervals. */
const LATE_MS = 600;

/** How long a head takes that is late, and its body after that: more than six intervals each. */
const LATE_PART_MS = 400;

/** How long several polls may take, some of them answered late: some times as long as they take on an idle machine. */
const SEVERAL_POLLS_LIMIT_MS = 8_000;

/** What a server that is overloaded or being restarted answers. */
const UNAVAILABLE = {
  status: 503,
  headers: { "content-type": "application/json" },
  body: '{"error":"Service unavailable"}',
};

/** What a cache on the way answers that was asked too often: the body is an old answer's, and the status says that it is none. */
const TOO_MANY = {
  status: 429,
  headers: { "content-type": "application/json" },
  body: '{"data":[],"timestamp":"2001-01-01T00:00:00.000Z"}',
};

/** The questions of these failures, for a check whose own hint is about another mistake. */
const questionsOf = (...codes: readonly (keyof typeof failures)[]) =>
  Object.fromEntries(codes.map((code) => [failures[code].code, failures[code].question]));

const TIMESTAMP_HINTS = questionsOf(
  "timestamp-not-sent",
  "timestamp-of-an-earlier-answer",
  "kept-with-tasks-only",
  "kept-without-tasks-only",
  "first-timestamp-kept",
  "time-of-a-task",
  "time-of-own-clock",
);

const BODY_HINTS = {
  "http-missing-field":
    "The answer does not have this field where the client looks for it. Compare the body with the README's table of routes: what is around the numbers there?",
};

exercise(1, "Count what polling costs", () => {
  check(
    "1.1",
    "every poll is counted, and whether it was empty; no other request is",
    {
      hint: "One handler answers the polls. Does your counter grow there and nowhere else, and once for each poll?",
      hints: {
        ...BODY_HINTS,
        ...questionsOf("stats-counted", "every-request-counted", "empty-not-counted", "question-taken-for-answer"),
        [failures["empty-miscounted"].code]:
          "A poll is empty when its answer has no task. Does your condition ask for that, or for something that is often true at the same time?",
        [failures["counts-set-back"].code]:
          "The counts are for all polls since the server was started. What does your code assign to them when they are read?",
      },
    },
    async ({ http, random }) => {
      const payer = new Payer(http);
      await expectUncounted(http);
      await expectCounted(http, await payer.poll());
      await expectCounted(http, await payer.poll());
      await expectCounted(http, await payer.poll());
      await expectUncounted(http, () => http.get("/health"));
      await expectUncounted(http, () => touch(http, "task-2", random.word()));
      await expectCounted(http, await payer.poll());
      await expectCounted(http, await payer.poll());
      await expectCounted(http, await payer.pollAhead());
      expect(await http.get("/tasks")).toHaveStatus(200);
      await expectUncounted(http);
    },
  );

  check(
    "1.2",
    "the bytes are those of the bodies that were sent, which are JSON as before",
    {
      needs: "1.1",
      hint: "This answer has a body, and `bytes` has grown by something else than its bytes. What exactly is it that your line adds, and does it add it to what was there?",
      hints: {
        [failures["characters-counted"].code]:
          "Two of the titles have characters beyond ASCII. What does your count say of a body with one é in it, and what does the network?",
        "http-wrong-body":
          "This title was given to a task just before. Is the answer made for this request, or kept from an earlier one?",
        "http-wrong-header": "The body is made by hand now. Who says that it is JSON, as Response.json did?",
      },
    },
    async ({ http, random }) => {
      const payer = new Payer(http);
      await touch(http, "task-1", `é漢🚢 ${random.word()}`);
      await expectBytesOf(http, payer, await payer.poll());
      await expectBytesOf(http, payer, await payer.poll());
      expect(await http.get("/tasks")).toHaveContentType("application/json");
      const title = `${random.word()} "ø" 🍰🍰`;
      await touch(http, "task-3", title);
      expect(await http.get("/tasks")).toContain(JSON.stringify(title));
      await expectBytesOf(http, payer, await payer.poll());
    },
  );

  check(
    "1.3",
    "the ratio of empty polls is a number from 0 to 1, and before the first poll it is 0, as is every count",
    {
      needs: "1.1",
      hint: "Half of the polls empty is 0.5. What does your code divide by what, and what does it make of the result?",
      hints: {
        ...BODY_HINTS,
        [failures["ratio-without-polls"].code]:
          "There was no poll yet. What does your code divide by then, and what does JSON make of the result?",
      },
    },
    async ({ http, server, random }) => {
      await server.restart({ keepData: false });
      const atFirst = await readStats(http);
      expectRatio(atFirst, 0);
      expectNothingCounted(atFirst);
      const payer = new Payer(http);
      await payer.poll();
      expectRatio(await readStats(http), 0);
      for (const ratio of [1 / 2, 2 / 3, 3 / 4]) {
        await payer.poll();
        expectRatio(await readStats(http), ratio);
      }
      await touch(http, "task-2", random.word());
      await payer.poll();
      expectRatio(await readStats(http), 3 / 5, 3 / 4);
    },
  );

  check(
    "1.4",
    "polls that arrive together are all counted",
    {
      needs: "1.2",
      hint: "While a handler waits, the next request is handled. Is each count read and written in one go, without an `await` in between?",
    },
    async ({ http }) => {
      const bill = await new Payer(http).pollTogether(5);
      await expectCounted(http, bill);
      expectBytes(bill);
    },
  );
});

exercise(2, "Write the program that asks", () => {
  check(
    "2.1",
    "the poller asks about every INTERVAL_MS",
    {
      hint: "An answer came. What makes your program wait before it asks again, and what makes it ask again at all?",
      hints: {
        "no-request":
          "Several polls were waited for. Does your program ask at all, and what makes it ask again when it has been answered?",
        [failures["polls-too-seldom"].code]:
          "Even the shortest of these waits is far longer than an interval. Which of your lines wait between two polls, and how many of them run?",
      },
    },
    async ({ backend, programs, random }) => {
      const api = await backend(alternating(nothingNew(timestampFrom(random)), oneTask(random)));
      await programs.run("poller", { env: { SERVER_URL: api.url, INTERVAL_MS: String(SLOW_INTERVAL_MS) } });

      // How long a program takes to start on a busy machine says nothing about how often it asks.
      await api.atLeast(1);
      // An even number of gaps without the first, which is that of a program that has hardly begun: of polls in pairs, half are short.
      const requests = (await api.atLeast(8, SEVERAL_POLLS_LIMIT_MS)).slice(1, 8);
      expectApart(requests, SLOW_INTERVAL_MS);
      expectOftenEnough(requests, SLOW_INTERVAL_MS);
    },
  );

  check(
    "2.2",
    "it never asks before the last poll is answered",
    {
      needs: "2.1",
      hint: "This answer took ten intervals. What did your program do meanwhile, and does anything in it wait for the answer?",
      hints: {
        [failures["polls-overlap-body"].code]:
          "The body of this answer took six intervals longer than its head. Which promise of yours stands for the body, and who awaits it?",
      },
    },
    async ({ backend, programs, random }) => {
      const timestamp = timestampFrom(random);
      const answer = nothingNew(timestamp);
      const api = await backend(inTurn(answer, late(answer, LATE_MS), lateInParts(timestamp, LATE_PART_MS), answer));
      await programs.run("poller", { env: { SERVER_URL: api.url } });

      await api.atLeast(1);
      expectOneAtATime(await api.atLeast(5, SEVERAL_POLLS_LIMIT_MS));
    },
  );

  check(
    "2.3",
    "it asks for everything first, and then for what is newer than the last answer's timestamp",
    {
      needs: "2.2",
      hint: "Each answer has a timestamp, made by the server's clock. Where does your poller keep it until it asks again?",
      hints: TIMESTAMP_HINTS,
    },
    async ({ backend, programs, random }) => {
      const api = await backend(
        inTurn(nothingNew(timestampFrom(random)), oneTask(random), nothingNew(timestampFrom(random))),
      );
      await programs.run("poller", { env: { SERVER_URL: api.url } });

      expectTimestamps((await api.atLeast(5)).slice(0, 5));
    },
  );

  check(
    "2.4",
    "a failure does not end it, and the next poll asks for the same as before",
    {
      needs: "2.3",
      hint: "The server was gone, it answered 503, or an answer broke off. Which of your lines can throw then, and what comes after it?",
      hints: questionsOf("poller-ended", "timestamp-forgotten", "failure-read-as-answer", "time-of-own-clock"),
    },
    async ({ programs, proxy }) => {
      const link = await proxy();
      const poller = await programs.run("poller", { env: { SERVER_URL: link.url } });
      const timestamp = await goodPoll(link, poller);

      await meets(link, { answer: UNAVAILABLE }, poller);
      await meets(link, { answer: TOO_MANY }, poller);
      await meets(link, { cutAfterBytes: 0 }, poller);
      await meets(link, { cutAfterBytes: 12 }, poller);
      await meetsNoServer(link, poller);
      await meets(link, {}, poller);
      // On a busy machine, a poller may have given up its first answer.
      const first = Math.max(
        1,
        link.requests.findIndex((request) => sinceOf(request) !== null),
      );
      for (const index of link.requests.keys()) if (index >= first) expectTimestamp(link.requests, index, timestamp);
    },
  );

  check(
    "2.5",
    "every change is printed once, also when an answer with it has failed, and when it changes no title",
    {
      needs: "2.4",
      hint: "These changes came with different answers: the first one, one that broke off, one with two of them. Which of your lines prints, and for which tasks does it run?",
      hints: {
        "no-line":
          "The change is in the answer, and no line has its title. Is `report` called for every task of `data`, in every answer?",
      },
    },
    async ({ http, programs, proxy, random }) => {
      const titles = [
        random.word(),
        random.word(),
        random.word(),
        random.word(),
        random.word(),
        random.word(),
      ] as const;
      const [first, calm, cutOff, again, beside, last] = titles;
      const same = random.word();
      await touch(http, "task-2", first);
      const link = await proxy();
      const poller = await programs.run("poller", { env: { SERVER_URL: link.url } });
      await poller.line(first);
      await touch(http, "task-1", calm);
      await poller.line(calm);

      link.change({ cutAfterBytes: 12 });
      await touch(http, "task-1", cutOff);
      await meets(link, { cutAfterBytes: 12 }, poller);
      link.change({});
      await poller.line(cutOff);

      link.change({ answer: UNAVAILABLE });
      await touch(http, "task-1", again);
      await touch(http, "task-2", beside);
      await meets(link, { answer: UNAVAILABLE }, poller);
      link.change({});
      await poller.line(again);
      await touch(http, "task-1", same);
      await poller.line(same);
      await touch(http, "task-1", same);
      await touch(http, "task-3", last);
      await poller.line(last);
      expectPrintedOnce(poller, titles);
      expectPrinted(poller, same, 2);
    },
  );

  check(
    "2.6",
    "a failed poll is followed by the same wait as a good one, the first poll too",
    {
      needs: "2.4",
      hint: "Every poll fails here, from the first one on. Which of your lines run between two of them, and is the wait among them?",
    },
    async ({ programs, proxy }) => {
      const link = await proxy();
      link.change({ answer: UNAVAILABLE });
      const poller = await programs.run("poller", {
        env: { SERVER_URL: link.url, INTERVAL_MS: String(SLOW_INTERVAL_MS) },
      });

      await expectSamePace({ poller, link, intervalMs: SLOW_INTERVAL_MS }, 6);
    },
  );
});

exercise(3, "Work out the costs of any interval", () => {
  check(
    "3.1",
    "the requests of a minute are those of all clients",
    {
      hint: "One client that asks every 3 seconds asks 20 times a minute. How does that follow from `intervalMs`, and what do all clients do together?",
      hints: { ...BODY_HINTS, ...questionsOf("requests-rounded") },
    },
    async ({ http, random }) => {
      for (const load of [...quietLoads(random), ...busyLoads(random), ...stillLoads(random)])
        await expectRequests(http, await price(http, load));
    },
  );

  check(
    "3.2",
    "a change is an interval old at worst when it is seen, and half of one on average",
    {
      needs: "3.1",
      hint: "A change can happen right after a poll or right before the next one. How old is it then, when it is seen, and how old in the middle?",
    },
    async ({ http, random }) => {
      for (const load of [...quietLoads(random), ...busyLoads(random)]) expectStaleness(await price(http, load));
    },
  );

  check(
    "3.3",
    "of the requests, those that bring no change are empty, and their number is never negative",
    {
      needs: "3.1",
      hint: "Something changes, and every client learns of it with one poll, at best. How many polls does that fill, and which are left?",
    },
    async ({ http, random }) => {
      for (const load of [...stillLoads(random), ...quietLoads(random), ...busyLoads(random)])
        expectEmpty(await price(http, load));
    },
  );

  check(
    "3.4",
    "numbers that mean nothing are answered with 400",
    {
      needs: "3.1",
      hint: "An interval of 0 would be infinitely many requests, and there are no -5 clients. Who refuses them before anything is worked out?",
      hints: questionsOf(
        "missing-number-accepted",
        "word-accepted",
        "negative-number-accepted",
        "zero-interval-accepted",
      ),
    },
    async ({ http, random }) => {
      for (const one of nonsense(random)) expectRefused(await askCost(http, one.query), one.code);
    },
  );

  check(
    "3.5",
    "fractions, no clients, no updates, and an interval of any length are priced like others",
    {
      needs: "3.4",
      hint: "Half a change in a minute is one in two minutes. Which of these numbers does your code round, or refuse, before it has worked anything out?",
    },
    async ({ http, random }) => {
      for (const load of unusualLoads(random)) await expectRequests(http, await price(http, load));
    },
  );
});

stretch(
  "S1",
  "a cache may not keep the answer to a poll",
  {
    why: "The first poll of every client has the same URL. A cache on the way may answer it with what it has kept, however old that is (RFC 9111, section 4).",
  },
  async ({ http }) => {
    expect(await http.get("/tasks")).toHaveHeader("cache-control", /\bno-(?:store|cache)\b/);
  },
);

stretch(
  "S2",
  "costs that are larger than any number are not answered with null",
  {
    why: "1e308 is a number, and 1e308 clients send more requests than any. JSON has no Infinity: it becomes null, under status 200.",
  },
  async ({ http, random }) => {
    const answer = await askCost(http, {
      clients: `${random.integer(1, 9)}e307`,
      intervalMs: "0.001",
      updatesPerMinute: "1",
    });
    expect(answer).toHaveStatus(400, 422);
    expect(answer).toMatchJson({ error: like.anything });
  },
);

stretch(
  "S3",
  "a poll that is refused with 400 is not counted",
  {
    why: "It has no `data` that could be empty or not. Counted as a poll, it makes `emptyRatio` smaller than the part of the answers that brought nothing.",
  },
  async ({ http, random }) => {
    const refused = await otherBill(http, () => http.get(`/tasks?updatedSince=${random.word()}`));
    await expectCounted(http, refused);
    expectBytes(refused);
  },
);
