type Send = (data: object) => void;

const boards = new Map<string, Map<symbol, Send>>();

export function addClient(boardId: string, signal: AbortSignal): ReadableStream<Uint8Array> {
  const key = Symbol(boardId);
  return new ReadableStream({
    async start(controller) {
      const send: Send = (data) => controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(data)}\n\n`));
      send({ type: "connected" });
      if (!boards.has(boardId)) boards.set(boardId, new Map());
      boards.get(boardId)?.set(key, send);
      signal.addEventListener("abort", () => boards.get(boardId)?.delete(key));
    },
  });
}

export function broadcast(boardId: string, data: object): void {
  for (const send of boards.get(boardId)?.values() ?? []) {
    try {
      send(data);
    } catch (error) {
      console.error("a client that left:", error);
    }
  }
}

export function clientCount(): number {
  let count = 0;
  boards.forEach((board) => (count += board.size));
  return count;
}
