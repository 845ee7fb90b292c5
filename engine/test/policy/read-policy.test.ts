import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { policyJsonSchema } from "../../policy/json-schema.ts";
import { checkPoints, readPolicy } from "../../policy/read-policy.ts";
import { Ajv2020 } from "../tools/ajv.ts";

const PUBLISHED = fileURLToPath(new URL("../../policy/grading.schema.json", import.meta.url));
const DUE = "2026-11-20T23:59:00+01:00";

const WHOLE = {
  $schema: "./engine/policy/grading.schema.json",
  schema: "workbook.grading/1",
  points: { "1": 10, "2.1": 5 },
  due: DUE,
  late: { percent: 10, per: "hour", atMost: 50, graceMinutes: 15 },
  extensions: { ada: DUE },
  handedIn: { ada: DUE },
  attempts: "best",
  overrides: { ada: { points: 3, comment: "well done", by: "T" }, bob: { excused: true, by: "T" } },
  solution: "after-due",
  lessons: { "lesson-sse": { points: 20 } },
};

/** What is wrong with a file of this text. */
async function messageOn(text: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "policy-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "grading.json");
  await writeFile(file, text);
  return readPolicy(file, "grading.json").then(
    () => "",
    (error: Error) => error.message,
  );
}

test("the published schema is that of the code, and both take a whole policy", async () => {
  expect(JSON.parse(await readFile(PUBLISHED, "utf8"))).toEqual(JSON.parse(policyJsonSchema()));
  const ajv = new Ajv2020({ strictTypes: false, validateFormats: false });
  const validate = ajv.compile(JSON.parse(policyJsonSchema()) as object);
  expect(validate(WHOLE), ajv.errorsText(validate.errors)).toBe(true);
  expect(await messageOn(JSON.stringify(WHOLE))).toBe("");
});

test.each([
  ["{", "grading.json is not JSON"],
  ["[]", "grading.json, the whole file: Invalid input: expected object"],
  ["{}", 'grading.json, schema: Invalid input: expected "workbook.grading/1".'],
  [{ point: 30 }, 'grading.json, the whole file: "point" is unknown; did you mean points.'],
  [{ points: -1 }, "grading.json, points: "],
  [{ points: { "1.x": 2 } }, "grading.json, points"],
  [{ due: "2026-11-20" }, "grading.json, due: must be a time with its offset, for example 2026-11-20T23:59:00+01:00."],
  [{ due: "2026-11-20T23:59:00" }, "grading.json, due: must be a time with its offset"],
  [{ late: { percent: 120 } }, "grading.json, late > percent: "],
  [{ overrides: { ada: { points: 3 } } }, "grading.json, overrides > ada > by: "],
  [
    { overrides: { ada: { points: 3, excused: true, by: "T" } } },
    "overrides > ada: cannot both excuse a student and give points.",
  ],
  [{ lessons: { "lesson-ws": { schema: "x" } } }, 'lessons > lesson-ws: "schema" is unknown'],
])("refuses %j in a sentence that names the place", async (parts, message) => {
  const text = typeof parts === "string" ? parts : JSON.stringify({ schema: "workbook.grading/1", ...parts });
  expect(await messageOn(text)).toContain(message);
});

test("a missing file is no policy", async () => {
  expect(await readPolicy(path.join(tmpdir(), "nowhere", "grading.json"), "grading.json")).toBeUndefined();
});

test("refuses points for what the lesson does not have, and for an exercise twice", () => {
  const lesson = { slug: "lesson-ws", exercises: [1, 2, 3] };
  expect(() => checkPoints({ points: { "4": 1 } }, lesson, "grading.json")).toThrow(
    "grading.json, points: lesson-ws has no exercise 4.",
  );
  expect(() => checkPoints({ points: { "1": 1, "1.2": 1 } }, lesson, "grading.json")).toThrow(
    "exercise 1 has points both as a whole and by its check 1.2.",
  );
  expect(() => checkPoints({ points: { "1": 1, "2.2": 1 } }, lesson, "grading.json")).not.toThrow();
});
