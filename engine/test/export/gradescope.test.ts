import { expect, it } from "vitest";
import { newSeed } from "../../kit/random.ts";
import { gradescope } from "../../report/export/gradescope.ts";
import { graderError, graderErrorLate, hostileVerdicts, notGradable, twoOfThree } from "./corpus.ts";
import { GRADESCOPE_SCHEMA as SCHEMA } from "./gradescope-schema.ts";
import { readsAs } from "./schema.ts";

const seed = newSeed();

it("scores exercises and informs about checks", () => {
  const results = readsAs(SCHEMA, gradescope(twoOfThree));
  expect(results).toMatchInlineSnapshot(`
    {
      "execution_time": 0.612,
      "extra_data": {
        "isolation": "process",
        "lesson": "lesson-ws",
        "outcome": "graded",
        "seed": 1834,
      },
      "output": "2 of 3 exercises passed",
      "output_format": "text",
      "score": 2,
      "test_name_format": "text",
      "test_output_format": "text",
      "tests": [
        {
          "max_score": 1,
          "name": "1 Set up the WebSocket server and answer a ping",
          "number": "1",
          "score": 1,
          "status": "passed",
        },
        {
          "name": "1.1 HTTP still works",
          "number": "1.1",
          "status": "passed",
        },
        {
          "name": "1.2 a handshake succeeds on the same port",
          "number": "1.2",
          "status": "passed",
        },
        {
          "name": "1.3 a new client is welcomed",
          "number": "1.3",
          "status": "passed",
        },
        {
          "name": "1.4 a ping gets a pong",
          "number": "1.4",
          "status": "passed",
        },
        {
          "name": "1.5 only the client that pinged gets the pong",
          "number": "1.5",
          "status": "passed",
        },
        {
          "max_score": 1,
          "name": "2 Answer text that is not JSON with an error",
          "number": "2",
          "score": 0,
          "status": "failed",
        },
        {
          "name": "2.1 bad text gets an error message",
          "number": "2.1",
          "output": "sent      h4llo-q7 (text, 8 bytes)
    expected  a JSON object with "error", or "type":"error" and a "message", within 2 s
    received  nothing; your server stopped: SyntaxError: Unexpected token 'h'
    at        ws-server.ts:14:28
    why       JSON.parse throws on bad text, and nothing catches it
    hint      Who is there to catch what JSON.parse throws?",
          "status": "failed",
        },
        {
          "name": "2.2 the connection stays open",
          "number": "2.2",
          "output": "skipped: needs 2.1",
        },
        {
          "max_score": 1,
          "name": "3 Answer an unknown message type with an error",
          "number": "3",
          "score": 1,
          "status": "passed",
        },
        {
          "name": "3.1 an unknown type gets an error message",
          "number": "3.1",
          "status": "passed",
        },
        {
          "name": "3.2 the connection stays open",
          "number": "3.2",
          "status": "passed",
        },
      ],
    }
  `);
  expect(results.tests?.reduce((sum, { score = 0 }) => sum + score, 0)).toBe(results.score);
});

it("scores a submission that could not be run 0, and says why", () => {
  const results = readsAs(SCHEMA, gradescope(notGradable));
  expect(results).toMatchObject({ score: 0, output: expect.stringContaining('Expected ";" but found "}"') });
});

it("leaves out score and tests after a fault of the workbook, so that nothing can be recorded", () => {
  for (const verdict of [graderError, graderErrorLate]) {
    const results = readsAs(SCHEMA, gradescope(verdict));
    expect(results).not.toHaveProperty("score");
    expect(results).not.toHaveProperty("tests");
    expect(results.output).toContain("not the fault of the submission");
  }
});

it(`matches the schema for random hostile verdicts (seed ${seed})`, () => {
  for (const verdict of hostileVerdicts(seed, "gradescope", 50)) {
    const results = readsAs(SCHEMA, gradescope(verdict));
    expect("score" in results).toBe(verdict.outcome !== "grader-error");
    for (const { score, max_score: max, status } of results.tests ?? [])
      if (score !== undefined) expect(status).toBe(score === max ? "passed" : "failed");
  }
});
