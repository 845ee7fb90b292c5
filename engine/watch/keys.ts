/** The bytes a terminal sends for keys, as names of keys. */
import { StringDecoder } from "node:string_decoder";

/** A lower-case letter or other character, or one of `up`, `down`, `enter`, `escape`, `ctrl-c`, `ctrl-z` and the like. */
export type Key = string;

/** An escape that nothing follows within this time was the key itself, not the beginning of a sequence. */
export const ESCAPE_LIMIT_MS = 50;

const ESC = "\u001b";
/** CSI: parameters, intermediates, a final character (ECMA-48 section 5.4). */
// oxlint-disable-next-line no-control-regex -- keys arrive as control characters
const CONTROL_SEQUENCE = /^\u001b\[[0-?]*[ -/]*[@-~]/;
// oxlint-disable-next-line no-control-regex -- keys arrive as control characters
const UNFINISHED = /^\u001b(?:\[[0-?]*[ -/]*|O)?$/;
/** No key sends more than this; what is longer is noise. */
const SEQUENCE_LIMIT = 32;
const ARROWS: Readonly<Record<string, Key>> = { A: "up", B: "down", C: "right", D: "left", H: "home", F: "end" };

/** Reads keys out of what arrives. A key may come in pieces, and one piece may hold many keys. */
export class KeyReader {
  readonly #decoder = new StringDecoder("utf8");
  #pending = "";

  /** The keys that are complete. Keys without a name here, such as function keys, are left out. */
  read(bytes: Buffer): Key[] {
    this.#pending += this.#decoder.write(bytes);
    const keys: Key[] = [];
    while (this.#pending !== "" && !this.isWaiting) {
      const [length, key] = firstKey(this.#pending);
      this.#pending = this.#pending.slice(length);
      if (key !== undefined) keys.push(key);
    }
    return keys;
  }

  /** Whether an escape has arrived that may begin a sequence. */
  get isWaiting(): boolean {
    return this.#pending.length < SEQUENCE_LIMIT && UNFINISHED.test(this.#pending);
  }

  /** The key that was waited with, `ESCAPE_LIMIT_MS` after it arrived. */
  flush(): Key[] {
    const keys = this.#pending === ESC ? ["escape"] : [];
    this.#pending = "";
    return keys;
  }
}

function firstKey(text: string): [length: number, key: Key | undefined] {
  const [first = ""] = text;
  if (first !== ESC) return [first.length, plainKey(first)];
  const control = CONTROL_SEQUENCE.exec(text)?.[0];
  if (control !== undefined) return [control.length, ARROWS[control.at(-1) ?? ""]];
  if (text[1] === "O") return [3, ARROWS[text[2] ?? ""]];
  // Two escapes are that key twice; an escape and a character are the Alt key with it, which means nothing here.
  if (text[1] === ESC) return [1, "escape"];
  return [1 + ((text.codePointAt(1) ?? 0) > 0xffff ? 2 : 1), undefined];
}

function plainKey(character: string): Key {
  if (character === "\r" || character === "\n") return "enter";
  if (character === "\u007f") return "backspace";
  // Ctrl with a letter sends the letter's number in the alphabet.
  if (character < " ") return `ctrl-${String.fromCharCode(character.charCodeAt(0) + 96)}`;
  return character.toLowerCase();
}
