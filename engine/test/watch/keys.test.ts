import { describe, expect, test } from "vitest";
import { KeyReader } from "../../watch/keys.ts";

function read(...pieces: (string | Buffer)[]): string[] {
  const reader = new KeyReader();
  return pieces.flatMap((piece) => reader.read(Buffer.from(piece)));
}

describe("keys", () => {
  const cases: [name: string, bytes: string, keys: string[]][] = [
    ["letters, in either case", "rQ", ["r", "q"]],
    ["many at once", "hhq", ["h", "h", "q"]],
    ["return and line feed", "\r\n", ["enter", "enter"]],
    ["control keys", "\u0003\u001a\u0004\u000c", ["ctrl-c", "ctrl-z", "ctrl-d", "ctrl-l"]],
    ["arrows", "\u001b[A\u001b[B\u001b[C\u001b[D", ["up", "down", "right", "left"]],
    ["arrows in application mode", "\u001bOA\u001bOB", ["up", "down"]],
    ["arrows with modifiers", "\u001b[1;5A", ["up"]],
    ["escape before another sequence", "\u001b\u001b[A", ["escape", "up"]],
    ["a letter after a function key", "\u001b[15~q", ["q"]],
    ["Alt and a letter, which is neither", "\u001bxq", ["q"]],
    ["mouse and focus reports", "\u001b[<0;10;20M\u001b[Iq", ["q"]],
    ["letters of other alphabets", "é😀q", ["é", "😀", "q"]],
    ["backspace", "\u007f", ["backspace"]],
  ];
  test.each(cases)("%s", (_name, bytes, keys) => {
    expect(read(bytes)).toEqual(keys);
  });

  test.each(cases)("%s, byte by byte", (_name, bytes, keys) => {
    expect(read(...[...Buffer.from(bytes)].map((byte) => Buffer.from([byte])))).toEqual(keys);
  });

  test("an escape alone waits until it is flushed", () => {
    const reader = new KeyReader();
    expect(reader.read(Buffer.from("r\u001b"))).toEqual(["r"]);
    expect(reader.isWaiting).toBe(true);
    expect(reader.flush()).toEqual(["escape"]);
    expect(reader.isWaiting).toBe(false);
    expect(reader.flush()).toEqual([]);
  });

  test("noise without an end is given up", () => {
    const reader = new KeyReader();
    reader.read(Buffer.from(`\u001b[${"1;".repeat(100)}`));
    expect(reader.isWaiting).toBe(false);
    expect(reader.read(Buffer.from("q")).at(-1)).toBe("q");
  });
});
