import { describe, expect, it } from "vitest";
import { newSeed, randomFor } from "../../kit/random.ts";
import { flow, hang, pageFor, spread } from "../../text/layout.ts";
import { displayWidth, shortened, splitAt } from "../../text/width.ts";
import { wrapText } from "../../text/wrap.ts";

const seed = newSeed();
const page = pageFor({ color: false, columns: 40 });

describe("width", () => {
  it.each([
    ["abc", 3],
    ["é", 1],
    ["e\u0301", 1],
    ["漢字", 4],
    ["🙂", 2],
    ["ｆｕｌｌ", 8],
  ])("%s takes %i columns", (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  it("splitAt cuts between characters and takes at least one", () => {
    expect(splitAt("漢字x", 3)).toEqual(["漢", "字x"]);
    expect(splitAt("漢字", 1)).toEqual(["漢", "字"]);
    expect(shortened("a long line", 8)).toBe("a lon...");
    expect(shortened("short", 8)).toBe("short");
    expect(shortened("漢字漢字", 5)).toBe("漢...");
    expect(shortened("漢字漢字", 2)).toBe("..");
  });
});

describe("wrapText", () => {
  it("breaks at spaces and keeps the indentation", () => {
    expect(wrapText("    at handleMessage (ws-server.ts:14:28) in a listener", 24)).toEqual([
      "    at handleMessage",
      "    (ws-server.ts:14:28)",
      "    in a listener",
    ]);
  });

  it("breaks a long word after a comma or slash when it can", () => {
    expect(wrapText('{"type":"connected","message":"hello"}', 24)).toEqual([
      '{"type":"connected",',
      '"message":"hello"}',
    ]);
    expect(wrapText("x".repeat(25), 10)).toEqual(["xxxxxxxxxx", "xxxxxxxxxx", "xxxxx"]);
  });

  it(`loses no character and stays inside the width (seed ${seed})`, () => {
    const random = randomFor(seed, "wrap");
    for (let round = 0; round < 2_000; round++) {
      const text = Array.from({ length: random.integer(0, 30) }, () =>
        random.pick([" ", "  ", "\n", "a", "word", "漢", "🙂", "e\u0301", ",", "/", "x".repeat(30)]),
      ).join("");
      const width = random.integer(4, 50);
      const lines = wrapText(text, width);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replace(/[ \n]/g, ""));
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  });
});

describe("layout", () => {
  it("keeps a page between 40 and 100 columns", () => {
    expect(
      [10, 40, 80, 500, Number.NaN, 0, undefined].map((columns) => pageFor({ color: false, columns }).columns),
    ).toEqual([40, 40, 80, 100, 80, 80, 80]);
  });

  it("indents further lines as far as the prefix is wide", () => {
    expect(hang(page, "  sent  ", "one two three four five six seven eight")).toEqual([
      "  sent  one two three four five six",
      "        seven eight",
    ]);
    expect(hang(page, "  sent  ", "")).toEqual(["  sent"]);
  });

  it("puts a text at the right edge, or on the next line when there is no room", () => {
    expect(spread(page, "1  ", "short", "5 checks")).toEqual([`1  short${" ".repeat(24)}5 checks`]);
    expect(spread(page, "1  ", "a title that takes nearly all", "5 checks")).toEqual([
      "1  a title that takes nearly all",
      `${" ".repeat(32)}5 checks`,
    ]);
  });

  it("joins parts with a middle dot as far as they fit", () => {
    expect(flow(page, "  ", ["one part", "another part", "and a third part"])).toEqual([
      "  one part · another part",
      "  and a third part",
    ]);
  });
});
