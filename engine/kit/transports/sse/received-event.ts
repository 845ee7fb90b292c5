import type { TranscriptEvent } from "../../../transcript-event.ts";
import { parsedJson } from "../../json.ts";
import type { StreamItem } from "./event-stream-parser.ts";

/** An event as it arrived. */
export class ReceivedEvent {
  /** Milliseconds since the check began. */
  readonly at: number;
  /** `message` for an event without a name. */
  readonly event: string;
  readonly data: string;
  /** The event's own `id` field; undefined when it has none. */
  readonly id: string | undefined;
  /** What a browser would send as `Last-Event-ID` after this event. */
  readonly lastEventId: string;
  /** Its event in the transcript. */
  readonly entry: TranscriptEvent;
  /** Whether an expectation has already counted this event. */
  taken = false;

  constructor(item: Extract<StreamItem, { kind: "event" }>, at: number, entry: TranscriptEvent) {
    this.at = at;
    this.event = item.event;
    this.data = item.data;
    this.id = item.id;
    this.lastEventId = item.lastEventId;
    this.entry = entry;
  }

  /** The data as a JSON value; undefined when it is not JSON. Parsed on every access. */
  get json(): unknown {
    return parsedJson(this.data);
  }
}

/** A comment line, which browsers ignore. */
export interface ReceivedComment {
  /** Milliseconds since the check began. */
  readonly at: number;
  readonly text: string;
}
