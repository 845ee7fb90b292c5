import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { writeAtomic } from "../../state/write-atomic.ts";
import { fixtureWorkbook } from "../fixture-workbook.ts";

test("readers see either the old content or the new, never a part", async () => {
  const { root } = await fixtureWorkbook();
  const file = path.join(root, "file.txt");
  const contents = ["a", "b", "c", "d"].map((letter) => letter.repeat(200_000));
  await writeAtomic(file, contents[0] ?? "");
  const writes = Promise.all(contents.map((content) => writeAtomic(file, content)));
  const seen = await Promise.all(Array.from({ length: 20 }, () => readFile(file, "utf8")));
  await writes;
  expect(seen.every((text) => contents.includes(text))).toBe(true);
});

test("a write that fails leaves nothing behind", async () => {
  const { root } = await fixtureWorkbook();
  const folder = path.join(root, "folder");
  await mkdir(path.join(folder, "taken", "inside"), { recursive: true });
  await expect(writeAtomic(path.join(folder, "taken"), "text")).rejects.toThrow();
  expect(await readdir(folder)).toEqual(["taken"]);
});

test.skipIf(process.platform === "win32")("a link is replaced, not followed", async () => {
  const { root } = await fixtureWorkbook();
  await writeFile(path.join(root, "outside"), "untouched");
  await symlink("outside", path.join(root, "link"));
  await writeAtomic(path.join(root, "link"), "new");
  expect(await readFile(path.join(root, "outside"), "utf8")).toBe("untouched");
  expect(await readFile(path.join(root, "link"), "utf8")).toBe("new");
});
