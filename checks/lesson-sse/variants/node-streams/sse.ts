import { PassThrough, Readable } from "node:stream";

const open = new Map<PassThrough, string>();

const write = (stream: PassThrough, data: object) => stream.write(`data: ${JSON.stringify(data)}\n\n`);

export function addClient(boardId: string): ReadableStream<Uint8Array> {
  const stream = new PassThrough();
  open.set(stream, boardId);
  stream.on("close", () => open.delete(stream));
  stream.on("error", () => {});
  stream.write(": welcome\n\n");
  write(stream, { type: "connected" });
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
}

export function broadcast(boardId: string, data: object): void {
  for (const [stream, watched] of open) if (watched === boardId) write(stream, data);
}

export function clientCount(): number {
  return open.size;
}
