const writers = new Map<string, Set<WritableStreamDefaultWriter<Uint8Array>>>();
const encoder = new TextEncoder();

export function addClient(boardId: string): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  let set = writers.get(boardId);
  if (!set) writers.set(boardId, (set = new Set()));
  set.add(writer);
  // Rejects when the reader has gone.
  writer.closed.catch(() => set.delete(writer));
  send(writer, { type: "connected" });
  return readable;
}

function send(writer: WritableStreamDefaultWriter<Uint8Array>, data: object): void {
  writer.write(encoder.encode(`data: ${JSON.stringify(data)}\n\n`)).catch(() => {});
}

export function broadcast(boardId: string, data: object): void {
  for (const writer of writers.get(boardId) ?? []) send(writer, data);
}

export function clientCount(): number {
  return [...writers.values()].reduce((sum, set) => sum + set.size, 0);
}
