/** `npm start` itself: where it listens, when it refuses, and how it ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { environment, START, courseFolder } from "../watch/course.ts";
import { until } from "../grade/processes.ts";
import { Page } from "./page-client.ts";

test("unsafe or impossible options are refused in one sentence", async () => {
  const course = await courseFolder();
  await mkdir(path.join(course.root, "grades"));
  const refused = async (env: NodeJS.ProcessEnv, words: readonly string[] = []) => {
    const started = course.start(["start", "--port", "0", ...words], env);
    expect(await started.end).toBe(2);
    return started.errors.join("\n");
  };
  const tries: readonly Promise<string>[] = [
    refused({ HOST: "0.0.0.0" }),
    refused({ WORKBOOK_ACCESS_CODE: "a", WORKBOOK_INSTRUCTOR_CODE: "a" }),
    refused({ WORKBOOK_ACCESS_CODE: "a" }, ["--grades", "grades"]),
    refused({}, ["--grades", "grades"]),
    refused({ WORKBOOK_EDITOR: "ed" }),
    refused({}, ["--port", "http"]),
    refused({}, ["--anonymous"]),
  ];
  expect(await Promise.all(tries)).toEqual([
    'HOST is "0.0.0.0", so other machines could run code on this one. Set WORKBOOK_ACCESS_CODE so that only people who know it have access, or leave HOST out.',
    "WORKBOOK_ACCESS_CODE and WORKBOOK_INSTRUCTOR_CODE are the same, so every learner would be an instructor. Choose two different codes.",
    "With WORKBOOK_ACCESS_CODE alone no one could see the grades. Set WORKBOOK_INSTRUCTOR_CODE as well, for instructors.",
    "grades contains no grades; npm run grade writes them to its output folder.",
    'WORKBOOK_EDITOR is "ed", which the page cannot open. It knows vscode, cursor, zed, idea and none.',
    'The port is "http", and must be a whole number from 0 to 65535.',
    "--anonymous hides the names of a class. Name its folder of results with --grades DIR.",
  ]);
});

test("a port in use is reported in one sentence, and a signal ends everything at once, with pages open", async () => {
  const course = await courseFolder();
  await course.save(course.right);
  const page = await Page.start(course);
  const second = course.start(["start"], { PORT: String(page.port) });
  expect(await second.end).toBe(2);
  expect(second.errors).toEqual([
    `Port ${page.port} is taken; the workbook may be running in another terminal. Use that one, or choose another port: PORT=${page.port + 1} npm start`,
  ]);

  const [events, console_] = await Promise.all([page.events("lesson-door"), page.console("lesson-door")]);
  await events.next("snapshot");
  console_.send({ type: "start-server" });
  await console_.serverRuns();
  console_.send({ type: "open" });
  await console_.event("text", "in");
  const closed = once(console_.socket, "close");
  page.talking.child.kill("SIGINT");
  expect(await page.talking.end).toBe(130);
  await closed;
  await expect(events.next("seed")).rejects.toThrow("ended first");
  expect(await course.isQuiet()).toBe(true);
});

test("no process survives when the page's server or npm is killed", async () => {
  const course = await courseFolder();
  await course.save(course.right);
  const page = await Page.start(course);
  const console_ = await page.console("lesson-door");
  console_.send({ type: "start-server" });
  await console_.serverRuns();
  page.talking.child.kill("SIGKILL");
  await page.talking.end;
  expect(await until(() => course.processes().length === 0, 10_000)).toBe(true);

  // A parent that starts the server as npm does, and is killed.
  const parent = path.join(course.root, "parent.mjs");
  await writeFile(
    parent,
    `import { spawn } from "node:child_process";
spawn(process.execPath, [${JSON.stringify(START)}, "start", "--port", "0"], { stdio: ["ignore", "inherit", "inherit"] });
`,
  );
  const child = spawn(process.execPath, [parent], {
    env: { ...environment(course.root), npm_lifecycle_event: "start" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  expect(await until(() => course.processes().length === 0, 10_000)).toBe(true);
});
