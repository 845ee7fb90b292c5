import type { TranscriptEvent } from "../../../transcript-event.ts";
import { isRecord } from "../../../is-record.ts";
import { parsedJson } from "../../json.ts";

/** A complete HTTP answer. */
export class HttpAnswer {
  /** For example `GET /health`. */
  readonly asked: string;
  readonly status: number;
  /** By lower-case name; values in order of arrival. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** At most `BODY_LIMIT_BYTES`; for an answer that need not end, what had arrived when `enough` returned true. */
  readonly body: string;
  /** The request as shown to the learner, with the beginning of its body. */
  readonly sent: string;
  /** Milliseconds from the request to the end of the answer. */
  readonly tookMs: number;
  /** Its event in the transcript. */
  readonly event: TranscriptEvent | undefined;

  constructor(parts: {
    readonly asked: string;
    readonly status: number;
    readonly headers: ReadonlyMap<string, readonly string[]>;
    readonly body: string;
    readonly sent?: string;
    readonly tookMs?: number;
    readonly event?: TranscriptEvent | undefined;
  }) {
    this.asked = parts.asked;
    this.status = parts.status;
    this.headers = parts.headers;
    this.body = parts.body;
    this.sent = parts.sent ?? parts.asked;
    this.tookMs = parts.tookMs ?? 0;
    this.event = parts.event;
  }

  /** The body as a JSON value; undefined when it is not JSON. Parsed on every access. */
  get json(): unknown {
    return parsedJson(this.body);
  }

  /** Whether the body is a JSON object with an `error` and without `data`, as a refusal is written. */
  get saysError(): boolean {
    const { json } = this;
    return isRecord(json) && Boolean(json["error"]) && !Object.hasOwn(json, "data");
  }

  /** The values of a header, joined with a comma; undefined when it is absent. */
  header(name: string): string | undefined {
    return this.headers.get(name.toLowerCase())?.join(", ");
  }
}
