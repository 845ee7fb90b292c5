/**
 * The open event streams: which clients watch which board, and how an event reaches them.
 */

/** The server's end of one open stream. */
type Client = ReadableStreamDefaultController<Uint8Array>;

// TODO(exercise 1): keep the clients of each board, by the board's id

const encoder = new TextEncoder();

/** One event without a name, as the bytes of an event stream. */
function encode(data: object): Uint8Array {
  // TODO(exercise 1): a `data:` line with the data as JSON, and the empty line that ends the event
  return encoder.encode("");
}

/**
 * A new client of a board, as the body of its response. The stream does not end by itself: what is put into its queue, now
 * or in an hour, is sent at once.
 */
export function addClient(boardId: string): ReadableStream<Uint8Array> {
  // TODO(exercise 3): a place for this client where both functions below can see it
  return new ReadableStream<Uint8Array>({
    start(controller) {
      // TODO(exercise 1): make this controller one of the board's clients, and send { type: "connected" } to it
      // TODO(exercise 3): keep this client
    },
    cancel() {
      // TODO(exercise 3): the client has left: remove it, and its board when it was the last one there
    },
  });
}

/** Sends an event to every client of one board, and to no other. */
export function broadcast(boardId: string, data: object): void {
  // TODO(exercise 2): put the event into the queue of each client of this board
}

/** How many streams are open, over all boards. */
export function clientCount(): number {
  // TODO(exercise 3): count the clients of all boards
  return 0;
}
