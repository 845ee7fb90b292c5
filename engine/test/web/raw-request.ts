/** Requests written byte by byte, including malformed ones that no HTTP client would send. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Far more than any response takes on a busy machine. */
const ANSWER_LIMIT_MS = 20_000;

/** A connection that keeps its own end open when the server closes the other. */
export async function rawConnection(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/**
 * Returns everything that the server sends until it closes the connection.
 * @throws Error when it does not close it within 20 seconds
 */
export async function rawAnswer(port: number, bytes: string | Buffer): Promise<string> {
  const socket = await rawConnection(port);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  const closed = new Promise<void>((resolve, reject) => {
    const limit = setTimeout(
      () =>
        reject(new Error(`the connection is still open ${ANSWER_LIMIT_MS} ms after ${JSON.stringify(String(bytes))}`)),
      ANSWER_LIMIT_MS,
    );
    // The server's end is closed, or the whole connection was reset.
    for (const event of ["end", "close"])
      socket.once(event, () => {
        clearTimeout(limit);
        resolve();
      });
  });
  socket.write(bytes);
  await closed.finally(() => socket.destroy());
  return Buffer.concat(chunks).toString("latin1");
}

/** The status of a response; 0 when there was none. */
export function statusIn(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
}
