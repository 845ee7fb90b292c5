/** A stream of Server-Sent Events for one page. */
import type { Place } from "../guard/connections.ts";
import type { Entry, EventBuffer } from "./event-buffer.ts";

/** A page that vanished without closing the connection is noticed when a heartbeat cannot be written. */
const HEARTBEAT_MS = 15_000;
/** After which time a browser that lost the connection reconnects. */
const RETRY_MS = 300;
/**
 * A page is disconnected when more than this waits to be sent to it, besides the first events, or when it reads nothing
 * between two heartbeats. It reconnects with the id of its last event.
 */
const BEHIND_LIMIT_BYTES = 4 * 1024 * 1024;

export interface StreamOptions {
  readonly events: EventBuffer;
  /** Sends only the events of this lesson; null for those of the course. */
  readonly lesson: string | null;
  /** The id of the last event that the page received; null for none. */
  readonly after: string | null;
  /** The data of the first event when there is nothing to resume from. Later events follow it. */
  readonly snapshot: () => Promise<object>;
  /** Released when the page is gone or the stream was ended. */
  readonly place: Place;
  /** Called when the page is gone or the stream was ended. */
  readonly onEnd: () => void;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

/**
 * The events of the workbook as an event stream: those after `after` when they are still known, else a snapshot, and then each
 * new one, until the page is gone or `signal` ends it.
 */
export function eventStream(options: StreamOptions): Response {
  const { events, lesson, after, snapshot, signal } = options;
  const encoder = new TextEncoder();
  const { left } = options.place;
  let ended = false;
  let end = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        // Events that occur while the snapshot is made.
        let waiting: Entry[] | undefined = [];
        let written = 0;
        let allowed = Infinity;
        let takenBefore = 0;
        const waitingBytes = () => -(controller.desiredSize ?? 0);
        const write = (text: string) => {
          if (ended) return;
          const bytes = encoder.encode(text);
          controller.enqueue(bytes);
          written += bytes.byteLength;
          if (waitingBytes() > allowed) cut();
        };
        /** Errors the stream, which discards its queue; close() would keep it until the page has read it. */
        const cut = () => {
          const isOurs = !ended;
          end();
          if (isOurs) controller.error(new Error("the page did not read what it was sent"));
        };
        const beat = () => {
          const taken = written - waitingBytes();
          if (waitingBytes() > 0 && taken === takenBefore) return cut();
          takenBefore = taken;
          write(": still here\n\n");
        };
        const stop = events.listen((entry) => {
          if (!concerns(entry, lesson)) return;
          if (waiting === undefined) write(frame(entry));
          else waiting.push(entry);
        });
        const heart = setInterval(beat, HEARTBEAT_MS);
        heart.unref();
        end = () => {
          if (ended) return;
          ended = true;
          stop();
          clearInterval(heart);
          signal.removeEventListener("abort", onAbort);
          left.removeEventListener("abort", cut);
          waiting = [];
          options.place.release();
          options.onEnd();
        };
        const onAbort = () => {
          end();
          try {
            controller.close();
          } catch {
            // The page has closed the connection already.
          }
        };
        signal.addEventListener("abort", onAbort, { once: true });
        left.addEventListener("abort", cut, { once: true });
        write(`retry: ${RETRY_MS}\n\n`);
        const missed = after === null ? undefined : events.after(after)?.filter((entry) => concerns(entry, lesson));
        if (missed === undefined) {
          const { cursor } = events;
          try {
            const first = await snapshot();
            write(frame({ id: cursor, name: "snapshot", json: JSON.stringify(first) }));
          } catch {
            // The page reconnects; its request for the lesson reports what is wrong.
            onAbort();
          }
        } else for (const entry of missed) write(frame(entry));
        for (const entry of waiting ?? []) write(frame(entry));
        waiting = undefined;
        // The first events may be large, and wait until the page reads them.
        allowed = waitingBytes() + BEHIND_LIMIT_BYTES;
        if (signal.aborted) onAbort();
        if (left.aborted) cut();
      },
      cancel: () => end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    },
  });
}

/** Whether a page about this lesson gets the event: progress goes to every page. */
function concerns(entry: Entry, lesson: string | null): boolean {
  return entry.name === "progress" || entry.lesson === lesson;
}

function frame({ id, name, json }: Pick<Entry, "id" | "name" | "json">): string {
  return `id: ${id}\nevent: ${name}\ndata: ${json}\n\n`;
}
