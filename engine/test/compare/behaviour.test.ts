import { describe, expect, it } from "vitest";
import { compareBehaviour, type Behaviour } from "../../compare/behaviour.ts";
import { behaviourLines } from "../../compare/render-behaviour.ts";
import { newSeed, randomFor } from "../../kit/random.ts";
import { pageFor } from "../../text/layout.ts";
import type { TranscriptEvent } from "../../transcript-event.ts";
import type { CheckResult, Verdict } from "../../verdict.ts";
import {
  event,
  exercise,
  failed,
  notGraded,
  opening,
  passed,
  skipped,
  threeTitles,
  verdict,
} from "../report/verdicts.ts";

const seed = newSeed();
const page = pageFor({ color: false, columns: 80 });
const pong = '{"type":"pong"}';
const invalid = '{"type":"error","message":"Invalid JSON"}';

const out = (at: number, text: string, peer = "client-1") => event(at, peer, "out", "text", text);
const said = (at: number, text: string, peer = "client-1") => event(at, peer, "in", "text", text);

/** A verdict with one passed check that has this conversation. */
function held(...events: readonly TranscriptEvent[]): Verdict {
  return holding(passed("1.1", "a conversation", { transcript: [...opening, ...events] }));
}

function holding(...checks: readonly CheckResult[]): Verdict {
  return verdict([exercise(1, "Talk", checks)]);
}

function marks(behaviour: Behaviour): string[] {
  return behaviour.exercises
    .flatMap(({ checks }) => checks.flatMap(({ peers }) => peers.flatMap(({ rows }) => rows.map(({ mark }) => mark))))
    .filter((mark) => mark !== "sent" && mark !== "same");
}

function text(reference: Verdict, submission: Verdict): string {
  return behaviourLines(page, compareBehaviour(reference, submission)).join("\n");
}

const talk = [
  out(5, '{"type":"ping"}'),
  said(6, pong),
  out(7, "h4llo"),
  said(8, invalid),
  out(9, '{"type":"ping"}'),
  said(10, pong),
];

describe("compareBehaviour", () => {
  it("finds no differences between a verdict and itself", () => {
    const behaviour = compareBehaviour(held(...talk), held(...talk));
    expect(behaviour).toMatchObject({ alike: true, differences: 0, seed: 1834 });
    expect(marks(behaviour)).toEqual([]);
    expect(text(held(...talk), held(...talk))).toMatchInlineSnapshot(`
      "
        1  Talk                                                                both ok
           1.1  alike, 5 messages"
    `);
  });

  it("takes an answer that was read in parts as the same answer", () => {
    const asked = event(0, "http-1", "out", "request", "GET /tasks");
    const whole = held(asked, event(3, "http-1", "in", "response", '200 {"data":[]}', { code: 200 }));
    const inParts = held(
      asked,
      event(3, "http-1", "in", "head", "200, the headers", { code: 200 }),
      event(90, "http-1", "in", "chunk", '{"data":[]}', { bytes: 11 }),
      event(90, "http-1", "in", "end", "the end of the answer"),
    );
    expect(marks(compareBehaviour(whole, inParts))).toEqual([]);
    expect(marks(compareBehaviour(inParts, whole))).toEqual([]);
  });

  it("takes bytes that TCP delivered in other pieces as the same bytes", () => {
    const bytes = (at: number, text: string) => event(at, "tcp-1", "in", "bytes", text, { bytes: 1 });
    const sent = event(0, "tcp-1", "out", "bytes", '"hi"', { bytes: 2 });
    const frame = "8104";
    const whole = held(sent, bytes(3, `4f4b0d0a${frame}70696e67`));
    const inPieces = held(sent, bytes(3, '"OK\\r\\n"'), bytes(4, frame), bytes(9, '"ping"'));
    const long = held(sent, bytes(3, '"OK\\r\\n"'), bytes(4, `${frame}70… (4000 characters)`), bytes(9, '"later"'));
    for (const other of [inPieces, long]) {
      expect(marks(compareBehaviour(whole, other))).toEqual([]);
      expect(marks(compareBehaviour(other, whole))).toEqual([]);
    }
    expect(compareBehaviour(whole, held(sent, bytes(3, '"OK\\r\\n"'), bytes(4, "8105"))).differences).toBe(1);
  });

  it("does not count how many heartbeats came, and counts that none came", () => {
    const stream = (...comments: readonly string[]) =>
      held(
        event(0, "stream-1", "out", "request", "GET /events"),
        ...comments.map((comment, index) => event(20 + 20 * index, "stream-1", "in", "comment", comment)),
        event(900, "stream-1", "in", "event", "news"),
      );
    expect(compareBehaviour(stream("beat", "beat", "beat"), stream("beat")).differences).toBe(0);
    expect(compareBehaviour(stream("beat"), stream("beat", "beat")).differences).toBe(0);
    expect(compareBehaviour(stream("beat"), stream("beat", "bye")).differences).toBe(1);
    expect(compareBehaviour(stream("beat"), stream()).differences).toBe(1);
  });

  it("marks missing, extra and different messages", () => {
    const asked = [
      out(11, "bye"),
      event(13, "client-1", "in", "text", "bye"),
      event(14, "client-1", "in", "pong", "pong"),
    ];
    const own = [
      out(5, '{"type":"ping"}'),
      said(6, '{"type":"pong","at":1}'),
      out(7, "h4llo"),
      out(9, '{"type":"ping"}'),
      said(10, pong),
      said(10, pong),
      ...asked,
    ];
    const reference = [...talk.map((entry, index) => (index === 1 ? said(6, "p0ng") : entry)), ...asked];
    const behaviour = compareBehaviour(held(...reference), held(...own));
    expect(marks(behaviour)).toMatchInlineSnapshot(`
      [
        "different",
        "missing",
        "extra",
      ]
    `);
    expect(text(held(...reference), held(...own))).toMatchInlineSnapshot(`
      "
        1  Talk                                                                both ok
           1.1  a conversation: 3 differences
                client-1
                          ... 2 alike
                          <- {"type":"connected","message":"WebSocket connected"}
                          -> {"type":"ping"}
                different <- p0ng (reference)
                          <- {"type":"pong","at":1} (submission)
                          -> h4llo
                missing   <- {"type":"error","message":"Invalid JSON"}
                          -> {"type":"ping"}
                extra     <- {"type":"pong"}
                          <- {"type":"pong"}
                          -> bye
                          ... 2 alike"
    `);
  });

  it("shows other wording without counting it as a difference", () => {
    const own = talk.map((entry) => ({ ...entry, text: entry.text.replace("Invalid JSON", "That is no JSON") }));
    const behaviour = compareBehaviour(held(...talk), held(...own));
    expect(marks(behaviour)).toEqual(["wording"]);
    expect(behaviour).toMatchObject({ alike: true, differences: 0 });
    expect(text(held(...talk), held(...own))).toMatchInlineSnapshot(`
      "
        1  Talk                                                                both ok
           1.1  a conversation: 1 with other wording
                client-1
                          ... 4 alike
                          <- {"type":"pong"}
                          -> h4llo
                wording   <- {"type":"error","message":"Invalid JSON"} (reference)
                          <- {"type":"error","message":"That is no JSON"} (submission)
                          -> {"type":"ping"}
                          <- {"type":"pong"}"
    `);
  });

  it("marks late messages, measured from the message they answer", () => {
    const own = [
      out(5, '{"type":"ping"}'),
      said(706, pong),
      out(707, "h4llo"),
      said(1_207, invalid),
      out(1_208, '{"type":"ping"}'),
      said(1_210, pong),
    ];
    const behaviour = compareBehaviour(held(...talk), held(...own));
    expect(marks(behaviour)).toEqual(["late"]);
    expect(text(held(...talk), held(...own))).toMatchInlineSnapshot(`
      "
        1  Talk                                                                both ok
           1.1  a conversation: 1 difference
                client-1
                          ... 2 alike
                          <- {"type":"connected","message":"WebSocket connected"}
                          -> {"type":"ping"}
                late      <- {"type":"pong"} (700 ms later than the reference)
                          -> h4llo
                          <- {"type":"error","message":"Invalid JSON"}
                          ... 2 alike"
    `);
  });

  it("marks messages that came in another order", () => {
    const own = [
      out(5, '{"type":"ping"}'),
      out(7, "h4llo"),
      said(8, invalid),
      said(8, pong),
      out(9, '{"type":"ping"}'),
      said(10, pong),
    ];
    const reference = [
      out(5, '{"type":"ping"}'),
      out(7, "h4llo"),
      said(7, pong),
      said(8, invalid),
      out(9, '{"type":"ping"}'),
      said(10, pong),
    ];
    expect(marks(compareBehaviour(held(...reference), held(...own)))).toEqual(["moved"]);
  });

  it("compares each client's conversation with that of the same client", () => {
    const two = (order: readonly string[]) =>
      held(
        ...order.map((peer, index) => said(20 + index, pong, peer)),
        event(30, "client-1", "out", "ping", "ping frame"),
      );
    expect(marks(compareBehaviour(two(["client-1", "client-2"]), two(["client-2", "client-1"])))).toEqual([]);
    const barrier = [event(12, "client-2", "out", "ping", "ping frame"), event(13, "client-2", "in", "pong", "pong")];
    const astray = compareBehaviour(
      held(...talk, ...barrier),
      held(...talk.map((entry) => (entry.text === invalid ? { ...entry, peer: "client-2" } : entry)), ...barrier),
    );
    expect(marks(astray)).toEqual(["missing", "extra"]);
  });

  it("does not count prompts that were not sent because the check had already failed", () => {
    const broken = holding(
      failed("1.1", "a conversation", {}, [...opening, out(5, '{"type":"ping"}')]),
      skipped("1.2", "more", "needs 1.1"),
    );
    const whole = holding(
      passed("1.1", "a conversation", { transcript: [...opening, ...talk, said(20, "x", "client-2")] }),
      passed("1.2", "more", { transcript: opening }),
    );
    const behaviour = compareBehaviour(whole, broken);
    expect(marks(behaviour)).toEqual(["missing", "not-sent", "not-sent", "not-sent", "not-sent", "missing"]);
    expect(behaviour.alike).toBe(false);
    expect(text(whole, broken)).toMatchInlineSnapshot(`
      "
        1  Talk                                                        submission FAIL
           1.1  a conversation: 2 differences                          submission FAIL
                client-1
                          ... 2 alike
                          <- {"type":"connected","message":"WebSocket connected"}
                          -> {"type":"ping"}
                missing   <- {"type":"pong"}
                          ... 4 not sent, because the check had already failed
                client-2
                missing   <- x
           1.2  not run with the submission: needs 1.1"
    `);
  });

  it("does not count messages after one client had disconnected", () => {
    const short = held(out(5, '{"type":"ping"}'), said(6, pong));
    const long = held(out(5, '{"type":"ping"}'), said(6, pong), said(7, '{"type":"tick"}'));
    expect(marks(compareBehaviour(long, short))).toEqual(["not-observed"]);
    expect(marks(compareBehaviour(short, long))).toEqual(["not-observed"]);
    expect(compareBehaviour(short, long).alike).toBe(true);
    const stayed = held(out(5, '{"type":"ping"}'), said(6, pong), event(900, "client-2", "out", "close", "close 1000"));
    expect(marks(compareBehaviour(long, stayed))).toEqual(["missing"]);
  });

  it("marks a refused handshake as a difference", () => {
    const refused = holding(
      failed("1.1", "a conversation", {}, [
        event(0.2, "client-1", "out", "upgrade", "GET / upgrade"),
        event(2, "client-1", "in", "response", "404 Not Found", { code: 404 }),
      ]),
    );
    expect(text(held(...talk), refused)).toMatchInlineSnapshot(`
      "
        1  Talk                                                        submission FAIL
           1.1  a conversation: 2 differences                          submission FAIL
                client-1
                          -> GET / upgrade
                different <- 101 Switching Protocols (reference)
                          <- 404 Not Found (submission)
                missing   <- {"type":"connected","message":"WebSocket connected"}
                          ... 6 not sent, because the check had already failed"
    `);
  });

  it("says so when the submission was not graded", () => {
    const broken = notGraded({ code: "does-not-compile", message: "ws-server.ts does not compile" });
    const reference = verdict(
      threeTitles.map((title, index) =>
        exercise(index + 1, title, [passed(`${index + 1}.1`, "a check", { transcript: opening })]),
      ),
    );
    const behaviour = compareBehaviour(reference, broken);
    expect(behaviour).toMatchObject({ alike: false, differences: 0 });
    expect(behaviourLines(page, behaviour).join("\n")).toMatchInlineSnapshot(`
      "
        1  Set up the WebSocket server and answer a ping               submission FAIL
           1.1  not reached with the submission

        2  Answer text that is not JSON with an error                  submission FAIL
           2.1  not reached with the submission

        3  Answer an unknown message type with an error                submission FAIL
           3.1  not reached with the submission"
    `);
  });

  it("is not alike when only a status differs", () => {
    const reference = held(...talk);
    const own = holding(failed("1.1", "a conversation", {}, [...opening, ...talk]));
    expect(compareBehaviour(reference, own)).toMatchObject({ alike: false, differences: 0 });
  });

  it("refuses verdicts with different seeds", () => {
    expect(() => compareBehaviour(held(), { ...held(), seed: 2 })).toThrow(/one seed, not with 1834 and 2/);
  });

  it(`is symmetric in random conversations (seed ${seed})`, () => {
    const random = randomFor(seed, "behaviour");
    const conversation = () => {
      let at = 10;
      return Array.from({ length: random.integer(0, 12) }, () =>
        random.integer(0, 2) === 0
          ? out((at += 2), "question")
          : said((at += 2), random.pick([pong, invalid, "text", '{"type":"tick"}'])),
      );
    };
    for (let round = 0; round < 500; round++) {
      const [a, b] = [held(...conversation()), held(...conversation())];
      expect(compareBehaviour(a, a)).toMatchObject({ alike: true, differences: 0 });
      const [there, back] = [compareBehaviour(a, b), compareBehaviour(b, a)];
      // A prompt that was not sent is visible from one side only.
      if ([...marks(there), ...marks(back)].includes("not-sent")) continue;
      expect(back.alike).toBe(there.alike);
    }
  });
});
