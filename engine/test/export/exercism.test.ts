import { expect, it } from "vitest";
import { newSeed } from "../../kit/random.ts";
import { exercism } from "../../report/export/exercism.ts";
import { allPassed, graderError, graderErrorLate, hostileVerdicts, notGradable, twoOfThree } from "./corpus.ts";
import { exercise, failed, verdict } from "../report/verdicts.ts";
import { readsAs, whenever, type Schema } from "./schema.ts";

const seed = newSeed();
const LIMIT_BYTES = 500_000;

/** "The test runner interface", version 3. */
const SCHEMA: Schema<Results> = {
  type: "object",
  additionalProperties: false,
  required: ["version", "status"],
  properties: {
    version: { const: 3 },
    status: { enum: ["pass", "fail", "error"] },
    message: { type: "string", maxLength: 65_535 },
    tests: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name", "status"],
        properties: {
          name: { type: "string" },
          status: { enum: ["pass", "fail", "error"] },
          message: { type: "string" },
          output: { type: "string", maxLength: 500 },
          test_code: { type: "string" },
          task_id: { type: "integer", minimum: 1 },
        },
        ...whenever({ properties: { status: { const: "pass" } } }, {}, { required: ["message"] }),
      },
    },
  },
  ...whenever(
    { properties: { status: { const: "error" } } },
    { required: ["message"], properties: { tests: false } },
    { required: ["tests"] },
  ),
};

interface Results {
  readonly status: string;
  readonly message?: string;
  readonly tests: readonly { readonly name: string; readonly status: string; readonly output?: string }[];
}

it("lists the checks that ran, in order", () => {
  expect(readsAs(SCHEMA, exercism(twoOfThree))).toMatchInlineSnapshot(`
    {
      "status": "fail",
      "tests": [
        {
          "name": "1.1 HTTP still works",
          "status": "pass",
          "task_id": 1,
        },
        {
          "name": "1.2 a handshake succeeds on the same port",
          "status": "pass",
          "task_id": 1,
        },
        {
          "name": "1.3 a new client is welcomed",
          "status": "pass",
          "task_id": 1,
        },
        {
          "name": "1.4 a ping gets a pong",
          "status": "pass",
          "task_id": 1,
        },
        {
          "name": "1.5 only the client that pinged gets the pong",
          "status": "pass",
          "task_id": 1,
        },
        {
          "message": "sent      h4llo-q7 (text, 8 bytes)
    expected  a JSON object with "error", or "type":"error" and a "message", within 2 s
    received  nothing; your server stopped: SyntaxError: Unexpected token 'h'
    at        ws-server.ts:14:28
    why       JSON.parse throws on bad text, and nothing catches it
    hint      Who is there to catch what JSON.parse throws?",
          "name": "2.1 bad text gets an error message",
          "status": "fail",
          "task_id": 2,
          "test_code": "client-1 -> GET / upgrade
    client-1 <- 101 Switching Protocols
    client-1 <- {"type":"connected","message":"WebSocket connected"}
    client-1 -> h4llo-q7
    client-1 x  closed 1006, server exited with code 1",
        },
        {
          "name": "3.1 an unknown type gets an error message",
          "status": "pass",
          "task_id": 3,
        },
        {
          "name": "3.2 the connection stays open",
          "status": "pass",
          "task_id": 3,
        },
      ],
      "version": 3,
    }
  `);
});

it("has status pass when everything passed", () => {
  const results = readsAs(SCHEMA, exercism(allPassed));
  expect(results.status).toBe("pass");
  expect(new Set(results.tests.map(({ status }) => status))).toEqual(new Set(["pass"]));
});

it("is an error without tests when nothing was graded, and the message says whose fault it is", () => {
  expect(readsAs(SCHEMA, exercism(notGradable)).message).toContain("The submission could not be run");
  for (const ours of [graderError, graderErrorLate])
    expect(readsAs(SCHEMA, exercism(ours)).message).toContain("not the fault of the submission");
});

it("shows at most 500 characters of the learner's own output, with the first failure", () => {
  const server = { ...twoOfThree.server, stdout: "noise ".repeat(10_000) };
  const { tests } = readsAs(SCHEMA, exercism({ ...twoOfThree, server }));
  const shown = tests.filter(({ output }) => output !== undefined);
  expect(shown.map(({ status }) => status)).toEqual(["fail"]);
  expect(shown[0]?.output).toMatch(/more characters$/);
});

it("shortens every text to stay below the file's limit", () => {
  const long = { sent: "s".repeat(9_000), received: "r".repeat(9_000), why: "\u{1f600}".repeat(9_000) };
  const checks = Array.from({ length: 300 }, (_, index) => failed(`1.${index}`, "check", long));
  const text = exercism(verdict([exercise(1, "many", checks)]));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT_BYTES);
  expect(readsAs(SCHEMA, text).tests).toHaveLength(300);
});

it("is an error when even the shortest form is too long", () => {
  const checks = Array.from({ length: 5_000 }, (_, index) => failed(`1.${index}`, "check"));
  const text = exercism(verdict([exercise(1, "too many", checks)]));
  expect(readsAs(SCHEMA, text)).toMatchObject({
    status: "error",
    message: expect.stringContaining("larger than"),
  });
});

it(`matches the schema for random hostile verdicts (seed ${seed})`, () => {
  for (const hostile of hostileVerdicts(seed, "exercism", 50)) {
    const text = exercism(hostile);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT_BYTES);
    const results = readsAs(SCHEMA, text);
    expect(results.status).toBe(hostile.outcome === "graded" ? (hostile.passed ? "pass" : "fail") : "error");
    expect(Buffer.byteLength(results.message ?? "")).toBeLessThanOrEqual(65_535);
  }
});
