import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Journal } from "../../batch/journal.ts";
import { gradingSecret, seedFor } from "../../batch/seeds.ts";
import { FolderStore, type Stored } from "../../batch/store.ts";
import { allPassed } from "../export/corpus.ts";

const KEY = "a".repeat(64);

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), "store-"));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

function result(worker: string): Stored {
  const at = new Date(0).toISOString();
  const config = { lesson: "lesson-ws", checks: "", tool: "", node: "", isolation: "process", stretch: false } as const;
  const rest = { startedAt: at, finishedAt: at, attempts: 1, worker };
  return { schema: "workbook.result/1", key: KEY, hash: "", config, verdict: allPassed, ...rest };
}

test("keeps one of several results for a key that finish at the same time, and no file of the others", async () => {
  const place = await folder();
  const writers = Array.from({ length: 20 }, (_, index) => String(index));
  const kept = await Promise.all(writers.map((worker) => new FolderStore(place).write(result(worker))));
  expect(kept.filter(Boolean)).toHaveLength(1);
  const store = new FolderStore(place);
  expect((await store.read(KEY))?.worker).toBe(writers[kept.indexOf(true)]);
  expect(await readdir(place)).toEqual([`${KEY}.json`]);

  expect(await store.write(result("later"), { replace: true })).toBe(true);
  expect((await store.read(KEY))?.worker).toBe("later");
});

test("renames a result that cannot be read, and grades again", async () => {
  const place = await folder();
  const store = new FolderStore(place);
  await store.write(result("first"));
  const file = path.join(place, `${KEY}.json`);
  await writeFile(file, (await readFile(file, "utf8")).slice(0, 100));
  expect(await store.read(KEY)).toBeUndefined();
  expect((await readdir(place)).join()).toMatch(/^a{64}\.corrupt-.*\.json$/);
  expect(await store.write(result("second"))).toBe(true);
  expect(await store.keys()).toEqual(new Set([KEY]));
});

test("removes temporary files of a killed command", async () => {
  const place = await folder();
  await writeFile(path.join(place, `.${KEY}.1.1.tmp`), "{");
  const store = new FolderStore(place);
  await store.sweep();
  expect(await readdir(place)).toEqual([]);
});

test("reads a journal whose last line is incomplete", async () => {
  const file = path.join(await folder(), "journal.jsonl");
  const first = new Journal(file);
  await Promise.all(["a", "b", "c"].map((set) => first.add({ event: "applied", set })));
  await appendFile(file, '{"at":"2026-01-01T00:0');
  const second = new Journal(file);
  await second.repair();
  await second.add({ event: "applied", set: "d" });
  const sets = (await second.lines()).map((line) => (line.event === "applied" ? line.set : ""));
  expect(sets).toEqual(["a", "b", "c", "d"]);
});

test("a line of the journal that cannot be written is lost, and those after it are not", async () => {
  const place = path.join(await folder(), "output");
  const file = path.join(place, "journal.jsonl");
  const journal = new Journal(file);
  await Promise.all(["a", "b"].map((set) => journal.add({ event: "applied", set })));
  await mkdir(place);
  // What a full disk leaves of a line.
  await writeFile(file, '{"at":"2026-01-01T00:0');
  await Promise.all(["c", "d"].map((set) => journal.add({ event: "applied", set })));
  expect((await journal.lines()).map((line) => (line.event === "applied" ? line.set : ""))).toEqual(["c", "d"]);
});

test("creates a secret once, readable by its owner only, and derives seeds from it", async () => {
  const state = path.join(await folder(), "state");
  const secrets = await Promise.all(Array.from({ length: 8 }, () => gradingSecret(state, undefined)));
  expect(new Set(secrets).size).toBe(1);
  expect(await readdir(state)).toEqual(["grading-secret"]);
  expect((await stat(path.join(state, "grading-secret"))).mode & 0o777).toBe(0o600);
  const [secret = ""] = secrets;
  const seeds = Array.from({ length: 1_000 }, (_, index) => seedFor(secret, "lesson-ws", String(index)));
  expect(new Set(seeds).size).toBeGreaterThan(995);
  for (const seed of seeds) expect(seed).toSatisfy((n: number) => Number.isInteger(n) && n >= 1 && n <= 999_999_999);
  expect(seedFor(secret, "lesson-ws", "7")).toBe(seeds[7]);
  expect(seedFor(secret, "lesson-sse", "7")).not.toBe(seeds[7]);
  await expect(gradingSecret(state, "short")).rejects.toThrow("must have 16 characters or more");
  expect(await gradingSecret(state, "told by the environment")).toBe("told by the environment");
});
