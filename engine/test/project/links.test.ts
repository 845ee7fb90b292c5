import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../../..");

/** The documents of the repository; a template is one of the lesson that is made of it. */
const documents = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && !file.includes("/template/"));

test("there are documents", () => {
  expect(documents).toContain("CONTRIBUTING.md");
});

test.each(documents)("every link of %s to a file of the repository leads to one", (document) => {
  const text = readFileSync(path.join(ROOT, document), "utf8");
  const links = Array.from(text.matchAll(/\]\(([^()\s#]+)(?:#[^()\s]*)?\)/g), ([, link = ""]) => link);
  const own = links.filter((link) => !/^[a-z]+:/.test(link));
  expect(own.filter((link) => !existsSync(path.resolve(ROOT, path.dirname(document), link)))).toEqual([]);
});
