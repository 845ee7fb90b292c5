/** What the package is: its one door, and a build that plain Node can load. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import * as entry from "../src/index.ts";
import { built, temporaryFolder } from "./workspace.ts";

test("exports what the README describes, and nothing else", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const names = Object.keys(entry).sort();
  expect(names).toEqual(["BoardError", "createTaskBody", "moveTaskBody", "openBoard", "openDatabase", "toTask"]);
  const functions = Object.keys(entry.openBoard());
  for (const name of [...names, ...functions]) expect(readme, name).toContain(`\`${name}`);
});

test("is built into one file that needs libsql and zod, opens nothing on import and works under plain node", () => {
  const folder = temporaryFolder();
  const module = built(folder);
  const imports = [...readFileSync(module, "utf8").matchAll(/^import .* from "([^"]+)"/gm)].map(([, name]) => name);
  expect(new Set(imports)).toEqual(new Set(["libsql", "node:crypto", "node:fs", "zod"]));
  const program = `
    import { existsSync } from "node:fs";
    const { openBoard } = await import(process.argv[1]);
    console.log(existsSync("board.db"));
    openBoard().createTask({ listId: "list-todo", title: "x" });
    console.log(existsSync("board.db"));
  `;
  const args = ["--input-type=module", "--eval", program, pathToFileURL(module).href];
  const options = { cwd: folder, encoding: "utf8", env: { ...process.env, DB_PATH: "board.db" } } as const;
  expect(execFileSync(process.execPath, args, options)).toBe("false\ntrue\n");
});
