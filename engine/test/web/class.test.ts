/** The instructors' view of the output of `npm run grade`. */
import path from "node:path";
import { expect, test } from "vitest";
import { write } from "../fixture-workbook.ts";
import { courseFolder } from "../watch/course.ts";
import { keepResult, keepSet } from "./kept-class.ts";
import { Page } from "./page-client.ts";

test("shows a class as a table, its verdicts, and each submission compared with the solution", async () => {
  const course = await courseFolder();
  const folder = path.join(course.root, "class");
  const hostile = "<b>eve";
  const servers = { ada: course.right, [hostile]: "throw new Error('<i>no</i>');\n" };
  const entries = [];
  for (const [index, [name, source]] of Object.entries(servers).entries()) {
    await write(path.join(folder, name), {
      "server.ts": source,
      "greet.ts":
        'export const greet = (visitor: { send(text: string): void }) => visitor.send(\'{"type":"greeting"}\');\n',
      "knock.ts": "export const knock = () => {};\n",
    });
    const check = course.start([
      "check",
      "lesson-door",
      "--json",
      "--seed",
      "3",
      "--submission",
      path.join(folder, name),
    ]);
    const verdict = JSON.parse(await check.line(0)) as unknown;
    const key = String(index).repeat(64);
    await keepResult(course, key, verdict);
    entries.push({ name, key });
  }
  // Ids from the address must not be used as paths.
  entries.push({ name: "../class/ada", key: "0".repeat(64) }, { name: "x", key: "../../secret" });
  const eve = { name: "eve", key: "9".repeat(64), outcome: "needs-a-decision", asked: "server.ts is missing" };
  await keepSet(course, [...entries, eve]);

  const page = await Page.start(course, ["--port", "0", "--grades", "grades"]);
  expect(page.session).toMatchObject({ role: "instructor", hasClass: true });
  const view = await page.ask("GET /api/class", {});
  expect(view).toMatchObject({ folder: "grades", lesson: "lesson-door" });
  const checks = (causes: readonly string[]) => causes.filter((cause) => /^\d/.test(cause) && !cause.includes("-"));
  expect(view.rows.map(({ id, status, causes, cause }) => [id, status, checks(causes), cause])).toEqual([
    ["../class/ada", "graded", ["2.1"], expect.stringMatching(/^2\.1 /)],
    [hostile, "not-gradable", [], expect.stringMatching(/./)],
    ["ada", "graded", ["2.1"], expect.stringMatching(/^2\.1 /)],
    ["eve", "needs-a-decision", [], "server.ts is missing"],
    ["x", "not-graded-yet", [], ""],
  ]);
  expect(view.checks.find(({ id }) => id === "2.1")).toMatchObject({ failed: 2 });
  const ada = await page.ask("GET /api/class/:id", { id: "ada" });
  expect(ada.verdict?.exercises[1]?.checks[0]?.transcript.length).toBeGreaterThan(2);
  expect((await page.ask("GET /api/class/:id", { id: hostile })).canCompare).toBe(true);
  const { files } = await page.ask("GET /api/class/:id/diff", { id: hostile });
  expect(files.find(({ file }) => file === "server.ts")).toMatchObject({ status: "changed", added: 1 });
  expect((await page.raw(`/api/class/${encodeURIComponent("../class/ada")}/diff`)).status).toBe(404);
  expect((await page.raw("/api/class/%E0%A4%A/diff")).status).toBe(404);
  const undecided = await page.raw("/api/class/eve/diff");
  expect([undecided.status, JSON.parse(undecided.text)]).toEqual([
    409,
    { error: "nothing-to-compare", message: "Decide first what of this is to be graded: server.ts is missing." },
  ]);
  expect((await page.raw("/api/class/x/diff")).status).toBe(409);
  expect((await page.raw("/api/lessons/lesson-gate/diff")).status).toBe(200);

  // Writing takes the session's token and the page's own origin, as everywhere.
  const body = JSON.stringify({ before: null, after: { points: 1, by: "T" } });
  for (const route of ["class/ada/override", "class/eve/decide", "class-grade"]) {
    expect((await page.raw(`/api/${route}`, { method: "POST", body })).status).toBe(403);
    const headers = { "x-workbook-token": page.session.token ?? "", origin: "http://elsewhere.invalid" };
    expect((await page.raw(`/api/${route}`, { method: "POST", body, headers })).status).toBe(403);
  }
  // Of a class without class.json it is not known how it was graded.
  const override = { before: null, after: { points: 1, by: "T" } };
  await expect(page.ask("POST /api/class/:id/override", { id: "ada" }, override)).rejects.toThrow("grade it again");
  await expect(page.ask("POST /api/class-grade", {}, { submission: "ada" })).rejects.toThrow("of several machines");
  await expect(
    page.ask("POST /api/class/:id/decide", { id: "eve" }, { choice: "place", place: "../../secret" }),
  ).rejects.toThrow("not in what was handed in");
});
