import { PassThrough } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { listenForKeys, type Key } from "../../watch/keys.ts";

class Terminal {
  readonly #stream = new PassThrough();
  /** The keys of each read. */
  readonly reads: (readonly Key[])[] = [];
  readonly stop = listenForKeys(this.#stream, (keys) => this.reads.push(keys));

  /** Sends bytes, and waits until they are read. */
  async send(bytes: string | Buffer): Promise<void> {
    this.#stream.write(bytes);
    await new Promise(setImmediate);
  }

  get keys(): Key[] {
    return this.reads.flat();
  }
}

function terminal(): Terminal {
  const opened = new Terminal();
  onTestFinished(() => opened.stop());
  return opened;
}

describe("key names", () => {
  const cases: [name: string, bytes: string, keys: Key[]][] = [
    ["letters, in either case", "rQ", ["r", "q"]],
    ["many at once", "hhq", ["h", "h", "q"]],
    ["return and line feed", "\r\n", ["enter", "enter"]],
    ["control keys", "\u0003\u001a\u0004\u000c", ["ctrl-c", "ctrl-z", "ctrl-d", "ctrl-l"]],
    ["arrows", "\u001b[A\u001b[B\u001b[C\u001b[D", ["up", "down", "right", "left"]],
    ["arrows in application mode", "\u001bOA\u001bOB", ["up", "down"]],
    ["arrows with modifiers", "\u001b[1;5A", ["up"]],
    ["home and end", "\u001b[H\u001b[F", ["home", "end"]],
    ["a letter after a function key", "\u001b[15~q", ["q"]],
    ["Alt and a letter, which is neither", "\u001bxq", ["q"]],
    ["focus reports", "\u001b[I\u001b[Oq", ["q"]],
    ["letters of other alphabets", "é😀q", ["é", "😀", "q"]],
    ["digits and punctuation", "1?", ["1", "?"]],
    ["backspace", "\u007f", ["backspace"]],
  ];
  test.each(cases)("are recognised: %s", async (_name, bytes, keys) => {
    const tty = terminal();
    await tty.send(bytes);
    expect(tty.keys).toEqual(keys);
  });

  test.each(cases)("are recognised byte by byte: %s", async (_name, bytes, keys) => {
    const tty = terminal();
    for (const byte of Buffer.from(bytes)) await tty.send(Buffer.from([byte]));
    expect(tty.keys).toEqual(keys);
  });

  test("an escape that nothing follows is the Escape key", async () => {
    const tty = terminal();
    await tty.send("r\u001b");
    expect(tty.keys).toEqual(["r"]);
    await expect.poll(() => tty.keys).toEqual(["r", "escape"]);
  });

  test("pasted keys arrive together, so that a question can refuse them", async () => {
    const tty = terminal();
    await tty.send("xy");
    await tty.send("n");
    expect(tty.reads).toEqual([["x", "y"], ["n"]]);
  });

  test("continue after an unterminated sequence", async () => {
    const tty = terminal();
    await tty.send(`\u001b[${"1;".repeat(100)}`);
    await tty.send("~q");
    expect(tty.keys.at(-1)).toBe("q");
  });

  test("are not read after listening has stopped", async () => {
    const tty = terminal();
    tty.stop();
    await tty.send("q");
    expect(tty.keys).toEqual([]);
  });
});
