/** A class that looks for line ends among the bytes and decodes whole lines. */
export interface ParsedEvent {
  event: string;
  data: string;
  lastEventId: string;
}

class Parser {
  lastEventId = "";
  retry: number | undefined;
  #rest = Buffer.alloc(0);
  #skipLf = false;
  #isFirst = true;
  #block = new Map<string, string>();
  #id = "";
  readonly #onEvent: (event: ParsedEvent) => void;

  constructor(onEvent: (event: ParsedEvent) => void) {
    this.#onEvent = onEvent;
  }

  push(bytes: Uint8Array): void {
    let start = 0;
    const all = Buffer.concat([this.#rest, bytes]);
    for (let index = this.#rest.length; index < all.length; index++) {
      const byte = all[index];
      if (this.#skipLf && byte === 0x0a) {
        this.#skipLf = false;
        start = index + 1;
        continue;
      }
      this.#skipLf = byte === 0x0d;
      if (byte !== 0x0a && byte !== 0x0d) continue;
      this.#line(all.subarray(start, index).toString());
      start = index + 1;
    }
    this.#rest = all.subarray(start);
  }

  end(): void {
    this.#block.clear();
  }

  #line(text: string): void {
    const line = this.#isFirst && text.startsWith("\ufeff") ? text.slice(1) : text;
    this.#isFirst = false;
    if (line === "") {
      const data = this.#block.get("data");
      this.lastEventId = this.#id;
      if (data !== undefined)
        this.#onEvent({ event: this.#block.get("event") || "message", data, lastEventId: this.lastEventId });
      this.#block.clear();
    } else if (!line.startsWith(":")) {
      const [field = "", ...rest] = line.split(":");
      const value = rest.join(":");
      this.#field(field, value[0] === " " ? value.substring(1) : value);
    }
  }

  #field(field: string, value: string): void {
    if (field === "data") {
      const before = this.#block.get("data");
      this.#block.set("data", before === undefined ? value : before + "\n" + value);
    } else if (field === "event") this.#block.set("event", value);
    else if (field === "id" && !/\0/.test(value)) this.#id = value;
    else if (field === "retry" && /^\d+$/.test(value)) this.retry = +value;
  }
}

export const createParser = (onEvent: (event: ParsedEvent) => void) => new Parser(onEvent);
