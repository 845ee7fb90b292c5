/** What an observed server reported of itself (grade/observe.mjs): checked for its form, shown, and believed for nothing else. */
import * as z from "zod";
import { parsedJson } from "../kit/json.ts";
import { covered } from "./coverage.ts";

const text = z.string().max(2_000);
const place = z.object({ file: text, line: z.number().int().positive(), column: z.number().int().positive() });
const places = z.array(place).max(10);
const number = z.number().int().nonnegative();
const emitter = z.enum(["WebSocketServer", "WebSocket", "Server"]);

const traceEvent = z.discriminatedUnion("kind", [
  /** A listener that the submission added, or had added by a package. */
  z.object({
    kind: z.literal("listener"),
    on: emitter,
    number,
    event: text,
    once: z.boolean(),
    at: places,
  }),
  /** A WebSocketServer, with those of its options that decide which handshakes it takes. */
  z.object({
    kind: z.literal("created"),
    at: places,
    options: z.object({
      noServer: z.boolean(),
      verifyClient: z.boolean(),
      path: text.optional(),
      port: number.optional(),
    }),
  }),
  /** A call of close on a WebSocketServer. */
  z.object({ kind: z.literal("stopped"), at: places }),
  /** An event, and how many listeners it had. */
  z.object({
    kind: z.literal("event"),
    on: emitter,
    number,
    event: text,
    listeners: number,
    socket: number.optional(),
  }),
  /** A method of a WebSocket that a line of the submission called. */
  z.object({
    kind: z.literal("call"),
    method: z.enum(["send", "ping", "pong", "close", "terminate"]),
    socket: number,
    state: number,
    at: places,
    text: text.optional(),
    request: number.optional(),
  }),
  /** An HTTP request that reached the server. */
  z.object({ kind: z.literal("request"), number, method: text, path: text }),
  /** An answer that was made; without lines when a package made it. `request`: the number of the one that was handled. */
  z.object({ kind: z.literal("answer"), request: number.optional(), status: number, at: places }),
  /** The client of a request has gone before its answer was complete. */
  z.object({ kind: z.literal("left"), request: number }),
  /** What ran while a request was handled that changes something, until the turn of the event loop after its answer. */
  z.object({ kind: z.literal("changed"), request: number, functions: covered.max(300) }),
  /** A line of the submission wrote to an answer that is not yet complete. */
  z.object({ kind: z.literal("wrote"), request: number.optional(), text, at: places }),
  /** A line of the submission ended an answer. */
  z.object({ kind: z.literal("ended"), request: number.optional(), at: places }),
  z.object({ kind: z.literal("exit"), code: z.number().int().nullable(), at: places }),
  /** What JSON.parse was given and did not take, as the console would show it. */
  z.object({ kind: z.literal("unparsed"), given: text, at: places }),
  /** An error that was given to the console. */
  z.object({ kind: z.literal("logged"), at: places, crash: z.unknown() }),
  /** Where the event loop stood still, in the compiled file: 0-based. */
  z.object({
    kind: z.literal("busy"),
    frames: z.array(z.object({ caller: text, url: text, line: number, column: number })).max(10),
  }),
]);

const traceLine = z.object({ seen: traceEvent });

export type TraceEvent = z.infer<typeof traceEvent>;
export type TraceEventOf<Kind extends TraceEvent["kind"]> = Extract<TraceEvent, { readonly kind: Kind }>;

/** The event in one line of a report, or undefined for anything that observe.mjs would not have written. */
export function traceEventIn(line: string): TraceEvent | undefined {
  return traceLine.safeParse(parsedJson(line)).data?.seen;
}

/** Those of one kind. */
export function ofKind<Kind extends TraceEvent["kind"]>(
  trace: readonly TraceEvent[],
  kind: Kind,
): TraceEventOf<Kind>[] {
  return trace.filter((event): event is TraceEventOf<Kind> => event.kind === kind);
}
