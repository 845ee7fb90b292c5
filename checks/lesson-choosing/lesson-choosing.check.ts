import { check, exercise, expect, explained, like, stretch } from "#kit";
import { BenchRun } from "./bench-run.ts";
import {
  aroundTheLimit,
  ask,
  everythingAvailable,
  expectDecided,
  expectAllRefused,
  fieldsLeftOut,
  nonsense,
  somethingMissing,
} from "./decisions.ts";
import { failures } from "./failures.ts";
import {
  expectBytes,
  expectMeanOfTwo,
  expectRequests,
  expectStaleness,
  expectUpdates,
  twoUpdates,
  UPDATES_AT_PHASES,
  updatesAtPhases,
  whichOfTwo,
} from "./measured.ts";
import { whyOtherAges } from "./mixed-up.ts";
import { expectPercentiles, PERCENTILE_CODES, TWENTY, twentyUpdates, whichOrder } from "./percentiles.ts";
import { expectTimes } from "./repeated.ts";
import { expectOldestOfTwelve, TWELVE, twelveUpdates } from "./twelve-updates.ts";
import { expectFitting, expectLetters, readAnswers, situations } from "./situations.ts";

/** Short beside the time that a request takes on a busy machine: then polls and updates are not equally many. */
const SHORT_INTERVAL_MS = 60;

/** Long beside what a busy machine adds to a poll. */
const LONG_INTERVAL_MS = 600;

/** The questions of these failures, for a check whose own hint is about another mistake. */
const questionsOf = (...codes: readonly (keyof typeof failures)[]) =>
  Object.fromEntries(codes.map((code) => [failures[code].code, failures[code].question]));

/** The same for what can be wrong with the bench as a whole. */
const BENCH_HINTS = questionsOf("board-ignored", "clients-left-out", "clients-not-started");

exercise(1, "Decide by a table", () => {
  check(
    "1.1",
    "where everything is available, what is sent decides",
    {
      hint: "Three of the six fields decide here. Which row do they lead to, and does your code look at the rows in their order?",
      hints: {
        "http-missing-field":
          "The recommendation is not where the client looks for it. Compare the answer with the first line of exercise 1 in the README.",
      },
    },
    async ({ http, random }) => {
      await expectDecided({ http, random }, everythingAvailable(random), "wrong-row");
    },
  );

  check(
    "1.2",
    "what is not available is replaced by the next best",
    {
      needs: "1.1",
      hint: "One or both of the ways that stay open are not available here. Which rows are left, and which of them is the first that fits?",
    },
    async ({ http, random }) => {
      await expectDecided({ http, random }, somethingMissing(random), "wrong-row");
    },
  );

  check(
    "1.3",
    "from 10,000 ms of tolerated staleness on, and no earlier, short polling is enough",
    {
      needs: "1.2",
      hint: "Only polling is left here, and the tolerated staleness says which kind. On which side is the limit itself?",
    },
    async ({ http, random }) => {
      await expectDecided({ http, random }, aroundTheLimit(), "wrong-limit");
    },
  );

  check(
    "1.4",
    "a field that is left out counts as the table of fields says",
    {
      needs: "1.3",
      hint: "Four fields may be left out, and not all of them are false or 0 then. Where does your code put in what the table says?",
      hints: {
        "http-wrong-status":
          "These requirements have fewer fields than six, and were refused or made your code throw. Which fields does your schema insist on?",
      },
    },
    async ({ http, random }) => {
      await expectDecided({ http, random }, fieldsLeftOut(random), "default-ignored");
    },
  );

  check(
    "1.5",
    "what does not fit the table of fields is answered with 400",
    {
      needs: "1.1",
      hint: "A word is no boolean, what nobody said is not false, and nothing is tolerated for less than 0 ms. Who refuses it before anything is decided?",
      hints: {
        [failures["refused-as-success"].code]: "The error is there. Which status does your answer have beside it?",
      },
    },
    async ({ http, random }) => {
      await expectAllRefused(http, nonsense(random));
    },
  );
});

exercise(2, "Measure what each way costs", () => {
  check(
    "2.1",
    "the four clients run at the same time, and the line of each says how many updates it has seen",
    {
      hint: "All four have to see the same updates. What starts the second client, and does it wait for the first?",
      hints: {
        ...BENCH_HINTS,
        ...questionsOf("promise-printed", "line-not-json", "line-without-approach", "updates-miscounted"),
        "no-line":
          "All clients have seen their updates, and a line is missing. Does your bench print one line of JSON for each client, with its `approach`, and nothing else in that line?",
      },
    },
    async (tools) => {
      const run = await BenchRun.start(tools, { updates: 4, intervalMs: SHORT_INTERVAL_MS });
      await run.seen(await run.update());
      await run.seen(await run.update());
      await run.update();
      await run.update();
      expectUpdates(await run.summaries(), 4);
    },
  );

  check(
    "2.2",
    "the requests of each client are those that arrived at the server",
    {
      needs: "2.1",
      hint: "Some polls brought an update, some brought two, and some none. What has counted the requests, and do you print that?",
      hints: questionsOf("fields-exchanged", "lines-exchanged"),
    },
    async (tools) => {
      const run = await BenchRun.start(tools, { updates: 5, intervalMs: SHORT_INTERVAL_MS });
      for (let poll = 0; poll < 4; poll++) await run.answered();
      await run.update();
      await run.seen(await run.update());
      await run.answered();
      await run.update();
      await run.seen(await run.update());
      await run.update();
      await expectRequests(await run.summaries(), run);
    },
  );

  check(
    "2.3",
    "the bytes of each client are those that went over the wire, headers and frames included",
    {
      needs: "2.2",
      hint: "The text of an update is the smaller part of what an answer to a poll consists of. Which number has seen the rest?",
    },
    async (tools) => {
      const run = await BenchRun.start(tools, { updates: 3, intervalMs: SHORT_INTERVAL_MS });
      await run.seen(await run.update());
      await run.answered();
      await run.answered();
      await run.seen(await run.update());
      await run.update();
      expectBytes(await run.summaries(), run);
    },
  );

  check(
    "2.4",
    "half of the updates were no older than p50Ms, and 95 of 100 no older than p95Ms",
    {
      needs: "2.2",
      hint: "Of these twenty updates, nine came at once, one was late, nine were very late and one was later still, and they came in no such order. Which are the tenth and the nineteenth, and which ones does your function take?",
      hints: questionsOf(
        ...PERCENTILE_CODES.slice(1),
        "ages-not-sorted",
        "ages-sorted-as-text",
        "ages-descending",
        "ages-of-others",
      ),
    },
    async (tools) => {
      const expectTwenty = async () => {
        const run = await BenchRun.start(tools, { updates: TWENTY, intervalMs: SHORT_INTERVAL_MS });
        const ages = await twentyUpdates(run);
        expectPercentiles(await run.summaries(), ages, run);
        return true;
      };
      await explained(
        () => expectTimes(expectTwenty),
        ({ code }) =>
          code === failures["percentile-wrong"]
            ? whyOtherAges(tools, LONG_INTERVAL_MS)
            : whichOrder(tools, SHORT_INTERVAL_MS),
        failures["ages-out-of-order"],
        failures["percentile-wrong"],
      );
    },
  );

  check(
    "2.5",
    "meanStalenessMs is how old the updates were on average, which polling makes a part of its interval",
    {
      needs: "2.4",
      hint: "Each update has an age: from when it was stored until the client had it. What is the average of these ages, and in which unit?",
      hints: questionsOf("staleness-in-seconds", "ages-of-others"),
    },
    async (tools) => {
      const expectMean = async () => {
        const options = { updates: UPDATES_AT_PHASES, intervalMs: LONG_INTERVAL_MS };
        const run = await BenchRun.start(tools, options);
        await updatesAtPhases(run, LONG_INTERVAL_MS);
        return expectStaleness(await run.summaries(), run, LONG_INTERVAL_MS);
      };
      await explained(
        () => expectTimes(expectMean),
        () => whyOtherAges(tools, LONG_INTERVAL_MS),
        failures["staleness-wrong"],
      );
    },
  );

  check(
    "2.6",
    "of two updates, meanStalenessMs is the middle between the two ages",
    {
      needs: "2.5",
      hint: "Two updates were seen, and the percentiles are their ages. What do you sum up, and by what do you divide?",
    },
    async (tools) => {
      const run = await BenchRun.start(tools, { updates: 2, intervalMs: SHORT_INTERVAL_MS });
      await twoUpdates(run);
      const summaries = await run.summaries();
      await explained(
        () => expectMeanOfTwo(summaries),
        () => whichOfTwo(tools, summaries, SHORT_INTERVAL_MS),
        failures["mean-wrong"],
      );
    },
  );

  check(
    "2.7",
    "the place of a percentile is rounded up, also from a fraction below a half",
    {
      needs: "2.6",
      hint: "Eleven of these twelve updates came at once, and one was late. At which place is the 95th percentile of twelve ages, and which place does your function look at?",
    },
    async (tools) => {
      const run = await BenchRun.start(tools, { updates: TWELVE, intervalMs: SHORT_INTERVAL_MS });
      await twelveUpdates(run);
      expectOldestOfTwelve(await run.summaries());
    },
  );
});

exercise(3, "Choose for twelve products", () => {
  check(
    "3.1",
    "each of the twelve situations has one of its letters",
    {
      hint: "Read the situation, decide, and write the letter between the quotes. Is there one for each, in lower case?",
      hints: questionsOf("answer-missing", "letter-in-upper-case"),
    },
    async ({ http }) => {
      expectLetters(await readAnswers(http));
    },
  );

  for (const [index, situation] of situations.entries())
    check(`3.${index + 2}`, situation.title, { needs: "3.1", hint: situation.hint }, async ({ http }) => {
      expectFitting(await readAnswers(http), situation);
    });
});

stretch(
  "S1",
  "the reason names what is recommended",
  {
    why: "Who reads a recommendation wants to know what it is made of. A reason that fits every answer gives none.",
  },
  async ({ http }) => {
    const answer = await ask(http, { clientSendsOften: false, serverPushes: true });
    const { data } = expect(answer).toMatchJson({ data: { approach: like.text, reason: like.text } });
    expect(answer).toMatchJson({
      data: {
        reason: like.where("a sentence with the approach in it", (reason) =>
          String(reason).toLowerCase().includes(data.approach.toLowerCase()),
        ),
      },
    });
  },
);

stretch(
  "S2",
  "a field that is not in the table is refused",
  {
    why: "Whoever writes `websocketAvailable` for `wsAvailable` gets the default in place of what they said, and a recommendation that is wrong without a word.",
  },
  async ({ http, random }) => {
    const answer = await ask(http, { clientSendsOften: true, serverPushes: true, [random.word()]: false });
    expect(answer).toHaveStatus(400, 422);
    expect(answer).toMatchJson({ error: like.anything });
  },
);

stretch(
  "S3",
  "a bench whose server is gone ends, with a line about it",
  {
    why: "A measurement that hangs, or that prints zeros, looks like one that is still to come.",
  },
  async ({ programs, proxy, board }) => {
    const link = await proxy();
    link.change({ down: true });
    const env = { SERVER_URL: link.url, BOARD_ID: board.boards[0]?.id ?? "" };
    const bench = await programs.run("bench", { env });
    await bench.line((text) => text.trim() !== "");
    await bench.exit();
  },
);

stretch(
  "S4",
  "a bench that waits for a single update has its numbers as well",
  {
    why: "With one value, every percentile is that value. A place that is counted from the wrong end does not exist there.",
  },
  async (tools) => {
    const run = await BenchRun.start(tools, { updates: 1, intervalMs: SHORT_INTERVAL_MS });
    await run.update();
    expectUpdates(await run.summaries(), 1);
  },
);
