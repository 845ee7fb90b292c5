/**
 * The open event streams: which clients watch which board, and how an event reaches them.
 */

/** The server's end of one open stream. */
type Client = ReadableStreamDefaultController<Uint8Array>;

//#region Exercise 1: keep the clients of each board, by the board's id
const clients = new Map<string, Set<Client>>();
//#endregion

const encoder = new TextEncoder();

/** One event without a name, as the bytes of an event stream. */
function encode(data: object): Uint8Array {
  //#region Exercise 1: a `data:` line with the data as JSON, and the empty line that ends the event
  //= return encoder.encode("");
  return encoder.encode(`data: ${JSON.stringify(data)}\n\n`);
  //#endregion
}

/**
 * A new client of a board, as the body of its response. The stream does not end by itself: what is put into its queue, now
 * or in an hour, is sent at once.
 */
export function addClient(boardId: string): ReadableStream<Uint8Array> {
  //#region Exercise 3: a place for this client where both functions below can see it
  let client: Client;
  //#endregion
  return new ReadableStream<Uint8Array>({
    start(controller) {
      //#region Exercise 1: make this controller one of the board's clients, and send { type: "connected" } to it
      const watching = clients.get(boardId) ?? new Set();
      clients.set(boardId, watching.add(controller));
      controller.enqueue(encode({ type: "connected" }));
      //#endregion
      //#region Exercise 3: keep this client
      client = controller;
      //#endregion
    },
    cancel() {
      //#region Exercise 3: the client has left: remove it, and its board when it was the last one there
      const watching = clients.get(boardId);
      watching?.delete(client);
      if (watching?.size === 0) clients.delete(boardId);
      //#endregion
    },
  });
}

/** Sends an event to every client of one board, and to no other. */
export function broadcast(boardId: string, data: object): void {
  //#region Exercise 2: put the event into the queue of each client of this board
  const event = encode(data);
  for (const client of clients.get(boardId) ?? []) client.enqueue(event);
  //#endregion
}

/** How many streams are open, over all boards. */
export function clientCount(): number {
  //#region Exercise 3: count the clients of all boards
  //= return 0;
  let count = 0;
  for (const watching of clients.values()) count += watching.size;
  return count;
  //#endregion
}
