/** A stream of Server-Sent Events for one page. */
import type { Place } from "../guard/connections.ts";
import type { Entry, EventBuffer } from "./event-buffer.ts";

/** A page that vanished without a word is noticed when nothing more can be written to it. */
const HEARTBEAT_MS = 15_000;
/** How soon a browser that lost the connection comes back. */
const RETRY_MS = 300;
/**
 * A page that reads so little that this much waits for it, beside what it is sent first, is cut off; and so is one that
 * takes nothing between two heartbeats. It comes back with the id of what it has.
 */
const BEHIND_LIMIT_BYTES = 4 * 1024 * 1024;

export interface StreamOptions {
  readonly events: EventBuffer;
  /** Only what concerns this lesson; null for what concerns the course. */
  readonly lesson: string | null;
  /** The id of the last event the page has; null for none. */
  readonly after: string | null;
  /** The first event where nothing can be caught up with. What happens meanwhile follows it. */
  readonly snapshot: () => Promise<object>;
  /** Given back when the page is gone or the stream was ended. */
  readonly place: Place;
  /** Called when the page is gone or the stream was ended. */
  readonly onEnd: () => void;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

export function eventStream(options: StreamOptions): Response {
  const { events, lesson, after, snapshot, signal } = options;
  const encoder = new TextEncoder();
  const { left } = options.place;
  let ended = false;
  let end = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        // What happens while the snapshot is made waits for it.
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
        /** What waits is thrown away, or it would be kept for as long as the page stays and reads nothing. */
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
            // The page went first.
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
            // The page tries again, and asking for the lesson tells it what is wrong.
            onAbort();
          }
        } else for (const entry of missed) write(frame(entry));
        for (const entry of waiting ?? []) write(frame(entry));
        waiting = undefined;
        // What it is sent first may be large, and waits whole until the page reads.
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

/** Progress is everybody's news; all else is its lesson's. */
function concerns(entry: Entry, lesson: string | null): boolean {
  return entry.name === "progress" || entry.lesson === lesson;
}

function frame({ id, name, json }: Pick<Entry, "id" | "name" | "json">): string {
  return `id: ${id}\nevent: ${name}\ndata: ${json}\n\n`;
}
