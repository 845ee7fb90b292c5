/**
 * Puts together what a transcript records in parts. In how many reads an HTTP answer or a stretch of bytes arrived is a
 * matter of the machine, not of the server: TCP delivers a stream of bytes without record boundaries (RFC 9293 section 1).
 */
import type { TranscriptEvent } from "../transcript-event.ts";
import { cutMark } from "../kit/transcript.ts";
import { printable } from "../kit/transports/tcp/tcp-connection.ts";
import { CUT, shownBytes } from "./shown-bytes.ts";

/** The same events with each HTTP answer, and each run of incoming bytes, as one event. */
export function wholeAnswers(events: readonly TranscriptEvent[]): TranscriptEvent[] {
  return wholeBytes(wholeHttp(events));
}

function wholeHttp(events: readonly TranscriptEvent[]): TranscriptEvent[] {
  const whole: TranscriptEvent[] = [];
  let parts: TranscriptEvent[] = [];
  for (const event of events) {
    const head = parts[0];
    if (event.kind === "end" && head?.kind === "head") {
      const chunks = parts.slice(1);
      const bytes = chunks.reduce((sum, chunk) => sum + (chunk.kind === "chunk" ? chunk.bytes : 0), 0);
      const text = `${head.code} ${chunks.map((chunk) => chunk.text).join("")}`.trimEnd();
      whole.push({ at: head.at, peer: head.peer, dir: "in", kind: "response", code: head.code, text, bytes });
      parts = [];
    } else if (event.kind === "head" || (event.kind === "chunk" && head !== undefined)) {
      whole.push(...(event.kind === "head" ? parts : []));
      parts = event.kind === "head" ? [event] : [...parts, event];
    } else {
      whole.push(...parts, event);
      parts = [];
    }
  }
  return [...whole, ...parts];
}

function wholeBytes(events: readonly TranscriptEvent[]): TranscriptEvent[] {
  const whole: TranscriptEvent[] = [];
  for (const event of events) {
    const before = whole.at(-1);
    const isNext = event.kind === "bytes" && event.dir === "in" && before?.kind === "bytes" && before.dir === "in";
    if (isNext) whole[whole.length - 1] = { ...before, bytes: before.bytes + event.bytes, text: joined(before, event) };
    else whole.push(event);
  }
  return whole;
}

/** Where a part was not kept to its end, nothing can follow it. */
function joined(before: { text: string; bytes: number }, after: { text: string; bytes: number }): string {
  if (CUT.test(before.text)) return before.text;
  const text = printable(Buffer.concat([before, after].map((part) => shownBytes(part.text))));
  return CUT.test(after.text) && !CUT.test(text) ? text.replace(/"$/, "") + cutMark(before.bytes + after.bytes) : text;
}
