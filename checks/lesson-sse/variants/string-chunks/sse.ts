const clients = new Map<string, Set<ReadableStreamDefaultController<string>>>();

export function addClient(boardId: string) {
  let mine: ReadableStreamDefaultController<string>;
  return new ReadableStream<string>({
    start(controller) {
      mine = controller;
      if (!clients.has(boardId)) clients.set(boardId, new Set());
      clients.get(boardId)!.add(mine);
      mine.enqueue(`data: ${JSON.stringify({ type: "connected" })}\n\n`);
    },
    cancel() {
      clients.get(boardId)!.delete(mine);
    },
  }) as unknown as ReadableStream<Uint8Array>;
}

export function broadcast(boardId: string, data: object) {
  clients.get(boardId)?.forEach((client) => client.enqueue(`data: ${JSON.stringify(data)}\n\n`));
}

export function clientCount() {
  return [...clients.values()].map((set) => set.size).reduce((a, b) => a + b, 0);
}
