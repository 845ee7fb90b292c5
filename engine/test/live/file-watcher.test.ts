/** What editors and systems do to files, and how often the watcher reports it. */
import {
  appendFile,
  link,
  mkdir,
  mkdtemp,
  realpath,
  rename,
  rm,
  symlink,
  unlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { FileWatcher } from "../../live/file-watcher.ts";
import { until } from "../grade/processes.ts";

const LIMIT_MS = 10_000;
/** Long enough that a busy machine does not cut one burst in two. */
const PATIENT_MS = 150;

interface Workspace {
  /** Absolute path of the watched folder. */
  readonly folder: string;
  readonly watcher: FileWatcher;
  /** The names of each change reported so far. */
  readonly changes: readonly (readonly string[])[];
  readonly reasons: readonly string[];
  /** Replaces a file's content by writing into it. */
  write(name: string, text: string): Promise<void>;
  /**
   * Proves that nothing else was reported: changes one more file, waits until that is, and returns all reports before.
   */
  soFar(): Promise<readonly (readonly string[])[]>;
}

/** A folder with two files, watched. */
async function lessonDir(
  options: { poll?: boolean; debounceMs?: number; prepare?: (folder: string) => Promise<void> } = {},
): Promise<Workspace> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), "watched-")));
  const folder = path.join(root, "lessons", "lesson-door");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "server.ts"), "one");
  await writeFile(path.join(folder, "greet.ts"), "one");
  await options.prepare?.(folder);
  const changes: (readonly string[])[] = [];
  const reasons: string[] = [];
  const watcher = new FileWatcher({
    folder,
    poll: options.poll ?? false,
    pollMs: 30,
    onChange: (names) => changes.push(names),
    onPolling: (reason) => reasons.push(reason),
    ...(options.debounceMs === undefined ? {} : { debounceMs: options.debounceMs }),
  });
  onTestFinished(async () => {
    watcher.close();
    expect(watcher.watching).toBe(0);
    await rm(root, { recursive: true, force: true });
  });
  await watcher.start();
  let last = 0;
  return {
    folder,
    watcher,
    changes,
    reasons,
    write: (name, text) => writeFile(path.join(folder, name), text),
    soFar: async () => {
      const name = `last-${++last}.ts`;
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, name), String(last));
      const seen = await until(() => changes.some((names) => names.includes(name)), LIMIT_MS);
      expect(seen, "the watcher hears nothing any more").toBe(true);
      const end = changes.findIndex((names) => names.includes(name));
      return changes.slice(0, end).concat(changes[end]?.length === 1 ? [] : [changes[end] ?? []]);
    },
  };
}

/** Waits for one report more than there were, and returns it. */
async function next({ changes }: Workspace, act: () => Promise<unknown>): Promise<readonly string[] | undefined> {
  const before = changes.length;
  await act();
  await until(() => changes.length > before, LIMIT_MS);
  return changes[before];
}

const at = ({ folder }: Workspace, name: string) => path.join(folder, name);

describe.each([
  ["events", false],
  ["polling", true],
])("with %s", (_name, poll) => {
  test("a save is one change", async () => {
    const d = await lessonDir({ poll });
    expect(await next(d, () => d.write("server.ts", "two"))).toEqual(["server.ts"]);
    expect(await next(d, () => appendFile(at(d, "server.ts"), "!"))).toEqual(["server.ts"]);
    expect(await d.soFar()).toHaveLength(2);
  });

  test("an editor that writes another file and renames it over the first", async () => {
    const d = await lessonDir({ poll });
    for (const text of ["two", "six"]) {
      const change = await next(d, async () => {
        await d.write("server.ts.tmp", text);
        await rename(at(d, "server.ts.tmp"), at(d, "server.ts"));
      });
      expect(change).toEqual(["server.ts"]);
    }
    expect(await d.soFar()).toHaveLength(2);
  });

  test("an editor that keeps the old file as a backup and writes a new one, as vim does", async () => {
    const d = await lessonDir({ poll });
    const change = await next(d, async () => {
      await d.write(".server.ts.swp", "draft");
      await d.write("4913", "");
      await unlink(at(d, "4913"));
      await rename(at(d, "server.ts"), at(d, "server.ts~"));
      await d.write("server.ts", "two");
      await unlink(at(d, "server.ts~"));
      await unlink(at(d, ".server.ts.swp"));
    });
    expect(change).toEqual(["server.ts"]);
    expect(await d.soFar()).toEqual([["server.ts"]]);
  });

  test("reports nothing for a save that changes nothing", async () => {
    const d = await lessonDir({ poll });
    await d.write("server.ts", "one");
    await utimes(at(d, "greet.ts"), new Date(), new Date());
    await rename(at(d, "greet.ts"), at(d, "greet.ts.tmp"));
    await rename(at(d, "greet.ts.tmp"), at(d, "greet.ts"));
    expect(await d.soFar()).toEqual([]);
  });

  test("files and folders that are deleted and come back", async () => {
    const d = await lessonDir({ poll });
    expect(await next(d, () => unlink(at(d, "greet.ts")))).toEqual(["greet.ts"]);
    expect(await next(d, () => d.write("greet.ts", "two"))).toEqual(["greet.ts"]);
    await mkdir(at(d, "parts/small"), { recursive: true });
    expect(await next(d, () => d.write("parts/small/knock.ts", "one"))).toEqual(["parts/small/knock.ts"]);
    expect(await next(d, () => d.write("parts/small/knock.ts", "two"))).toEqual(["parts/small/knock.ts"]);
    expect(await next(d, () => rm(at(d, "parts"), { recursive: true }))).toEqual(["parts/small/knock.ts"]);
    await mkdir(at(d, "parts/small"), { recursive: true });
    expect(await next(d, () => d.write("parts/small/knock.ts", "two"))).toEqual(["parts/small/knock.ts"]);
    expect(await next(d, () => d.write("parts/small/knock.ts", "three"))).toEqual(["parts/small/knock.ts"]);
  });

  test("the whole folder, and the ones above it, deleted, recreated and replaced", async () => {
    const d = await lessonDir({ poll });
    const lessons = path.dirname(d.folder);
    expect(await next(d, () => rm(d.folder, { recursive: true }))).toEqual(["greet.ts", "server.ts"]);
    await mkdir(d.folder);
    expect(await next(d, () => d.write("server.ts", "two"))).toEqual(["server.ts"]);
    expect(await next(d, () => rm(lessons, { recursive: true }))).toEqual(["server.ts"]);
    await mkdir(d.folder, { recursive: true });
    expect(await next(d, () => d.write("server.ts", "three"))).toEqual(["server.ts"]);
    // Another folder takes the name at once, as when git changes branches or a copy is put back.
    const other = path.join(lessons, "other");
    await mkdir(other);
    await writeFile(path.join(other, "server.ts"), "four");
    await rename(d.folder, `${d.folder}-old`);
    expect(await next(d, () => rename(other, d.folder))).toEqual(["server.ts"]);
    expect(await next(d, () => d.write("server.ts", "five"))).toEqual(["server.ts"]);
  });

  test("what tools write is no change", async () => {
    const d = await lessonDir({ poll });
    for (const name of ["node_modules/ws", ".git/objects", ".workbook/runs", ".vscode"]) {
      await mkdir(at(d, name), { recursive: true });
      await d.write(`${name}/file.ts`, "one");
    }
    for (const name of [
      ".server.ts.swp",
      "#server.ts#",
      ".#server.ts",
      "server.ts~",
      "server.ts.tmp",
      ".DS_Store",
      "Thumbs.db",
      ".server.ts.kate-swp",
      "._server.ts",
      ".nfs000000000012ab34",
      "server.ts___jb_tmp___",
    ])
      await d.write(name, "draft");
    expect(await d.soFar()).toEqual([]);
  });

  test("a dot file that a server may import or read is a change, and so is a folder with an editor's name", async () => {
    const d = await lessonDir({ poll });
    for (const name of [".env", ".greet.ts", ".config.json"])
      for (const text of ["one", "two"]) expect(await next(d, () => d.write(name, text))).toEqual([name]);
    await mkdir(at(d, "attic.tmp"));
    expect(await next(d, () => d.write("attic.tmp/old.ts", "one"))).toEqual(["attic.tmp/old.ts"]);
    expect(await d.soFar()).toHaveLength(7);
  });

  test("thousands of files: node_modules is not even looked into", async () => {
    const d = await lessonDir({
      poll,
      prepare: async (folder) => {
        // A poll takes at most a tenth of the time, so many files would make this test long.
        for (const [place, files] of [
          ["node_modules/many", 2_000],
          ["data", poll ? 200 : 2_000],
        ] as const) {
          await mkdir(path.join(folder, place), { recursive: true });
          for (let number = 0; number < files; number++)
            writeFileSync(path.join(folder, place, `${number}.json`), String(number));
        }
      },
    });
    expect(d.watcher.watching).toBe(poll ? 0 : 2);
    expect(await next(d, () => d.write("data/123.json", "new"))).toEqual(["data/123.json"]);
    expect(
      await next(d, () => d.write("node_modules/many/7.json", "new").then(() => d.write("server.ts", "two"))),
    ).toEqual(["server.ts"]);
    expect(await d.soFar()).toHaveLength(2);
  });

  test("links are not followed, and a change of where they lead is a change", async () => {
    const d = await lessonDir({ poll });
    expect(await next(d, () => symlink(tmpdir(), at(d, "elsewhere")))).toEqual(["elsewhere"]);
    const change = await next(d, async () => {
      await unlink(at(d, "elsewhere"));
      await symlink("/", at(d, "elsewhere"));
    });
    expect(change).toEqual(["elsewhere"]);
    await link(at(d, "server.ts"), path.join(path.dirname(d.folder), "hard-link.ts"));
    expect(
      await next(d, () =>
        writeFile(path.join(path.dirname(d.folder), "hard-link.ts"), "through the link").then(() =>
          d.write("greet.ts", "two"),
        ),
      ),
    ).toContain("greet.ts");
  });
});

test("a burst of saves is one change, after the last of them", async () => {
  const d = await lessonDir({ debounceMs: PATIENT_MS });
  const change = await next(d, async () => {
    for (let save = 0; save < 50; save++) {
      writeFileSync(at(d, "server.ts"), String(save));
      writeFileSync(at(d, "greet.ts"), String(save));
    }
  });
  expect(change).toEqual(["greet.ts", "server.ts"]);
  expect(await d.soFar()).toHaveLength(1);
});

describe.each([
  ["that is truncated before it is rewritten", "server.ts"],
  ["that is created empty before it is written", "new.ts"],
])("a file %s", (_, name) => {
  test.each([
    ["events", false],
    ["polling", true],
  ])("is one change with %s", async (_name, poll) => {
    const d = await lessonDir({ poll });
    const change = await next(d, async () => {
      writeFileSync(at(d, name), "");
      await new Promise((resolve) => setTimeout(resolve, 40));
      writeFileSync(at(d, name), "two");
    });
    expect(change).toEqual([name]);
    expect(await d.soFar()).toHaveLength(1);
  });
});

test("an empty file that stays empty is a change", async () => {
  const d = await lessonDir();
  expect(await next(d, () => d.write("new.ts", ""))).toEqual(["new.ts"]);
  expect(await next(d, () => d.write("server.ts", ""))).toEqual(["server.ts"]);
});

test("two saves within one tick of the file system's clock, of equal length, are both seen", async () => {
  const d = await lessonDir();
  const then = new Date(1_700_000_000_000);
  for (const text of ["aaa", "bbb", "ccc"]) {
    const change = await next(d, async () => {
      await d.write("server.ts", text);
      await utimes(at(d, "server.ts"), then, then);
    });
    expect(change).toEqual(["server.ts"]);
  }
});

test("more folders than the system can watch are polled, which is reported once", async () => {
  const d = await lessonDir({
    prepare: async (folder) => {
      for (let number = 0; number < 600; number++) await mkdir(path.join(folder, `folder-${number}`));
    },
  });
  expect(d.reasons).toEqual(["there are more than 500 folders"]);
  expect(d.watcher.watching).toBe(0);
  expect(await next(d, () => d.write("folder-599/new.ts", "one"))).toEqual(["folder-599/new.ts"]);
  expect(d.reasons).toHaveLength(1);
});
