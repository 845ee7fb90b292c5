/** Access codes, configured as on a course's site. */
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { Access } from "../../web/guard/access.ts";
import { RevokedSessions } from "../../web/guard/revoked-sessions.ts";
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

test("a visitor without a code gets only the page that asks for it", async () => {
  page.cookie = "";
  expect(page.session).toMatchObject({ role: null, token: null, takesCode: true });
  const { text } = await page.raw("/lessons/lesson-door");
  expect(text).toContain('"course":null,"lesson":null');
  for (const asked of ["/api/course", "/api/lessons/lesson-door", "/api/events?lesson=lesson-door", "/api/class"])
    expect(errorIn(await page.raw(asked))).toBe("401 access-code-needed: Enter your access code.");
  await expect(page.console("lesson-door")).rejects.toThrow("401");
});

test("a wrong code is refused; a correct one is remembered in an HttpOnly cookie", async () => {
  expect(errorIn(await enter(page, "open sesam"))).toBe("401 invalid-code: Invalid code");
  const entered = await enter(page, "open sesame");
  expect(entered.headers["set-cookie"]?.[0]).toMatch(
    /^workbook_access_\d+=learner\.\d+\.[\w-]{22}\.[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
  );
  page.cookie = cookieIn(entered);
  await page.renew();
  expect(page.session).toMatchObject({ role: "learner", enteredCode: true });
  expect((await page.raw("/api/course")).status).toBe(200);
  expect(errorIn(await page.raw("/api/class"))).toMatch(/^403 instructors-only/);
  const left = await page.ask("POST /api/leave", {});
  expect(left.role).toBeNull();
});

test("the instructors' code opens the class", async () => {
  page.cookie = cookieIn(await enter(page, "chalk & cheese"));
  await page.renew();
  expect(page.session.role).toBe("instructor");
  expect((await page.raw("/api/lessons/lesson-door/diff")).status).toBe(200);
  expect(errorIn(await page.raw("/api/class"))).toMatch(/^404 no-class/);
});

test("a forged or changed cookie is ignored", async () => {
  const own = cookieIn(await enter(page, "open sesame"));
  const [name = "", value = ""] = own.split("=");
  const [, until = "", id = "", signature = ""] = value.split(".");
  const forged = createHmac("sha256", "open sesame").update(`instructor.${until}.${id}`).digest("base64url");
  for (const cookie of [
    `${name}=instructor.${until}.${id}.${signature}`,
    `${name}=instructor.${until}.${id}.${forged}`,
    `${name}=learner.${Number(until) + 1}.${id}.${signature}`,
    `${name}=learner.${until}.${id.slice(1)}A.${signature}`,
    `${name}=learner.${until}.${id}.`,
    `${name}=learner.${until}.${signature}`,
    `${name}=learner.${until}.${id}.${signature}x`,
    `${name}=learner.${until}.${id}.${signature}.x`,
    `${name}=`,
    `other=${value}`,
  ]) {
    page.cookie = cookie;
    expect((await page.raw("/api/course")).status, cookie).toBe(401);
  }
  page.cookie = `junk; ${name}=junk; ${own}`;
  expect((await page.raw("/api/course")).status).toBe(200);
});

test("sessions survive a restart, and end when the code changes", async () => {
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

test("leaving a session invalidates its cookie, also after a restart, and ends its connections", async () => {
  page.cookie = "";
  const mine = cookieIn(await enter(page, "another"));
  const other = cookieIn(await enter(page, "another"));
  page.cookie = mine;
  await page.renew();
  const [events, shown] = await Promise.all([page.events("lesson-door"), page.console("lesson-door")]);
  await events.next("snapshot");
  const closed = once(shown.socket, "close");
  await page.ask("POST /api/leave", {});
  await closed;
  await expect(events.next("seed")).rejects.toThrow("ended first");
  const statusWith = async (cookie: string) => {
    page.cookie = cookie;
    return (await page.raw("/api/course")).status;
  };
  expect(await statusWith(mine)).toBe(401);
  await expect(page.console("lesson-door")).rejects.toThrow("401");
  expect(await statusWith(other)).toBe(200);
  page.talking.child.kill("SIGTERM");
  await page.talking.end;
  const env = { ...CODES, WORKBOOK_ACCESS_CODE: "another" };
  page = await Page.start(course, ["--port", String(page.port)], env);
  expect(await statusWith(mine)).toBe(401);
  expect(await statusWith(other)).toBe(200);
});

test("wrong codes slow down their sender without locking anyone out", async () => {
  page.cookie = "";
  const startedAt = performance.now();
  const free = [];
  for (let attempt = 0; attempt < 10; attempt++) free.push(await enter(page, `guess ${attempt}`));
  expect(free.map(({ status }) => status)).toEqual(Array<number>(10).fill(401));
  const quickMs = performance.now() - startedAt;
  // Several at once are checked one per second, the correct one among them.
  const slowFrom = performance.now();
  const answers = await Promise.all(["guess", "guess", "another"].map((code) => enter(page, code)));
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 200]);
  expect(performance.now() - slowFrom).toBeGreaterThan(2_900);
  expect(quickMs, "the first ones are not slow").toBeLessThan(9_000);
  // Many at once, the correct one last.
  const flood = Array.from({ length: 200 }, () => enter(page, "guess"));
  await Promise.race(flood);
  expect((await enter(page, "another")).status).toBe(200);
  expect((await Promise.all(flood)).map(({ status }) => status)).toEqual(Array<number>(200).fill(401));
});

test("codes beyond the limit of waiting ones are refused with a time to retry", async () => {
  page.cookie = "";
  const answers = await Promise.all(Array.from({ length: 560 }, () => enter(page, "guess")));
  const refused = answers.filter(({ status }) => status !== 401);
  expect(refused.length).toBeGreaterThan(0);
  for (const one of refused) {
    expect(Number(one.headers["retry-after"])).toBeLessThanOrEqual(10);
    expect(errorIn(one)).toMatch(
      /^429 too-many-attempts: Too many codes were tried from here. Try again in \d+ seconds?\.$/,
    );
  }
  expect((await enter(page, "another")).status).toBe(200);
});

test("behind a proxy each client is slowed by its own guesses only", async () => {
  const env = { ...CODES, WORKBOOK_PROXY_HEADER: "X-Forwarded-For" };
  const behind = await Page.start(course, ["--port", "0"], env);
  const from = (address: string, code: string) =>
    behind.raw("/api/access", {
      method: "POST",
      body: JSON.stringify({ code }),
      headers: { origin: `http://localhost:${behind.port}`, "x-forwarded-for": `198.51.100.1, ${address}` },
    });
  for (let attempt = 0; attempt < 10; attempt++) await from("203.0.113.7", "guess");
  const waiting = from("203.0.113.7", "guess");
  // Answered before the earlier guess, because it does not have to wait.
  let guessed = false;
  void waiting.then(() => (guessed = true));
  expect((await from("203.0.113.8", "open sesame")).status).toBe(200);
  expect(guessed).toBe(false);
  expect((await waiting).status).toBe(401);
  behind.talking.child.kill("SIGTERM");
  await behind.talking.end;
});

test("an empty code is refused when no code is configured", async () => {
  const access = new Access({
    codes: { learner: "code", instructor: undefined },
    without: null,
    secret: Buffer.alloc(32),
    cookieName: "c",
    revoked: await RevokedSessions.open(path.join(course.root, "tmp", "left")),
  });
  expect(await access.enter("", "1")).toBe("invalid");
  expect(await access.enter("code", "1")).toMatchObject({ role: "learner" });
});
