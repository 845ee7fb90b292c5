import { describe, expect, it } from "vitest";
import { compareBehaviour } from "../../compare/behaviour.ts";
import { mergedConversation } from "../../compare/merged-conversation.ts";
import type { TranscriptEvent } from "../../transcript-event.ts";
import { event, exercise, passed, verdict } from "../report/verdicts.ts";

const ask = (at: number, peer: string, text: string) => event(at, peer, "out", "text", text);
const answer = (at: number, peer: string, text: string) => event(at, peer, "in", "text", text);

/** Each row as text: its mark, then the left and the right event. */
function merged(reference: readonly TranscriptEvent[], submission: readonly TranscriptEvent[]): string[] {
  const verdictOf = (transcript: readonly TranscriptEvent[]) =>
    verdict([exercise(1, "Talk", [passed("1.1", "a conversation", { transcript })])]);
  const [check] = compareBehaviour(verdictOf(reference), verdictOf(submission)).exercises[0]?.checks ?? [];
  return mergedConversation(check?.peers ?? [], reference, submission).map(
    (row) => `${row.reference?.text ?? "-"} | ${row.submission?.text ?? "-"} | ${row.mark}`,
  );
}

describe("mergedConversation", () => {
  it("merges the conversations of several clients in order of time, with pairs side by side", () => {
    const reference = [ask(1, "a", "hi"), ask(2, "b", "ho"), answer(3, "a", "one"), answer(4, "b", "two")];
    const submission = [ask(1, "a", "hi"), ask(2, "b", "ho"), answer(3, "b", "two"), answer(900, "b", "three")];
    expect(merged(reference, submission)).toEqual([
      "hi | hi | sent",
      "ho | ho | sent",
      "one | - | missing",
      "two | two | same",
      "- | three | not-observed",
    ]);
  });

  it("splits a pair that would reverse the order of time", () => {
    const reference = [ask(1, "a", "hi"), ask(1, "b", "ho"), answer(3, "a", "one"), answer(4, "b", "two")];
    const submission = [ask(1, "a", "hi"), ask(1, "b", "ho"), answer(3, "b", "two"), answer(4, "a", "one")];
    const rows = merged(reference, submission);
    expect(rows.slice(0, 2)).toEqual(["hi | hi | sent", "ho | ho | sent"]);
    expect(rows.slice(2).toSorted()).toEqual(["- | one | same", "one | - | same", "two | two | same"].toSorted());
  });

  it("keeps all events, including remarks that no client received", () => {
    const note = event(5, "", "none", "note", "3 more events");
    const reference = [ask(1, "a", "hi"), note, answer(6, "a", "one")];
    const rows = merged(reference, reference.slice(0, 1));
    expect(rows.map((row) => row.split(" | ")[0])).toEqual(["hi", "3 more events", "one"]);
  });
});
