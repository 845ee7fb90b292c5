const clients = new Map<string, Set<ReadableStreamDefaultController<Uint8Array>>>();
const encoder = new TextEncoder();

/** As the standard allows it: CRLF, a comment, the event's default name, and data over several lines. */
function encode(data: object): Uint8Array {
  const lines = JSON.stringify(data, null, 2).split("\n");
  return encoder.encode(`: an event\r\nevent: message\r\n${lines.map((line) => `data:${line}\r\n`).join("")}\r\n`);
}

export function addClient(boardId: string): ReadableStream<Uint8Array> {
  let client: ReadableStreamDefaultController<Uint8Array>;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      client = controller;
      const watching = clients.get(boardId) ?? new Set();
      clients.set(boardId, watching.add(client));
      client.enqueue(encoder.encode("retry: 2000\r\n\r\n"));
      client.enqueue(encode({ type: "connected" }));
    },
    cancel() {
      clients.get(boardId)?.delete(client);
    },
  });
}

export function broadcast(boardId: string, data: object): void {
  // In two pieces: where a chunk ends means nothing.
  const bytes = encode(data);
  for (const client of clients.get(boardId) ?? []) {
    client.enqueue(bytes.slice(0, 20));
    client.enqueue(bytes.slice(20));
  }
}

export function clientCount(): number {
  return [...clients.values()].reduce((sum, watching) => sum + watching.size, 0);
}
