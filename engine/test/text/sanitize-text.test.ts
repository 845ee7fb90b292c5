import { describe, expect, it } from "vitest";
import { newSeed, randomFor } from "../../kit/random.ts";
import { sanitizeLine, sanitizeText } from "../../text/sanitize-text.ts";
import { measureUsedMs } from "../used-ms.ts";

const LONG = { maxChars: 10_000 };
const seed = newSeed();

/** What must never reach a terminal: controls except tab and newline, lone surrogates, bidi marks and other invisible characters. */
// oxlint-disable-next-line no-control-regex -- control characters are what is tested
const FORBIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]|\p{Cs}|\p{Default_Ignorable_Code_Point}/u;

describe("sanitizeText", () => {
  it.each([
    ["plain text, which stays", "GET /health 200 {}\n\tok", "GET /health 200 {}\n\tok"],
    ["letters of every script, which stay", "é 漢字 🙂 Ж عربى", "é 漢字 🙂 Ж عربى"],
    ["colours", "\u001b[31mred\u001b[0m and \u001b[38;5;12mblue", "red and blue"],
    ["cursor movement and erasing", "a\u001b[2J\u001b[1;1Hb\u001b[?25lc", "abc"],
    [
      "a link, which keeps its text and loses its address",
      "\u001b]8;;http://x.test\u0007click\u001b]8;;\u001b\\ me",
      "click me",
    ],
    ["a window title", "\u001b]0;owned\u0007text", "text"],
    ["device control and application strings", "\u001bPq#0\u001b\\a\u001b_hidden\u001b\\b", "ab"],
    ["the same in eight bits", "\u009b31mred \u009d0;title\u009ctext", "red text"],
    ["a character set switch", "\u001b(0lqqk\u001b(B", "lqqk"],
    ["a sequence without an end, which hides nothing", "\u001b]0;all of this\nand this", "0;all of this\nand this"],
    ["a sequence inside a sequence", "\u001b\u001b[31m[31mx", "[31mx"],
    ["control characters", "a\u0000b\u0007c\u0008d\u007fe\u0085f", "abcdef"],
    ["every kind of line end", "a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"],
    ["bidi overrides", "user\u202etxt.exe\u202c \u2066x\u2069", "usertxt.exe x"],
    ["invisible characters", "a\u200bb\u00adc\ufeffd\u2060e\u3164f\u{e0041}g\ufe0fh", "abcdefgh"],
    ["half surrogate pairs", "a\ud83db\ude00c", "a\ufffdb\ufffdc"],
    ["surrogate halves that would join once the text between them is removed", "\udb40\u200b\udc41", "\ufffd\ufffd"],
    ["combining marks stacked on one letter", `o${"\u0301".repeat(50)}k`, `o${"\u0301".repeat(4)}k`],
  ])("handles %s", (_what, text, clean) => {
    expect(sanitizeText(text, LONG)).toBe(clean);
  });

  it("says how many characters it left out, and never exceeds the cap", () => {
    expect(sanitizeText("x".repeat(100), { maxChars: 40 })).toMatchInlineSnapshot(
      `"xxxxxxxxxxxxxxxx ... 84 more characters"`,
    );
    expect(sanitizeText("x".repeat(100), { maxChars: 40, keep: "end" })).toMatchInlineSnapshot(
      `"86 characters before ... xxxxxxxxxxxxxx"`,
    );
    expect(sanitizeText("🙂".repeat(50), { maxChars: 50 })).toMatchInlineSnapshot(
      `"🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂 ... 37 more characters"`,
    );
    expect(sanitizeText("🙂".repeat(50), { maxChars: 7 })).toBe("🙂🙂🙂");
    for (let maxChars = 0; maxChars < 60; maxChars++) {
      expect(sanitizeText("🙂x".repeat(50), { maxChars }).length).toBeLessThanOrEqual(maxChars);
    }
  });

  it("takes linear time on a megabyte of hostile text", () => {
    const worst = [
      "\u001b]",
      "\u001b[",
      "\u001b[0;",
      "\u009b",
      "\u001bP x",
      "\ud800",
      "\u0301",
      "\u202e",
      "a\r",
      "\u001b[31m",
    ];
    for (const piece of worst) {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
      const usedMs = measureUsedMs();
      sanitizeText(text, LONG);
      // A generous limit: it takes some tens of milliseconds, and quadratic work would take minutes.
      expect(usedMs(), JSON.stringify(piece)).toBeLessThan(2_000);
    }
  });

  it(`leaves nothing dangerous in random text, and changes nothing the second time (seed ${seed})`, () => {
    const random = randomFor(seed, "clean");
    const pieces = [
      "\u001b",
      "[",
      "]",
      "31m",
      ";",
      "\u0007",
      "\u009b",
      "\u009c",
      "\\",
      "\ud83d",
      "\ude42",
      "\u200d",
      "\u202e",
      "\r",
      "\n",
      "\t",
      "a",
      "漢",
      "\u0301",
    ];
    for (let round = 0; round < 3_000; round++) {
      const wild = Array.from({ length: random.integer(0, 40) }, () =>
        random.integer(0, 3) === 0 ? String.fromCharCode(random.integer(0, 0xffff)) : random.pick(pieces),
      ).join("");
      const bytes = random.bytes(random.integer(0, 60)).toString("latin1");
      for (const text of [wild, bytes]) {
        const maxChars = random.integer(0, 80);
        const clean = sanitizeText(text, { maxChars });
        expect(clean).not.toMatch(FORBIDDEN);
        expect(clean.length).toBeLessThanOrEqual(maxChars);
        expect(sanitizeText(clean, { maxChars })).toBe(clean);
        expect(sanitizeLine(text, { maxChars })).not.toMatch(/[\n\t]/);
      }
    }
  });
});

describe("sanitizeLine", () => {
  it("writes newlines and tabs as \\n and \\t", () => {
    expect(sanitizeLine("\ufeffone\r\ntwo\tthree\rfour\n", LONG)).toBe("\\ufeffone\\r\\ntwo\\tthree\\rfour\\n");
  });
});
