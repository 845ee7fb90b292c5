/** A parser that is fed and remembers where it is: nothing is ever read twice. */
import { OPCODES, ProtocolError, type Frame } from "./wire.js";

type State = "first" | "second" | "length" | "key" | "payload";

export class FrameParser {
  #state: State = "first";
  #first = 0;
  #isMasked = false;
  #length = 0n;
  #lengthBytesLeft = 0;
  #key: number[] = [];
  #payload: number[] = [];
  readonly #onFrame: (frame: Frame) => void;

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    for (const byte of chunk) this.#take(byte);
  }

  #take(byte: number): void {
    switch (this.#state) {
      case "first":
        this.#first = byte;
        this.#state = "second";
        return;
      case "second": {
        this.#isMasked = byte >= 128;
        const short = byte % 128;
        this.#lengthBytesLeft = short === 126 ? 2 : short === 127 ? 8 : 0;
        this.#length = short < 126 ? BigInt(short) : 0n;
        return this.#goOn();
      }
      case "length":
        this.#length = this.#length * 256n + BigInt(byte);
        this.#lengthBytesLeft--;
        return this.#goOn();
      case "key":
        this.#key.push(byte);
        return this.#goOn();
      case "payload":
        this.#payload.push(byte ^ (this.#key[this.#payload.length % 4] ?? 0));
        return this.#goOn();
    }
  }

  #goOn(): void {
    if (this.#lengthBytesLeft > 0) this.#state = "length";
    else if (this.#isMasked && this.#key.length < 4) this.#state = "key";
    else if (BigInt(this.#payload.length) < this.#length) {
      if (this.#length > 1_048_576n) throw new ProtocolError(1009, "too large");
      this.#state = "payload";
    } else this.#finish();
  }

  #finish(): void {
    const frame: Frame = {
      isFinal: this.#first >= 128,
      reserved: (this.#first >> 4) % 8,
      opcode: this.#first % 16,
      isMasked: this.#isMasked,
      payload: Buffer.from(this.#payload),
    };
    [this.#state, this.#key, this.#payload] = ["first", [], []];
    this.#onFrame(frame);
  }
}

export function isAllowed({ isFinal, reserved, opcode, isMasked, payload }: Frame): boolean {
  const known = new Set<number>(Object.values(OPCODES));
  const small = opcode < 8 || (isFinal && payload.length < 126);
  return isMasked && reserved === 0 && known.has(opcode) && small;
}
