/** The events come from the board's log, and each of them leaves in small pieces. */
const PIECE_BYTES = 7;

const boards = new Map<ReadableStreamDefaultController<Uint8Array>, string>();

function send(client: ReadableStreamDefaultController<Uint8Array>, data: object): void {
  const bytes = Buffer.from(`data:${JSON.stringify(data)}\n\n`);
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) client.enqueue(bytes.subarray(at, at + PIECE_BYTES));
}

export function addClient(boardId: string): ReadableStream<Uint8Array> {
  let leave = (): void => {};
  return new ReadableStream({
    start(controller) {
      boards.set(controller, boardId);
      leave = () => void boards.delete(controller);
      send(controller, { type: "connected", boardId });
    },
    cancel: () => leave(),
  });
}

export function broadcast(boardId: string, data: object): void {
  for (const [client, watched] of boards) if (watched === boardId) send(client, data);
}

export function clientCount(): number {
  return boards.size;
}
