/** Access codes, as the course's site has them. */
import { createHmac } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { Access } from "../../web/guard/access.ts";
import { courseFolder, type CourseFolder } from "../watch/course.ts";
import { withTheFile } from "./lasting.ts";
import { Page, type Heard } from "./page-client.ts";

const CODES = { WORKBOOK_ACCESS_CODE: "open sesame", WORKBOOK_INSTRUCTOR_CODE: "chalk & cheese" };
const atEnd = withTheFile();
let course: CourseFolder;
let page: Page;
beforeAll(async () => {
  course = await courseFolder(atEnd);
  page = await Page.start(course, ["--port", "0"], CODES);
});

const enter = (to: Page, code: string) =>
  to.raw("/api/access", {
    method: "POST",
    body: JSON.stringify({ code }),
    headers: { origin: `http://localhost:${to.port}` },
  });

function cookieIn({ headers }: Heard): string {
  return headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
}

function errorIn({ status, text }: Heard): string {
  const { error, message } = JSON.parse(text) as { error: string; message: string };
  return `${status} ${error}: ${message}`;
}

test("without the code there is a page that asks for it, and nothing else", async () => {
  page.cookie = "";
  expect(page.session).toMatchObject({ role: null, token: null, takesCode: true });
  const { text } = await page.raw("/lessons/lesson-door");
  expect(text).toContain('"course":null,"lesson":null');
  for (const asked of ["/api/course", "/api/lessons/lesson-door", "/api/events?lesson=lesson-door", "/api/class"])
    expect(errorIn(await page.raw(asked))).toBe("401 access-code-needed: Enter your access code.");
  await expect(page.console("lesson-door")).rejects.toThrow("401");
});

test("a wrong code is invalid; a right one is remembered in a cookie no script can read", async () => {
  expect(errorIn(await enter(page, "open sesam"))).toBe("401 invalid-code: Invalid code");
  const entered = await enter(page, "open sesame");
  expect(entered.headers["set-cookie"]?.[0]).toMatch(
    /^workbook_access_\d+=learner\.\d+\.[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
  );
  page.cookie = cookieIn(entered);
  await page.renew();
  expect(page.session).toMatchObject({ role: "learner", enteredCode: true });
  expect((await page.raw("/api/course")).status).toBe(200);
  expect(errorIn(await page.raw("/api/class"))).toMatch(/^403 instructors-only/);
  const left = await page.ask("POST /api/leave", {});
  expect(left.role).toBeNull();
});

test("the instructors' code opens what is theirs", async () => {
  page.cookie = cookieIn(await enter(page, "chalk & cheese"));
  await page.renew();
  expect(page.session.role).toBe("instructor");
  expect((await page.raw("/api/lessons/lesson-door/diff")).status).toBe(200);
  expect(errorIn(await page.raw("/api/class"))).toMatch(/^404 no-class/);
});

test("a cookie that was made or changed by somebody else counts for nothing", async () => {
  const own = cookieIn(await enter(page, "open sesame"));
  const [name = "", value = ""] = own.split("=");
  const [, until = "", signature = ""] = value.split(".");
  const forged = createHmac("sha256", "open sesame").update(`instructor.${until}`).digest("base64url");
  for (const cookie of [
    `${name}=instructor.${until}.${signature}`,
    `${name}=instructor.${until}.${forged}`,
    `${name}=learner.${Number(until) + 1}.${signature}`,
    `${name}=learner.${until}.`,
    `${name}=learner.${until}.${signature}x`,
    `${name}=learner.${until}.${signature}.x`,
    `${name}=`,
    `other=${value}`,
  ]) {
    page.cookie = cookie;
    expect((await page.raw("/api/course")).status, cookie).toBe(401);
  }
  page.cookie = `junk; ${name}=junk; ${own}`;
  expect((await page.raw("/api/course")).status).toBe(200);
});

test("a restart asks nobody again, a new code everybody", async () => {
  const cookie = cookieIn(await enter(page, "open sesame"));
  const secret = path.join(course.root, ".workbook/page/cookie-secret");
  expect((await stat(secret)).mode & 0o777).toBe(0o600);
  expect(await readFile(secret)).toHaveLength(32);
  page.talking.child.kill("SIGTERM");
  await page.talking.end;
  const restarted = await Page.start(course, ["--port", String(page.port)], CODES);
  restarted.cookie = cookie;
  expect((await restarted.raw("/api/course")).status).toBe(200);
  restarted.talking.child.kill("SIGTERM");
  await restarted.talking.end;
  page = await Page.start(course, ["--port", String(page.port)], { ...CODES, WORKBOOK_ACCESS_CODE: "another" });
  page.cookie = cookie;
  expect((await page.raw("/api/course")).status).toBe(401);
});

test("codes cannot be found by trying", async () => {
  page.cookie = "";
  const answers = [];
  for (let attempt = 0; attempt < 12; attempt++) answers.push(await enter(page, `guess ${attempt}`));
  expect(answers.map(({ status }) => status)).toEqual([...Array<number>(10).fill(401), 429, 429]);
  // Not even the right one then, or waiting would not be needed.
  const refused = await enter(page, "another");
  expect(refused.status).toBe(429);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(200);
  expect(errorIn(refused)).toMatch(/^429 too-many-attempts: Too many wrong codes. Try again in 5 minutes.$/);
});

test("an empty code opens nothing where there is none", () => {
  const access = new Access({
    codes: { learner: "code", instructor: undefined },
    without: null,
    secret: Buffer.alloc(32),
    cookieName: "c",
  });
  expect(access.enter("", "1")).toBe("invalid");
  expect(access.enter("code", "1")).toMatchObject({ role: "learner" });
});
