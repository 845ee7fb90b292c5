/** The process that compiles: what it may take, what becomes of it, and what it makes of code that people write. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { compile } from "../../grade/compile.ts";
import { Compiler } from "../../grade/compiler.ts";
import { NotGradable } from "../../grade/not-gradable.ts";
import { workbookAt } from "../../workbook.ts";
import { treeOf } from "../../grade/process-tree.ts";

const { modules } = workbookAt(path.resolve(fileURLToPath(new URL("../../..", import.meta.url))));

type Sources = Readonly<Record<string, string>>;

const compilers: Compiler[] = [];
afterEach(async () => {
  await Promise.all(compilers.splice(0).map((compiler) => compiler.stop()));
});
function newCompiler(): Compiler {
  const compiler = new Compiler();
  compilers.push(compiler);
  return compiler;
}

/** Compiles once and says which process it started. */
async function processOf(compiler: Compiler): Promise<number> {
  const before = new Set(treeOf(process.pid).map(({ pid }) => pid));
  await compiled(HONEST, compiler);
  const [started] = treeOf(process.pid).filter(({ pid }) => !before.has(pid));
  if (started === undefined) throw new Error("no process was started");
  return started.pid;
}

/** What comes of some files: the code, the name of the file that tsx is to run, or the sentence that refuses them. */
async function compiled(sources: Sources, compiler = newCompiler()): Promise<string> {
  const files = new Map(Object.entries(sources).map(([name, text]) => [name, Buffer.from(text)]));
  const staged = { entry: "server.ts", compiled: "server.compiled.mjs", files, leftOut: new Map<string, string>() };
  try {
    const launchSpec = await compile({ compiler, staged, lessonFiles: ["server.ts"], prebundle: new Map(), modules });
    return launchSpec.compiled === undefined
      ? `tsx ${launchSpec.entry}`
      : Buffer.from(launchSpec.compiled).toString("utf8");
  } catch (error) {
    if (error instanceof NotGradable) return error.reason.message;
    throw error;
  }
}

const NESTED = { "server.ts": "[".repeat(1_500_000) };
const DOUBLED = Array.from({ length: 36 }, (_, index) => `_${index + 1} = \`\${_${index}}\${_${index}}\``);
const GROWING = { "server.ts": `enum Text { _0 = "0123456789abcdef", ${DOUBLED.join(", ")} }\nconsole.log(Text._36);` };
const HONEST = {
  "server.ts": 'import { one } from "./one.ts";\nconsole.log(one);',
  "one.ts": "export const one: number = 1;",
};
const TOO_MUCH_MEMORY = "the code does not compile: compiling it takes more than 512 MB of memory";

describe.runIf(process.platform === "linux")("a submission that the compiler cannot finish", () => {
  test.each([
    ["brackets that are nested 1.5 million times", NESTED],
    ["a constant that doubles 36 times", GROWING],
  ])("is refused for its memory: %s", async (_, sources) => {
    expect(await compiled(sources)).toBe(TOO_MUCH_MEMORY);
  });

  test("is refused for its time: a switch with 400,000 cases, each compared with all", async () => {
    const cases = Array.from({ length: 400_000 }, (_, index) => `case a.b${index}:`).join("");
    expect(await compiled({ "server.ts": `switch (a) {${cases}}` })).toBe(
      "the code does not compile: compiling it takes more than 10 s",
    );
  });

  test("is refused for the limit that it reaches first when its result is too large", async () => {
    const members = Array.from({ length: 20 }, (_, index) => `_${index + 1} = \`\${_${index}}\${_${index}}\``);
    const text = `const enum Text { _0 = "01234567", ${members.join(", ")} }\n`;
    const uses = Array.from({ length: 9 }, () => "console.log(Text._20);").join("\n");
    expect(await compiled({ "server.ts": text + uses })).toMatch(
      /the compiled code is larger than 64 MB|512 MB of memory/,
    );
  });

  test("does not affect the next one: the process is replaced", async () => {
    const compiler = newCompiler();
    expect(await compiled(HONEST, compiler)).toContain("var one = 1;");
    expect(await compiled(NESTED, compiler)).toBe(TOO_MUCH_MEMORY);
    expect(await compiled(HONEST, compiler)).toContain("var one = 1;");
  });

  test("does not affect those that are compiled at the same time", async () => {
    const compiler = newCompiler();
    const results = await Promise.all(
      [HONEST, NESTED, HONEST, GROWING, HONEST].map((files) => compiled(files, compiler)),
    );
    const isHonest = (text: string | undefined) => text?.includes("var one = 1;");
    expect(results.map(isHonest)).toEqual([true, false, true, false, true]);
    // Which of their limits the other two reach first depends on the machine: they fill the memory and the time.
    for (const text of [results[1], results[3]]) expect(text).toContain("compiling it takes more than");
  });
});

test.runIf(process.platform === "linux")("the compiler can open no file: all its descriptors are in use", async () => {
  const compiler = newCompiler();
  const pid = await processOf(compiler);
  expect(readdirSync(`/proc/${pid}/fd`).filter((name) => Number(name) < 5)).toEqual(["0", "1", "2", "3", "4"]);
  await compiler.stop();
  expect(treeOf(process.pid).map((found) => found.pid)).not.toContain(pid);
});

test.runIf(process.platform === "linux")(
  "a compiler that was killed while it had nothing to do is started again",
  async () => {
    const compiler = newCompiler();
    process.kill(await processOf(compiler), "SIGKILL");
    expect(await compiled(HONEST, compiler)).toContain("var one = 1;");
  },
);

describe("ordinary code", () => {
  const main = (text: string, others: Sources = {}) => compiled({ "server.ts": text, ...others });

  test.each<[string, string, Sources, string]>([
    ["a file without its extension", 'import { a } from "./a";', { "a.ts": 'export const a = "found";' }, "found"],
    [
      "a TypeScript file by its later name",
      'import { a } from "./a.js";',
      { "a.ts": 'export const a = "found";', "a.js": "" },
      "found",
    ],
    [
      "an .mts file by its later name",
      'import { a } from "./a.mjs";',
      { "a.mts": 'export const a = "found";' },
      "found",
    ],
    ["a folder with an index", 'import { a } from "./lib";', { "lib/index.ts": 'export const a = "found";' }, "found"],
    [
      "a folder with a package.json",
      'import { a } from "./lib/";',
      { "lib/package.json": '{ "main": "src/a" }', "lib/src/a.ts": 'export const a = "found";' },
      "found",
    ],
    [
      "the folder above",
      'import { b } from "./lib/b.ts"; const a = b;',
      { "lib/b.ts": 'export { a as b } from "..";', "index.ts": 'export const a = "found";' },
      "found",
    ],
    [
      "a name of its package.json",
      'import { a } from "#a";',
      {
        "package.json": '{ "imports": { "#a": { "types": "./x.d.ts", "default": "./lib/a.ts" } } }',
        "lib/a.ts": 'export const a = "found";',
      },
      "found",
    ],
    [
      "a pattern of its package.json",
      'import { a } from "#lib/a";',
      { "package.json": '{ "imports": { "#lib/*": "./lib/*.ts" } }', "lib/a.ts": 'export const a = "found";' },
      "found",
    ],
    ["a file with a query", 'import { a } from "./a.ts?x=1";', { "a.ts": 'export const a = "found";' }, "found"],
    [
      "a file that begins with a byte order mark",
      'import { a } from "./a.ts";',
      { "a.ts": '\uFEFFexport const a = "found";' },
      "found",
    ],
    ["JSON", 'import { a } from "./a.json" with { type: "json" };', { "a.json": '{ "a": "found" }' }, "found"],
    ["a text", 'import a from "./a.html" with { type: "text" };', { "a.html": "found" }, "found"],
    ["CommonJS", 'import { a } from "./a.cjs";', { "a.cjs": 'exports.a = "found";' }, "found"],
  ])("imports %s", async (_, text, others, expected) => {
    expect(await main(`${text}\nconsole.log(a);`, others)).toContain(expected);
  });

  test.each<[string, string, string]>([
    ["by a variable", "const name = String(process.pid); await import(name);", "tsx server.ts"],
    [
      "by a path with a gap",
      "const name = String(process.pid); await import(`./handlers/${name}.ts`);",
      "tsx server.ts",
    ],
    ["behind a comment", 'const name = String(process.pid); await import/**/("./" + name);', "tsx server.ts"],
    ["by a URL", 'await import(new URL("./a.ts", import.meta.url).href);', "tsx server.ts"],
  ])("runs through tsx where a module is named %s", async (_, text, expected) => {
    expect(await main(text, { "a.ts": "" })).toBe(expected);
  });

  test("runs through tsx where a file that Node takes for an ES module is written as CommonJS", async () => {
    const text = 'import { a } from "./a.ts";\nconsole.log(a);';
    expect(await main(text, { "a.ts": 'import path from "node:path";\nmodule.exports = { a: path.sep };' })).toBe(
      "tsx server.ts",
    );
    expect(await main(text.replace("a.ts", "a.js"), { "a.js": "exports.a = 1;" })).toBe("tsx server.ts");
    expect(await main(text.replace("a.ts", "a.cjs"), { "a.cjs": "exports.a = 1;" })).toContain("exports.a = 1");
  });

  test.each([
    ["a string in pieces", 'await import("./a" + ".ts");'],
    ["a template without a gap", "await import(`./a.ts`);"],
    ["a comment that speaks of import(name)", '// import(name)\nawait import(/* here */ "./a.ts");'],
  ])("is compiled where a module is named by %s", async (_, text) => {
    expect(await main(text, { "a.ts": 'console.log("found");' })).toContain("found");
  });

  test("may try to require a missing file", async () => {
    expect(await main('try { require("./not-there.ts"); } catch {}')).toContain("not-there");
  });

  test("has its own files in its source map, whatever maps were submitted", async () => {
    const map = Buffer.from(JSON.stringify({ version: 3, sources: ["/etc/hostname"], names: [], mappings: "AAAA" }));
    const comment = `//# sourceMappingURL=data:application/json;base64,${map.toString("base64")}`;
    const text = await main('import "./lib/a.js";', { "lib/a.js": `console.log(1);\n${comment}\n` });
    const inline = JSON.parse(Buffer.from(text.split("base64,").at(-1) ?? "", "base64").toString("utf8")) as object;
    expect(inline).toMatchObject({ sources: ["lib/a.js"] });
  });

  test.each<[string, string, Sources, string]>([
    [
      "an unknown kind of file",
      'import a from "./a.html";\nconsole.log(a);',
      { "a.html": "" },
      'server.ts:1 does not compile: No loader is configured for ".html" files: a.html',
    ],
    [
      "a step above the folder",
      'import "./lib/../../a.ts";',
      {},
      'server.ts:1 does not compile: the import "./lib/../../a.ts" leaves the submission\'s folder',
    ],
    [
      "a step out of a package",
      'import "ws/../../secret.js";',
      {},
      'server.ts:1 does not compile: the package "ws" is not installed',
    ],
    [
      "an address",
      'import "FILE:///etc/hostname";',
      {},
      'server.ts:1 does not compile: the import "FILE:///etc/hostname" is an address; import a file of this folder or a package by its name',
    ],
    [
      "a package.json that points outside",
      'import "./sub";',
      { "sub/package.json": '{ "main": "../../a.ts" }' },
      'server.ts:1 does not compile: the import "./sub" names a file that does not exist',
    ],
    [
      "a name that no file can have",
      `import "./${"a".repeat(5_000)}";`,
      {},
      `server.ts:1 does not compile: the import "./${"a".repeat(38)}…" is longer than any name of a file or a package`,
    ],
    [
      "a name that points outside",
      'import "#a";',
      { "package.json": '{ "imports": { "#a": "./../a.ts" } }' },
      'server.ts:1 does not compile: the import "./../a.ts" leaves the submission\'s folder',
    ],
  ])("is refused for %s", async (_, text, others, expected) => {
    expect(await main(text, others)).toBe(expected);
  });
});
