import { expect, test } from "vitest";
import { edit } from "../../kit/near-misses.ts";
import { applyEdits } from "../../prove/apply-edits.ts";

const SOLUTION = new Map([["ws.ts", "open();\r\nsend(1);\r\nsend(1);\r\n"]]);

function edited(...edits: Parameters<typeof applyEdits>[0]) {
  const result = applyEdits(edits, SOLUTION, "solutions/lesson-x");
  return "fault" in result ? result.fault : Object.fromEntries(result.files);
}

test("edits apply in order, each to what the one before it left", () => {
  expect(edited(edit("ws.ts", "open();", "close();"), edit("ws.ts", "close();\nsend(1);\n", ""))).toEqual({
    "ws.ts": "send(1);\n",
  });
});

test("the replacement is taken literally, dollar signs too", () => {
  expect(edited(edit("ws.ts", "open();", "a$&b$'c"))).toEqual({ "ws.ts": "a$&b$'c\nsend(1);\nsend(1);\n" });
});

test("an edit that does not say one change is refused with the file and the text", () => {
  expect(edited(edit("ws.ts", "shut();", ""))).toBe(
    'edits "shut();", which does not occur in solutions/lesson-x/ws.ts',
  );
  expect(edited(edit("ws.ts", "send(1);", ""))).toBe(
    'edits "send(1);", which occurs 2 times in solutions/lesson-x/ws.ts; quote more of it',
  );
  expect(edited(edit("ws.ts", "", "x"))).toBe('edits "", which does not occur in solutions/lesson-x/ws.ts');
  expect(edited(edit("app.ts", "open();", ""))).toBe("edits app.ts, which is not among the files that a learner edits");
  expect(edited(edit("ws.ts", "open();", "open();"))).toBe(
    'replaces "open();" in solutions/lesson-x/ws.ts with the same text',
  );
  expect(edited()).toBe("has no edits");
});
