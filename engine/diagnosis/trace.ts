/** What an observed server reported of itself (grade/observe.mjs): checked for its form, shown, and believed for nothing else. */
import * as z from "zod";
import { parsedJson } from "../kit/json.ts";

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
  }),
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
