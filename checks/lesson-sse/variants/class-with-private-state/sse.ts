class Subscription implements UnderlyingDefaultSource<Uint8Array> {
  static readonly #all: Subscription[] = [];
  readonly #boardId: string;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(boardId: string) {
    this.#boardId = boardId;
  }

  static get size(): number {
    return Subscription.#all.length;
  }

  static publish(boardId: string, data: object): void {
    for (const subscription of Subscription.#all) if (subscription.#boardId === boardId) subscription.#send(data);
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#controller = controller;
    Subscription.#all.push(this);
    this.#send({ type: "connected" });
  }

  cancel(): void {
    const place = Subscription.#all.indexOf(this);
    if (place !== -1) Subscription.#all.splice(place, 1);
  }

  #send(data: object): void {
    this.#controller?.enqueue(Buffer.from(`data: ${JSON.stringify(data)}\n\n`));
  }
}

export function addClient(boardId: string): ReadableStream<Uint8Array> {
  return new ReadableStream(new Subscription(boardId));
}

export function broadcast(boardId: string, data: object): void {
  Subscription.publish(boardId, data);
}

export function clientCount(): number {
  return Subscription.size;
}
