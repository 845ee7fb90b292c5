/** Submissions made to be slow to compare: the page answers them, and other requests meanwhile. */
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { beforeAll, afterAll, expect, test } from "vitest";
import { write } from "../fixture-workbook.ts";
import { courseFolder, type CourseFolder } from "../watch/course.ts";
import { keepResult, keepSet } from "./kept-class.ts";
import { Page } from "./page-client.ts";

const MEGABYTE = 1024 * 1024;
/** The limit for other requests meanwhile, on a busy machine; a response usually takes 5 ms. */
const OTHERS_LIMIT_MS = 5_000;

const ends: (() => Promise<void>)[] = [];
let course: CourseFolder;
let page: Page;

/** Files of about 250 KB that look like code and have no line in common. */
function sourceFile(name: string): string {
  const lines = Array.from({ length: 6_000 }, (_, index) => `export const ${name}${index} = "value ${index * 7919}";`);
  return lines.join("\n").slice(0, 250 * 1024);
}

/** What is put beside, or in place of, a right `server.ts`. */
const SUBMISSIONS: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
  ordinary: async () => {},
  "16 MB of source": (folder) =>
    write(
      folder,
      Object.fromEntries(Array.from({ length: 66 }, (_, index) => [`part-${index}.ts`, sourceFile(`p${index}_`)])),
    ),
  "every line different": (folder) => write(folder, { "server.ts": sourceFile("different") }),
  "every second line different": (folder) =>
    write(folder, {
      "server.ts": course.right
        .split("\n")
        .flatMap((line, index) => [
          line,
          ...Array.from({ length: 180 }, (_, each) => `const x${index}_${each} = ${line.length};`),
        ])
        .join("\n"),
    }),
  "one line of 16 MB": (folder) => write(folder, { "server.ts": "x".repeat(16 * MEGABYTE) }),
  "one line of 250 KB": (folder) => write(folder, { "server.ts": "a b ".repeat(62_500) }),
  "a line for each letter": (folder) => write(folder, { "server.ts": "x\n".repeat(120_000) }),
  "100,000 tiny files": async (folder) => {
    for (let index = 0; index < 100_000; index++) {
      if (index % 1_000 === 0) mkdirSync(path.join(folder, String(index / 1_000)), { recursive: true });
      writeFileSync(path.join(folder, String(Math.floor(index / 1_000)), `${index}.ts`), "1\n");
    }
  },
};

beforeAll(async () => {
  course = await courseFolder((end) => void ends.push(end));
  const entries = [];
  for (const [index, [name, fill]] of Object.entries(SUBMISSIONS).entries()) {
    const folder = path.join(course.root, "class", name);
    await mkdir(folder, { recursive: true });
    await write(folder, { "server.ts": course.right });
    await fill(folder);
    entries.push({ name, key: String(index).repeat(64) });
  }
  const verdict = {
    schema: "workbook.verdict/1",
    lesson: "lesson-door",
    outcome: "graded",
    exercises: [],
    score: { earned: 0, possible: 3 },
  };
  for (const { key } of entries) await keepResult(course, key, verdict);
  await keepSet(course, entries);
  page = await Page.start(course, ["--port", "0", "--grades", "grades"]);
}, 120_000);

afterAll(async () => {
  for (const end of ends.toReversed()) await end();
}, 60_000);

test.each(Object.keys(SUBMISSIONS))(
  "the comparison of %s is answered, and so are other requests meanwhile",
  async (id) => {
    const over = new AbortController();
    const waits: number[] = [];
    const others = (async () => {
      while (!over.signal.aborted) {
        const askedAt = performance.now();
        const { status } = await page.raw("/api/course");
        expect(status).toBe(200);
        waits.push(performance.now() - askedAt);
      }
    })();
    const response = await page.raw(`/api/class/${encodeURIComponent(id)}/diff`).finally(() => over.abort());
    await others;
    expect(response.status, response.text).toBe(200);
    expect(response.text.length).toBeLessThan(8 * MEGABYTE);
    expect(Math.max(...waits)).toBeLessThan(OTHERS_LIMIT_MS);
  },
);
