/** A package that lesson.ts forbids: found in what the compiler resolves, wherever it is imported from and however. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { compile } from "../../grade/compile.ts";
import { Compiler } from "../../grade/compiler.ts";
import { NotGradable } from "../../grade/not-gradable.ts";
import { workbookAt } from "../../workbook.ts";
import { printedVerdict } from "./grading-fixture.ts";

const { modules } = workbookAt(path.resolve(fileURLToPath(new URL("../../..", import.meta.url))));
const compiler = new Compiler();
afterAll(() => compiler.stop());

type Sources = Readonly<Record<string, string>>;

/** The refusal of these files in a lesson that forbids `ws`, or "compiles". */
async function refusal(sources: Sources, prebundle: ReadonlyMap<string, string> = new Map()): Promise<string> {
  const files = new Map(Object.entries(sources).map(([name, text]) => [name, Buffer.from(text)]));
  const staged = { entry: "server.ts", compiled: "server.compiled.mjs", files, leftOut: new Map<string, string>() };
  try {
    await compile({ compiler, staged, lessonFiles: ["server.ts"], forbids: ["ws", "@scope/kit"], prebundle, modules });
    return "compiles";
  } catch (error) {
    if (!(error instanceof NotGradable)) throw error;
    expect(error.reason.code).toBe("forbidden-package");
    return error.reason.message;
  }
}

describe("a submission that imports a forbidden package", () => {
  const sentence = (file: string, name = "ws") =>
    `${file} imports the package "${name}", which this lesson has you do without`;

  test.each<[string, Sources]>([
    ["by its name", { "server.ts": 'import { WebSocketServer } from "ws"; new WebSocketServer({ port: 1 });' }],
    ["for its effect", { "server.ts": 'import "ws";' }],
    ["as all of it", { "server.ts": 'import * as sockets from "ws"; console.log(sockets);' }],
    ["by exporting it again", { "server.ts": 'export { WebSocketServer } from "ws";' }],
    ["later", { "server.ts": 'const { WebSocketServer } = await import("ws"); new WebSocketServer({ port: 1 });' }],
    ["with require", { "server.ts": 'const ws = require("ws"); console.log(ws);' }],
    ["with require in a try", { "server.ts": 'let ws; try { ws = require("ws"); } catch {} console.log(ws);' }],
    ["by a path in it", { "server.ts": 'import wrapper from "ws/wrapper.mjs"; console.log(wrapper);' }],
    [
      "beside an import whose name is computed",
      { "server.ts": 'import "ws"; await import(process.env.NAME ?? "node:fs");' },
    ],
    [
      "under another name",
      {
        "server.ts": 'import { WebSocketServer } from "#frames"; new WebSocketServer({ port: 1 });',
        "package.json": '{ "imports": { "#frames": "ws" } }',
      },
    ],
  ])("%s is refused in one sentence", async (_way, sources) => {
    expect(await refusal(sources)).toBe(sentence("server.ts"));
  });

  test("is refused where the package is bundled already", async () => {
    const prebundle = new Map([["ws", "/prebundle/ws.mjs"]]);
    expect(await refusal({ "server.ts": 'import "ws";' }, prebundle)).toBe(sentence("server.ts"));
  });

  test("is refused by the name of the file that imports it", async () => {
    const sources = { "server.ts": 'import "./lib/frames.ts";', "lib/frames.ts": 'import "ws";' };
    expect(await refusal(sources)).toBe(sentence("lib/frames.ts"));
  });

  test("is refused by the scoped name of the package", async () => {
    expect(await refusal({ "server.ts": 'import "@scope/kit/server";' })).toBe(sentence("server.ts", "@scope/kit"));
  });
});

describe("a submission that only names a forbidden package", () => {
  test.each<[string, Sources]>([
    ["in a comment and a text", { "server.ts": '// import "ws";\nconsole.log(\'import "ws"\');' }],
    ["in a file that nothing imports", { "server.ts": "export {};", "old.ts": 'import "ws";' }],
    ["for a type", { "server.ts": 'import type { WebSocket } from "ws";\nlet socket: WebSocket;' }],
    ["for a type, without saying so", { "server.ts": 'import { WebSocket } from "ws";\nlet socket: WebSocket;' }],
    ["as the name of a file of its own", { "server.ts": 'import "./ws.ts";', "ws.ts": "export {};" }],
    ["as the beginning of another name", { "server.ts": 'import "ws-like";' }],
  ])("%s compiles", async (_way, sources) => {
    expect(await refusal(sources, new Map([["ws-like", "/prebundle/ws-like.mjs"]]))).toBe("compiles");
  });
});

test("the report shows the sentence, the line and what to do", async () => {
  const lesson = `export default {
    entry: "server.ts", edits: ["server.ts", "greet.ts", "knock.ts"], given: ["house.ts"], forbids: ["ws"],
    exercises: [{ id: 1, title: "Greet a visitor" }, { id: 2, title: "Answer a knock" }],
    quiz: { question: "Who is there?", choices: [] },
  };`;
  expect(await printedVerdict({ workbook: { "checks/lesson-door/lesson.ts": lesson } })).toMatchInlineSnapshot(`
    "lesson-door  Opening the door                                             seed 7
    grading submission

      FAIL  server.ts imports the package "ws", which this lesson has you do without
            at submission/server.ts:1:33

            1 | import { WebSocketServer } from "ws";
                                                ^^^^

            hint  Take the import out: what the package does is what you write here.

            No exercise was graded: the checks talk to a running server.

      0 of 2 exercises · N s
      next: submission/server.ts:1, then npm run check lesson-door -- --submission
      submission
    exit code 1"
  `);
});
