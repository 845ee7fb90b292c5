import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../../..");

/** The documents in these folders; what a template links to is in the lesson that is made of it. */
const documents = [
  ...readdirSync(ROOT),
  ...["bench", "docs", "lessons", "packages", "solutions"].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) => path.join(folder, file)),
  ),
].filter((file) => file.endsWith(".md") && !file.includes("node_modules"));

test("there are documents", () => {
  expect(documents).toContain("CONTRIBUTING.md");
});

test.each(documents)("every link of %s to a file of the repository leads to one", (document) => {
  const text = readFileSync(path.join(ROOT, document), "utf8");
  const links = Array.from(text.matchAll(/\]\(([^()\s#]+)(?:#[^()\s]*)?\)/g), ([, link = ""]) => link);
  const own = links.filter((link) => !/^[a-z]+:/.test(link));
  expect(own.filter((link) => !existsSync(path.resolve(ROOT, path.dirname(document), link)))).toEqual([]);
});
