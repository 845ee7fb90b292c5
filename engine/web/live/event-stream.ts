/** A stream of Server-Sent Events for one page. */
import type { Entry, Journal } from "./journal.ts";

/** A page that vanished without a word is noticed when nothing more can be written to it. */
const HEARTBEAT_MS = 15_000;
/** How soon a browser that lost the connection comes back. */
const RETRY_MS = 300;
/** A page that reads so little that this much waits for it is cut off; it comes back with the id of what it has. */
const BEHIND_LIMIT_BYTES = 32 * 1024 * 1024;

export interface StreamOptions {
  readonly journal: Journal;
  /** Only what concerns this lesson; null for what concerns the course. */
  readonly lesson: string | null;
  /** The id of the last event the page has; null for none. */
  readonly after: string | null;
  /** The first event where nothing can be caught up with. What happens meanwhile follows it. */
  readonly snapshot: () => Promise<object>;
  /** Called when the page is gone or the stream was ended. */
  readonly onEnd: () => void;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

export function eventStream(options: StreamOptions): Response {
  const { journal, lesson, after, snapshot, signal } = options;
  const encoder = new TextEncoder();
  let ended = false;
  let end = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        // What happens while the snapshot is made waits for it.
        let waiting: Entry[] | undefined = [];
        const write = (text: string) => {
          if (ended) return;
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) < -BEHIND_LIMIT_BYTES) end();
        };
        const stop = journal.listen((entry) => {
          if (!concerns(entry, lesson)) return;
          if (waiting === undefined) write(frame(entry));
          else waiting.push(entry);
        });
        const heart = setInterval(() => write(": still here\n\n"), HEARTBEAT_MS);
        heart.unref();
        end = () => {
          if (ended) return;
          ended = true;
          stop();
          clearInterval(heart);
          signal.removeEventListener("abort", onAbort);
          waiting = [];
          options.onEnd();
          try {
            controller.close();
          } catch {
            // The page went first.
          }
        };
        const onAbort = () => end();
        signal.addEventListener("abort", onAbort, { once: true });
        write(`retry: ${RETRY_MS}\n\n`);
        const missed = after === null ? undefined : journal.after(after)?.filter((entry) => concerns(entry, lesson));
        if (missed === undefined) {
          const { cursor } = journal;
          try {
            const first = await snapshot();
            write(frame({ id: cursor, name: "snapshot", json: JSON.stringify(first) }));
          } catch {
            // The page tries again, and asking for the lesson tells it what is wrong.
            end();
          }
        } else for (const entry of missed) write(frame(entry));
        for (const entry of waiting ?? []) write(frame(entry));
        waiting = undefined;
        if (signal.aborted) end();
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
