import { missedEvents } from "./board.js";

// Every stream is a reader of the log: it is woken, reads what is new to it, and waits again.
const readers = new Set<() => void>();
let ending = false;

process.once("SIGTERM", () => {
  ending = true;
  readLog();
});

export function readLog(): void {
  for (const wake of readers) wake();
}

export function openStream(boardId: string, from: string, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  async function* events(): AsyncGenerator<Uint8Array> {
    let cursor = from;
    yield encoder.encode(": hello\n\n");
    while (!ending && !signal.aborted) {
      const news = missedEvents(boardId, cursor);
      for (const event of news) {
        cursor = event.id;
        yield encoder.encode(`event: ${event.type}\nid: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`);
      }
      if (news.length > 0) continue;
      await new Promise<void>((resolve) => {
        const wake = () => {
          readers.delete(wake);
          resolve();
        };
        readers.add(wake);
        signal.addEventListener("abort", wake);
      });
    }
  }
  return new Response(ReadableStream.from(events()), { headers: { "Content-Type": "text/event-stream" } });
}
