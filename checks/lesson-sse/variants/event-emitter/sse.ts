import { EventEmitter } from "node:events";

const bus = new EventEmitter();
bus.setMaxListeners(0);
let open = 0;

export function addClient(boardId: string): ReadableStream<Uint8Array> {
  let listener: (data: object) => void;
  return new ReadableStream({
    start(controller) {
      listener = (data) => controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(data)}\n\n`));
      bus.on(`board:${boardId}`, listener);
      open++;
      listener({ type: "connected" });
    },
    cancel() {
      bus.off(`board:${boardId}`, listener);
      open--;
    },
  });
}

export function broadcast(boardId: string, data: object): void {
  bus.emit(`board:${boardId}`, data);
}

export function clientCount(): number {
  return open;
}
