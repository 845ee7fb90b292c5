import { expect, test } from "vitest";
import { driftedCopies } from "../../prove/drifted-copies.ts";

const given = { lesson: "lesson-b", file: "store.ts", text: "/** Keeps tasks. */\nadd();\n" };
const other = (text: string, file = "store.ts") => ({ lesson: "lesson-a", file, text });

test("a file of the same name and introduction with other code has drifted", () => {
  const drifted = other("/** Keeps tasks. */\nremove();\n");
  expect(driftedCopies(given, [drifted])).toEqual([drifted]);
});

test("the regions of the lesson that has the file written, and line ends, do not count", () => {
  const written = other(
    "/** Keeps tasks. */\r\n//#region Exercise 1: add\r\n//= return;\r\nadd();\r\n//#endregion\r\n",
  );
  expect(driftedCopies(given, [written])).toEqual([]);
});

test("a file that introduces itself otherwise, or has another name, is no copy", () => {
  expect(
    driftedCopies(given, [other("/** Keeps users. */\n"), other("/** Keeps tasks. */\n", "users.ts"), given]),
  ).toEqual([]);
  expect(driftedCopies({ ...given, text: "add();\n" }, [other("remove();\n")])).toEqual([]);
});
