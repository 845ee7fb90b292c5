/** What a WebSocket client receives: messages, control frames, and the end of the connection. */
import type { TranscriptEvent } from "../../../transcript-event.ts";
import { jsonObject, type JsonObject } from "../../pattern.ts";

/** A message from the server. */
export class Received {
  readonly binary: boolean;
  readonly text: string;
  /** Its event in the transcript. */
  readonly event: TranscriptEvent;
  /** Whether an expectation has already counted this message. */
  taken = false;

  constructor(binary: boolean, text: string, event: TranscriptEvent) {
    this.binary = binary;
    this.text = text;
    this.event = event;
  }

  /**
   * The JSON object in a text message; undefined for anything else. Parsed on every access, because a parsed value can take
   * fifty times the memory of its text.
   */
  get json(): JsonObject | undefined {
    return this.binary ? undefined : jsonObject(this.text);
  }
}

/** A ping or pong frame from the server. */
export interface ReceivedControlFrame {
  /** Milliseconds since the check began. */
  readonly at: number;
  readonly data: Buffer;
}

/** Why no more messages will come. */
export interface Closed {
  /** RFC 6455 section 7.4; 1006 when the connection ended without a close frame. */
  readonly code: number;
  readonly reason: string;
  /** Its event in the transcript; undefined when the check itself ended the connection. */
  readonly event: TranscriptEvent | undefined;
  /** Set when this client cut the connection because the server broke a rule or a limit. */
  readonly violation?: { readonly code: "flooded" | "broken-frame"; readonly sentence: string };
}

/** Why the client cut the connection after an error of `ws`; undefined when the server broke no rule. */
export function violationFor(error: Error & { code?: string }): Closed["violation"] {
  if (error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH")
    return { code: "flooded", sentence: "a message larger than 1 MiB; the check cut the connection" };
  if (error.code?.startsWith("WS_ERR_"))
    return { code: "broken-frame", sentence: `bytes that are not a valid WebSocket frame (${error.message})` };
  return undefined;
}
