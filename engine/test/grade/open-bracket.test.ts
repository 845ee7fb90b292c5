import { expect, test } from "vitest";
import { openBracketAbove } from "../../grade/open-bracket.ts";

const above = (text: string, line = text.split("\n").length) => openBracketAbove(text, line);

test("the bracket that is open where a line begins is the innermost one", () => {
  expect(above("function a() {\n  if (b) {\n    c();\n}\nexport const d = 1;")).toEqual({ bracket: "{", line: 1 });
  expect(above("a(\n  [1, 2,\nexport {}")).toEqual({ bracket: "[", line: 2 });
  expect(above("a(1);\nb({ c: [] });\nexport {}")).toBeUndefined();
});

test("brackets in texts, templates, comments and regular expressions are none", () => {
  expect(
    above("const a = '{';\nconst b = `(${[1].at(0)}{`;\n// (\n/* { */\nconst c = /[({]/;\nexport {}"),
  ).toBeUndefined();
});

test("what comes after the line, or closes nothing, does not count", () => {
  expect(above("a();\n}\nb(\nc", 3)).toBeUndefined();
  expect(above("a(\n}\nb", 3)).toEqual({ bracket: "(", line: 1 });
});
