interface Watcher {
  queue: object[];
  wake: () => void;
}

const boards: Record<string, Watcher[]> = Object.create(null);

async function* events(boardId: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const me: Watcher = { queue: [{ type: "connected" }], wake: () => {} };
  (boards[boardId] ??= []).push(me);
  const leave = () => {
    boards[boardId] = (boards[boardId] ?? []).filter((watcher) => watcher !== me);
    me.wake();
  };
  signal.addEventListener("abort", leave, { once: true });
  while (!signal.aborted) {
    const next = me.queue.shift();
    if (next) yield Buffer.from(`data: ${JSON.stringify(next)}\n\n`);
    else await new Promise<void>((resolve) => (me.wake = resolve));
  }
}

export function addClient(boardId: string, signal: AbortSignal): ReadableStream<Uint8Array> {
  return ReadableStream.from(events(boardId, signal)) as ReadableStream<Uint8Array>;
}

export function broadcast(boardId: string, data: object): void {
  for (const watcher of boards[boardId] ?? []) {
    watcher.queue.push(data);
    watcher.wake();
  }
}

export function clientCount(): number {
  return Object.values(boards).flat().length;
}
