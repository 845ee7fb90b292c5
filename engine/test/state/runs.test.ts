import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { latestRun, saveRun } from "../../state/runs.ts";
import { isTimestamp } from "../../state/timestamp.ts";
import { fixtureWorkbook, verdictOf, write } from "../fixture-workbook.ts";

test("a run is saved with its verdict, its transcript and the server's log", async () => {
  const { workbook } = await fixtureWorkbook();
  const verdict = verdictOf(["passed", "failed"]);
  const { folder = "", notices } = await saveRun(workbook, verdict, "fingerprint");
  expect(notices).toEqual([]);
  expect(isTimestamp(path.basename(folder))).toBe(true);
  expect((await readdir(folder)).toSorted()).toEqual(["files", "server.log", "transcript.jsonl", "verdict.json"]);
  expect(JSON.parse(await readFile(path.join(folder, "verdict.json"), "utf8"))).toEqual(verdict);
  expect(await readFile(path.join(folder, "transcript.jsonl"), "utf8")).toMatchInlineSnapshot(`
    "{"check":"1.1","at":0.5,"peer":"http-1","dir":"out","kind":"request","method":"GET","path":"/ada","text":"GET /ada"}
    {"check":"2.1","at":0.5,"peer":"http-1","dir":"out","kind":"request","method":"GET","path":"/ada","text":"GET /ada"}
    "
  `);
  expect(await readFile(path.join(folder, "server.log"), "utf8")).toBe(verdict.server.stdout + verdict.server.stderr);
  expect(await readFile(path.join(folder, "files"), "utf8")).toBe("fingerprint");
  expect(await readFile(path.join(folder, "..", "latest"), "utf8")).toBe(`${path.basename(folder)}\n`);
});

test("latestRun returns the newest run", async () => {
  const { workbook } = await fixtureWorkbook();
  expect(await latestRun(workbook, "lesson-greet")).toEqual({ notices: [] });
  for (const seed of [1, 2, 3]) await saveRun(workbook, verdictOf(["passed"], { seed }));
  expect((await latestRun(workbook, "lesson-greet")).run?.verdict.seed).toBe(3);
});

test("older runs are used when the newest is not accepted, damaged or half written", async () => {
  const { workbook } = await fixtureWorkbook();
  const folders: string[] = [];
  for (const seed of [1, 2, 3]) folders.push((await saveRun(workbook, verdictOf(["passed"], { seed }))).folder ?? "");
  expect((await latestRun(workbook, "lesson-greet", (verdict) => verdict.seed < 3)).run?.verdict.seed).toBe(2);
  await rm(path.join(folders[2] ?? "", "verdict.json"));
  await write(folders[1] ?? "", { "verdict.json": '{ "schema": "workbook.verdict/1" }' });
  const { run, notices } = await latestRun(workbook, "lesson-greet");
  expect(run?.verdict.seed).toBe(1);
  expect(notices).toHaveLength(1);
  expect((await latestRun(workbook, "lesson-greet")).notices).toEqual([]);
});

test("a `latest` file that names no run is ignored", async () => {
  const { workbook } = await fixtureWorkbook();
  const { folder = "" } = await saveRun(workbook, verdictOf(["passed"]));
  await writeFile(path.join(folder, "..", "latest"), "../../../../etc\n");
  expect((await latestRun(workbook, "lesson-greet")).run?.folder).toBe(folder);
});

test("the newest thirty runs are kept, and no other files are deleted", async () => {
  const { workbook } = await fixtureWorkbook();
  const runs = path.join(workbook.state, "runs", "lesson-greet");
  await write(runs, { "my-notes/keep.txt": "mine" });
  const folders: string[] = [];
  for (let seed = 0; seed < 33; seed += 1)
    folders.push(path.basename((await saveRun(workbook, verdictOf(["passed"], { seed }))).folder ?? ""));
  expect((await readdir(runs)).toSorted()).toEqual([...folders.slice(-30), "latest", "my-notes"].toSorted());
});

test("a run saved after the clock was set back is still the newest", async () => {
  const { workbook } = await fixtureWorkbook();
  const runs = path.join(workbook.state, "runs", "lesson-greet");
  const future = Array.from({ length: 40 }, (_, index) => `2999-01-01T00-00-00-0${10 + index}Z`);
  for (const name of future)
    await write(path.join(runs, name), { "verdict.json": JSON.stringify(verdictOf(["failed"])) });
  await saveRun(workbook, verdictOf(["passed"], { seed: 99 }));
  expect((await latestRun(workbook, "lesson-greet")).run?.verdict.seed).toBe(99);
  expect(await readdir(runs)).toHaveLength(31);
});

test("runs of the same moment do not share a folder", async () => {
  const { workbook } = await fixtureWorkbook();
  const saved = await Promise.all(
    Array.from({ length: 20 }, (_, seed) => saveRun(workbook, verdictOf(["passed"], { seed }))),
  );
  expect(new Set(saved.map((run) => run.folder)).size).toBe(20);
});

test("an unusable state folder is a notice, not an error", async () => {
  const { workbook } = await fixtureWorkbook();
  await writeFile(workbook.state, "not a folder");
  expect(await saveRun(workbook, verdictOf(["passed"]))).toEqual({
    notices: ["This run could not be saved in .workbook/runs/lesson-greet: something else is in its place"],
  });
  expect(await latestRun(workbook, "lesson-greet")).toEqual({ notices: [] });
});
