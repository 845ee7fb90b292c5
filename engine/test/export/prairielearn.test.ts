import { expect, it } from "vitest";
import { newSeed } from "../../kit/random.ts";
import { prairielearn } from "../../report/export/prairielearn.ts";
import { exercise, failed, verdict } from "../report/verdicts.ts";
import { graderError, graderErrorLate, hostileVerdicts, notGradable, twoOfThree } from "./corpus.ts";
import { PRAIRIELEARN_SCHEMA as SCHEMA } from "./prairielearn-schema.ts";
import { readsAs } from "./schema.ts";

const seed = newSeed();
const LIMIT_BYTES = 1_000_000;

it("the score is the share of exercises passed", () => {
  expect(readsAs(SCHEMA, prairielearn(twoOfThree))).toMatchInlineSnapshot(`
    {
      "gradable": true,
      "message": "2 of 3 exercises passed",
      "score": 0.6666666666666666,
      "tests": [
        {
          "description": "",
          "max_points": 1,
          "message": "",
          "name": "1 Set up the WebSocket server and answer a ping",
          "output": "passed: 1.1 HTTP still works
    passed: 1.2 a handshake succeeds on the same port
    passed: 1.3 a new client is welcomed
    passed: 1.4 a ping gets a pong
    passed: 1.5 only the client that pinged gets the pong",
          "points": 1,
        },
        {
          "description": "",
          "max_points": 1,
          "message": "2.1 bad text gets an error message
    sent      h4llo-q7 (text, 8 bytes)
    expected  a JSON object with "error", or "type":"error" and a "message", within 2 s
    received  nothing; your server stopped: SyntaxError: Unexpected token 'h'
    at        ws-server.ts:14:28
    why       JSON.parse throws on bad text, and nothing catches it
    hint      Who is there to catch what JSON.parse throws?",
          "name": "2 Answer text that is not JSON with an error",
          "output": "failed: 2.1 bad text gets an error message
    skipped: 2.2 the connection stays open",
          "points": 0,
        },
        {
          "description": "",
          "max_points": 1,
          "message": "",
          "name": "3 Answer an unknown message type with an error",
          "output": "passed: 3.1 an unknown type gets an error message
    passed: 3.2 the connection stays open",
          "points": 1,
        },
      ],
    }
  `);
});

it("is not gradable when the submission could not be run", () => {
  expect(readsAs(SCHEMA, prairielearn(notGradable))).toMatchInlineSnapshot(`
    {
      "format_errors": [
        "The submission could not be run: Expected ";" but found "}"",
      ],
      "gradable": false,
      "message": "The submission could not be run: Expected ";" but found "}"",
      "output": "lesson-ws Building a WebSocket Server
    The submission could not be run: Expected ";" but found "}"

    Expected ";" but found "}"
    at        ws-server.ts:14:3
    14 | }
       | ^
    hint      Look at the line before.",
    }
  `);
});

it("records nothing after a fault of the workbook", () => {
  for (const ours of [graderError, graderErrorLate])
    expect(readsAs(SCHEMA, prairielearn(ours))).toMatchObject({
      gradable: false,
      format_errors: [expect.stringContaining("not the fault of the submission")],
    });
});

it("stays below 1 MB", () => {
  const long = { received: "r".repeat(9_000), why: "w".repeat(9_000), hint: "h".repeat(9_000) };
  const exercises = Array.from({ length: 500 }, (_, id) => exercise(id + 1, "t", [failed(`${id + 1}.1`, "c", long)]));
  const text = prairielearn(verdict(exercises));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT_BYTES);
  expect(readsAs(SCHEMA, text).tests).toHaveLength(500);
});

it(`matches the schema for random hostile verdicts (seed ${seed})`, () => {
  for (const hostile of hostileVerdicts(seed, "prairielearn", 50)) {
    const text = prairielearn(hostile);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT_BYTES);
    expect(readsAs(SCHEMA, text).gradable).toBe(hostile.outcome === "graded");
  }
});
