/** Why an awaited event did not arrive: faults of the stream itself, from the response to the data. */
import type { FailureCode } from "../../../failures/registry.ts";
import type { Observation } from "../../failure.ts";
import { parsedJson } from "../../json.ts";
import { REPLY_LIMIT_MS } from "../../limits.ts";
import { NOTHING_PENDING } from "../../silence.ts";
import { shorten } from "../../transcript.ts";
import { EventStream } from "./event-stream.ts";
import type { ReceivedEvent } from "./received-event.ts";

/** An observation without what was sent and expected. */
export type StreamFault = Pick<Observation, "code" | "received"> &
  Partial<Pick<Observation, "why" | "status" | "event">>;

/** What keeps the response from being an event stream; undefined when it is one. */
export function responseFault({ head, failure, link, sentAt, isSilent }: EventStream): StreamFault | undefined {
  if (head === undefined && failure !== undefined) return { code: "http-not-answering", received: failure.received };
  if (head === undefined)
    return {
      code: "sse-no-headers",
      received: isSilent
        ? `nothing, not even the headers, and ${NOTHING_PENDING}`
        : `nothing within ${Math.round(link.now() - sentAt)} ms, not even the headers`,
    };
  if (head.status !== 200) return { code: "http-wrong-status", received: `status ${head.status}`, status: head.status };
  const type = head.headers.get("content-type")?.join(", ") ?? "";
  if (type.split(";")[0]?.trim().toLowerCase() !== "text/event-stream")
    return {
      code: "sse-wrong-content-type",
      received: type === "" ? "no content-type header" : `the header content-type: ${type}`,
    };
  if (head.headers.has("content-length"))
    return {
      code: "sse-buffered",
      received: `the header content-length: ${head.headers.get("content-length")?.join()}, so the whole body was there before any of it was sent`,
    };
  return undefined;
}

/** How many events have come. */
export function counted({ events }: EventStream): string {
  return events.length === 0 ? "no event" : events.length === 1 ? "one event" : `${events.length} events`;
}

/** Why there are too few comments, when the stream itself shows it, or other streams do. */
export function commentFault(stream: EventStream): { readonly why?: string } {
  if (stream.unfinished.line.startsWith(":"))
    return { why: "a line that begins with a colon has come and does not end: no line end follows it" };
  // Since this stream is open. One more may have come just before.
  const { sentAt } = stream;
  const others = stream.link
    .opened(EventStream)
    .filter(({ comments }) => comments.filter(({ at }) => at >= sentAt).length > stream.comments.length + 1);
  if (others.length === 0) return {};
  return {
    why: `${others.map(({ name }) => name).join(" and ")} got more comments than ${stream.name} in the same time: not every client is sent all of them`,
  };
}

/** What ended the stream; undefined while it is open. */
export function endFault(stream: EventStream): StreamFault | undefined {
  const { endedAt, failure, flooded } = stream;
  const came = counted(stream);
  if (flooded) return { code: "flooded", received: `${failure?.received ?? ""}; the check cut the connection` };
  if (failure !== undefined) return { code: "sse-cut", received: `${came}, then ${failure.received}` };
  if (endedAt === undefined) return undefined;
  return { code: "sse-ended", received: `${came}, then the end of the stream` };
}

/** What is wrong with bytes that form no event; undefined when there are none. */
export function framingFault(stream: EventStream): StreamFault | undefined {
  const { block, line } = stream.unfinished;
  const passedOver = stream.passedOver.flatMap((item) => {
    if (item.kind === "ignored") return [item.line];
    return item.kind === "no-data" && !isAboutReconnecting(item.lines) ? item.lines : [];
  });
  const lines = [...passedOver, ...block, ...(line === "" ? [] : [line])];
  if (lines.length === 0) return undefined;
  const received = `the bytes ${shorten(JSON.stringify(stream.raw.subarray(-200).toString("utf8")), 160)}, and no event`;
  const fault = (code: FailureCode): StreamFault => ({ code, received });
  if (passedOver.some((text) => text.startsWith("\ufeff"))) return fault("sse-byte-order-mark");
  const fields = [...block, line].filter((text) => /^data(?::|$)/.test(text));
  if (fields.some((text) => /\\n\s*$/.test(text))) return fault("sse-escaped-newline");
  if (fields.length === 0) return fault("sse-no-data-field");
  return fault(stream.raw.subarray(-2).toString("latin1") === "\r\n" ? "sse-one-line-end" : "sse-no-blank-line");
}

/** Whether a block means to have no data: it only says when clients come back. */
function isAboutReconnecting(lines: readonly string[]): boolean {
  return lines.every((line) => line.startsWith("retry:") || line.startsWith(":"));
}

/** What is wrong with the data of an event other than the wanted one, where JSON is wanted; undefined when it is valid JSON. */
export function dataFault(stream: EventStream, received: ReceivedEvent): StreamFault | undefined {
  const { data, entry: event } = received;
  if (parsedJson(data) !== undefined) return undefined;
  const shown = `the data ${shorten(JSON.stringify(data), 120)}`;
  if (data.includes("[object ")) return { code: "sse-object-as-text", received: shown, event };
  const lost = stream.passedOver.flatMap((item) => (item.kind === "ignored" ? [item.line] : []));
  if (lost.length > 0)
    return {
      code: "sse-split-data",
      received: `${shown}; a line without a field name was lost: ${shorten(JSON.stringify(lost[0]), 80)}`,
      event,
    };
  const place = stream.events.indexOf(received);
  const around = stream.events.slice(Math.max(0, place - 1), place + 2).map((one) => one.data);
  const isPart = [around.join(""), around.slice(0, 2).join(""), around.slice(-2).join("")].some(
    (text) => text !== data && typeof parsedJson(text) === "object",
  );
  if (isPart)
    return { code: "sse-split-data", received: `${shown}; only together with its neighbour it is JSON`, event };
  return { code: "sse-not-json", received: shown, event };
}

/** What is expected of the opening of an event stream. */
export const OPENING = `an event stream: status 200 and content-type text/event-stream, within ${REPLY_LIMIT_MS / 1000} s`;
