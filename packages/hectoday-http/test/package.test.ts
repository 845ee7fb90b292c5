/** The package: its version, its only entry point, and a build that plain Node can load. */

import { execFileSync, execSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as entry from "../src/index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe("the entry", () => {
  test("exports the five documented functions and nothing else", () => {
    expect(Object.keys(entry).sort()).toEqual(["cors", "createRoutes", "group", "route", "setup"]);
  });
});

describe("package.json", () => {
  test("is ESM in the 0.3 line, on rou3 0.8 and any zod that has the version 4 API", () => {
    expect(manifest).toMatchObject({
      name: "@hectoday/http",
      version: expect.stringMatching(/^0\.3\./),
      type: "module",
      license: "MIT",
      dependencies: { rou3: "0.8.1" },
      peerDependencies: { zod: "^3.25.0 || ^4.0.0" },
    });
  });

  test("opens `.` and `./package.json` only", () => {
    expect(manifest.exports).toEqual({
      ".": { types: "./src/index.ts", default: "./dist/index.mjs" },
      "./package.json": "./package.json",
    });
  });
});

describe("the build", () => {
  let folder: string;
  let built: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "hectoday-http-"));
    built = join(folder, "index.mjs");
    // The command of the `prepare` script, with another output file.
    const command = manifest.scripts.prepare.replace("dist/index.mjs", `"${built}"`);
    const tools = fileURLToPath(new URL("../.bin", import.meta.resolve("esbuild/package.json")));
    execSync(command, { cwd: root, env: { ...process.env, PATH: tools + delimiter + process.env["PATH"] } });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test("is one file that needs no other package", () => {
    expect(readFileSync(built, "utf8")).not.toMatch(/^\s*import\b|\bimport\(|\brequire\(|\bfrom\s*"/m);
  });

  test("exports what the source exports", async () => {
    const loaded = await import(/* @vite-ignore */ pathToFileURL(built).href);
    expect(Object.keys(loaded).sort()).toEqual(Object.keys(entry).sort());
  });

  test("answers a request under plain node", () => {
    const program = `
      const { route, setup } = await import(process.argv[1]);
      const app = setup({ routes: [route.get("/u/:id", { resolve: (c) => new Response(c.input.params.id) })] });
      console.log(await (await app.request("/u/7")).text());
    `;
    const args = ["--input-type=module", "--eval", program, pathToFileURL(built).href];
    expect(execFileSync(process.execPath, args, { encoding: "utf8" })).toBe("7\n");
  });
});
