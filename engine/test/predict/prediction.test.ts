import { expect, test } from "vitest";
import { predictionsOf } from "../../predict/prediction.ts";
import type { TranscriptEvent } from "../../transcript-event.ts";
import { answers, asks, conversation, ping, pong, says, upgrades, verdictOf } from "./conversation.ts";

const opened = (peer: string) => upgrades.map((event) => [peer, event] as const);
const JOIN = '{"type":"join"}';
const JOINED = '{"type":"user_joined"}';

const questionsIn = (transcript: TranscriptEvent[]) =>
  predictionsOf(verdictOf(transcript)).map(({ question, choices }) => ({
    question,
    right: choices.filter(({ correct }) => correct).map(({ text }) => text),
    wrong: choices.filter(({ correct }) => !correct).map(({ text }) => text),
  }));

test("who gets a message is asked when it is proved who does not", () => {
  const asked = questionsIn(
    conversation(
      ...opened("client-1"),
      ...opened("client-2"),
      ["client-2", says("out", JOIN)],
      ["client-1", says("in", JOINED)],
      ["client-2", ping],
      ["client-2", pong],
    ),
  );
  expect(asked).toEqual([
    {
      question: `client-2 sends ${JOIN}. Of client-1 and client-2, who receives ${JOINED}?`,
      right: ["client-1"],
      wrong: expect.arrayContaining(["client-2", "all of them: client-1 and client-2", "none of them"]),
    },
  ]);
});

test("fewer do not receive it than do: then those are asked for", () => {
  const asked = questionsIn(
    conversation(
      ...["client-1", "client-2", "client-3"].flatMap(opened),
      ["client-3", says("out", JOIN)],
      ["client-1", says("in", JOINED)],
      ["client-2", says("in", JOINED)],
    ),
  );
  expect(asked[0]?.question).toMatch(/who does not receive/);
  expect(asked[0]?.right).toEqual(["client-3"]);
});

test("a message that is still on its way from an earlier act is not taken for the result of the next one", () => {
  // The request is answered first; its event arrives after the next client has acted.
  const asked = questionsIn(
    conversation(
      ...opened("client-1"),
      ...opened("client-2"),
      ["http-1", asks("/tasks", "POST")],
      ["http-1", answers(201, "{}")],
      ["client-2", says("out", '{"type":"typing"}')],
      ["client-1", says("in", '{"type":"task_created"}')],
    ),
  );
  expect(asked.filter(({ question }) => question.includes("typing"))).toEqual([]);
});

test("nothing is asked while an earlier message is unanswered, because the order of the answers is open", () => {
  const asked = questionsIn(
    conversation(
      ...opened("client-1"),
      ...opened("client-2"),
      ["client-1", says("out", "one")],
      ["client-2", says("out", "two")],
      ["client-2", says("in", '{"type":"two"}')],
      ["client-1", says("in", '{"type":"one"}')],
    ),
  );
  expect(asked).toEqual([]);
});

test("a program is asked about when it asks for one thing at a time", () => {
  const start = ["client", { kind: "start", dir: "none", text: "client is started" }] as const;
  const asked = questionsIn(
    conversation(
      start,
      ["client", asks("/updates")],
      ["client", answers(200, '{"timestamp":"a"}')],
      ["client", asks("/updates?since=a")],
      ["client", answers(200, '{"timestamp":"b"}')],
      ["client", asks("/updates?since=b")],
    ),
  );
  expect(asked).toEqual([
    {
      question: 'client is answered with 200 {"timestamp":"b"}. What does it ask for next?',
      right: ["GET /updates?since=b"],
      wrong: expect.arrayContaining(["GET /updates?since=a", "GET /updates", "nothing: it ends"]),
    },
  ]);
});

test("there is no question when too few wrong answers would be different, and none about a run that did not pass", () => {
  const polled = conversation(["http-1", asks("/health")], ["http-1", answers(200, "{}")]);
  expect(questionsIn(polled)).toEqual([]);
  const whole = conversation(["http-1", asks("/tasks", "POST")], ["http-1", answers(201, "{}")]);
  expect(questionsIn(whole)).toHaveLength(1);
  expect(predictionsOf({ ...verdictOf(whole), passed: false })).toEqual([]);
});

test("the same kind of event is asked for once", () => {
  const one = conversation(["http-1", asks("/a")], ["http-1", answers(400, "{}")]);
  const two = conversation(["http-1", asks("/b")], ["http-1", answers(400, "{}")]);
  expect(predictionsOf(verdictOf(one, two)).map(({ check }) => check)).toEqual(["1.1"]);
});
