/** Converts what an event stream contains into events of the transcript. */
import type { StreamItem } from "../../kit/transports/sse/event-stream-parser.ts";
import { sanitizeText } from "../../text/sanitize-text.ts";
import type { PeerEvent } from "../../transcript-event.ts";
import type { ConsoleDetails } from "../api-console.ts";
import { cappedText } from "./capped-text.ts";

const NAME_CHARACTERS = 200;

/** The transcript event of a parsed item; items that a browser ignores come with the reason. */
export function eventOf(item: StreamItem): (PeerEvent & ConsoleDetails) | undefined {
  switch (item.kind) {
    case "event": {
      const { event, id, data } = item;
      return {
        dir: "in",
        kind: "event",
        event: sanitizeText(event, { maxChars: NAME_CHARACTERS }),
        ...(id === undefined ? {} : { id: sanitizeText(id, { maxChars: NAME_CHARACTERS }) }),
        bytes: Buffer.byteLength(data),
        text: cappedText(data),
      };
    }
    case "comment":
      return { dir: "in", kind: "comment", bytes: Buffer.byteLength(item.text), text: cappedText(item.text) };
    case "retry":
      return { dir: "in", kind: "retry", ms: item.ms, text: `${item.ms} ms` };
    case "ignored":
      return bytesEvent(
        Buffer.from(item.line),
        "A browser ignores this line: the fields are event, data, id and retry.",
      );
    case "no-data":
      // A block with only a retry field needs no data.
      return item.lines.some((line) => line.startsWith("retry"))
        ? undefined
        : bytesEvent(Buffer.from(item.lines.join("\n")), "A browser dispatches no event without a data line.");
  }
}

/** Bytes that form no event. Line breaks are shown, because they may be the mistake. */
export function bytesEvent(bytes: Buffer, meaning?: string): PeerEvent & ConsoleDetails {
  const text = cappedText(JSON.stringify(bytes.toString("utf8")));
  return { dir: "in", kind: "chunk", bytes: bytes.length, text, ...(meaning === undefined ? {} : { meaning }) };
}
