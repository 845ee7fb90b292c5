/** The writer alone. */
import { describe, expect, it } from "vitest";
import { newSeed, randomFor } from "../../kit/random.ts";
import { safeJson, safeText } from "../../output.ts";
import { controlCode, createColors, terminalLink } from "../../terminal-codes.ts";
import { measureUsedMs } from "../used-ms.ts";

const seed = newSeed();
const plain = (text: string) => safeText(text, { inBuildLog: false });
const logged = (text: string) => safeText(text, { inBuildLog: true });

describe("text", () => {
  it("keeps our own colours, links and cursor movements", () => {
    const { red, bold } = createColors(true);
    expect(plain(red(`a ${bold("b")} c`))).toBe("\u001b[31ma \u001b[1mb\u001b[22m c\u001b[39m");
    expect(plain(terminalLink("file:///a%20b", "a b"))).toBe("\u001b]8;;file:///a%20b\u001b\\a b\u001b]8;;\u001b\\");
    expect(plain(`${controlCode("2A")}x\r\n`)).toBe("\u001b[2Ax\r\n");
  });

  it("restarts a colour after a nested one has ended", () => {
    const { red, green } = createColors(true);
    expect(plain(red(`a ${green("b")} c`))).toBe("\u001b[31ma \u001b[32mb\u001b[39m\u001b[31m c\u001b[39m");
  });

  it.each([
    ["a colour", "\u001b[31mred\u001b[0m", "red"],
    ["a guess of the key", "\u001b[12345678901234567890;31mred", "red"],
    ["a link", "\u001b]8;;http://x.test\u0007click\u001b]8;;\u0007", "click"],
    ["a carriage return", "ok\rFAIL", "ok\nFAIL"],
    ["bidi controls", "user\u202etxt.exe", "usertxt.exe"],
    ["eight-bit controls", "\u009b2Jx", "x"],
  ])("removes %s that is not ours, also inside our own colours", (_what, text, clean) => {
    expect(plain(text)).toBe(clean);
    expect(plain(createColors(true).red(text))).toBe(`\u001b[31m${clean}\u001b[39m`);
  });

  it.each([
    ["::error::x", ": :error::x"],
    ["  ::error file=a::x", "  : :error file=a::x"],
    ["a\r::stop-commands::token", "a\n: :stop-commands::token"],
    ["\u200b::debug::x", ": :debug::x"],
    ["in a line ##[group]x", "in a line # #[group]x"],
    ["##vso[task.setvariable]x", "# #vso[task.setvariable]x"],
    ["std::vector and ::1 stay", "std::vector and ::1 stay"],
  ])("in a build's log makes %j harmless, and elsewhere leaves it", (text, safe) => {
    expect(logged(text)).toBe(safe);
    expect(plain("##[x]\n::y::")).toBe("##[x]\n::y::");
  });

  it(`contains no other control codes or log commands, for random input (seed ${seed})`, () => {
    const random = randomFor(seed, "writer");
    const { red } = createColors(true);
    const pieces = [
      "\u001b",
      "[",
      "]",
      "31m",
      "8;;x",
      "\u0007",
      "\\",
      ":",
      "::",
      "##",
      "[",
      "\r",
      "\n",
      "\u202e",
      " ",
      "a",
    ];
    // oxlint-disable-next-line no-control-regex -- control characters are what is tested
    const ours = /\u001b\[3[19]m/g;
    // oxlint-disable-next-line no-control-regex -- control characters are what is tested
    const forbidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\p{Default_Ignorable_Code_Point}/u;
    for (let round = 0; round < 3_000; round++) {
      const wild = Array.from({ length: random.integer(1, 30) }, () => random.pick(pieces)).join("");
      const safe = logged(`${red("x")}${wild}${red("x")}`).replaceAll("\r\n", "\n");
      expect(safe.replaceAll(ours, ""), JSON.stringify(wild)).not.toMatch(forbidden);
      expect(logged(wild), JSON.stringify(wild)).not.toMatch(/^\s*::.*::|##\w*\[/m);
    }
  });

  it("is sanitized in linear time", () => {
    for (const piece of ["\u001b[", "\u001b]", "::", "##", " ", "\n", "\r\n", createColors(true).red("x"), "#:"]) {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
      const usedMs = measureUsedMs();
      logged(text);
      // Generous: linear work takes some tens of milliseconds, and quadratic work would take minutes.
      expect(usedMs(), JSON.stringify(piece)).toBeLessThan(3_000);
    }
  });
});

describe("JSON", () => {
  it("keeps its value, without control codes and log commands", () => {
    const value = { a: "\u001b[31m\u009b2J\u202e ##[error]x\u2028 👨‍👩‍👧 \u{e0041}", "::error::": ["##vso[x]"] };
    const written = safeJson(JSON.stringify(value));
    expect(JSON.parse(written)).toEqual(value);
    expect(written).not.toMatch(/[\u007f-\u009f\u2028]|##\w*\[|\p{Default_Ignorable_Code_Point}/u);
  });

  it("in ASCII is written unchanged", () => {
    const json = JSON.stringify({ a: [1, "x\n\u001b"], b: null });
    expect(safeJson(json)).toBe(json);
  });
});
