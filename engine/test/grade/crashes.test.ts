/** What a learner reads about a server that was ended by an uncaught error. Each is a real submission that is graded. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "vitest";
import type { Reason } from "../../verdict.ts";
import { graded } from "./grading-fixture.ts";

/** Why a server of these files could not be graded. The folder's other files are those of a right answer. */
async function crash(files: Readonly<Record<string, string>>): Promise<Reason> {
  const { verdict } = await graded({
    prepare: async (submission) => {
      for (const [name, text] of Object.entries(files)) {
        const file = path.join(submission, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text);
      }
    },
  });
  if (verdict?.reason == null) throw new Error(`it was graded: ${JSON.stringify(verdict?.exercises)}`);
  return verdict.reason;
}

/** The sentence, and where it points to. */
async function sentence(files: Readonly<Record<string, string>>): Promise<string> {
  const { message, file, line, column } = await crash(files);
  const said = message.replace("the server crashed while starting: ", "");
  return file === undefined ? said : `${said} at ${file}:${line}:${column}`;
}

describe.concurrent("a thrown value that is not an error is shown as it would be written in code", () => {
  test("when it is thrown at the top of a module", async ({ expect }) => {
    expect(await sentence({ "server.ts": "throw { code: 500 };" })).toBe("it threw { code: 500 }");
  });

  test("when it is thrown later, after a long sentence in the log", async ({ expect }) => {
    const log = "Could not start the server because the database is not available right now!";
    expect(
      await sentence({ "server.ts": `console.error("${log}");\nsetTimeout(() => { throw { code: 500 }; }, 1);` }),
    ).toBe("it threw { code: 500 }");
  });

  test("when it is thrown later", async ({ expect }) => {
    expect(await sentence({ "server.ts": 'setTimeout(() => { throw "no soup today"; }, 1);' })).toBe(
      'it threw "no soup today"',
    );
  });

  test("when it is the reason of a rejection", async ({ expect }) => {
    expect(await sentence({ "server.ts": "void Promise.reject({ code: 500 });\nsetInterval(() => {}, 1_000);" })).toBe(
      "a promise rejected with { code: 500 }, and nothing handled it",
    );
  });

  test("when it is undefined", async ({ expect }) => {
    expect(await sentence({ "server.ts": "throw undefined;" })).toBe("it threw undefined");
  });
});

describe.concurrent("an error is shown with its own name and its whole message", () => {
  test("when its class sets a name without Error in it", async ({ expect }) => {
    const source = 'class NotFound extends Error {\n  override name = "NotFound";\n}\nthrow new NotFound("no menu");';
    expect(await sentence({ "server.ts": source })).toBe("NotFound: no menu at server.ts:4:7");
  });

  test("when its class sets no name", async ({ expect }) => {
    expect(await sentence({ "server.ts": 'class Oops extends Error {}\nthrow new Oops("no menu");' })).toBe(
      "Oops: no menu at server.ts:2:7",
    );
  });

  test("when the message has several lines, some of which look like frames", async ({ expect }) => {
    const { message, details } = await crash({
      "server.ts": 'throw new Error("the oven is cold:\\n    at noon (kitchen.ts:1:1)\\nheat it");',
    });
    expect(message).toBe(
      "the server crashed while starting: Error: the oven is cold: at noon (kitchen.ts:1:1) heat it",
    );
    expect(details).toMatchInlineSnapshot(`
      "1 | throw new Error("the oven is cold:\\n    at noon (kitchen.ts:1:1)\\nheat it");
                ^

      Error: the oven is cold:
          at noon (kitchen.ts:1:1)
      heat it
          at <anonymous> (submission/server.ts:1:7)"
    `);
  });

  test("when it is zod's, whose message is created on first access", async ({ expect }) => {
    const { message, file, line } = await crash({
      "server.ts": 'import { z } from "zod";\nz.object({ name: z.string() }).parse({});',
    });
    expect({ message, file, line }).toMatchInlineSnapshot(`
      {
        "file": "server.ts",
        "line": 2,
        "message": "the server crashed while starting: ZodError: [ { "expected": "string", "code": "invalid_type", "path": [ "name" ], "message": "Invalid input: expected string, received undefined" } ]",
      }
    `);
  });

  test("and with its causes", async ({ expect }) => {
    const { details } = await crash({
      "server.ts": 'throw new Error("no soup", { cause: new TypeError("the oven is cold") });',
    });
    expect(details).toMatchInlineSnapshot(`
      "1 | throw new Error("no soup", { cause: new TypeError("the oven is cold") });
                ^

      Error: no soup
          at <anonymous> (submission/server.ts:1:7)
      caused by TypeError: the oven is cold"
    `);
  });
});

describe.concurrent("the location is in the submission", () => {
  test("in a file whose name has spaces, brackets and a percent sign", async ({ expect }) => {
    const name = "the (new) menu 100%20.ts";
    expect(
      await sentence({
        "server.ts": `import { read } from ${JSON.stringify(`./${name}`)};\nread();`,
        [name]: 'export function read() {\n  throw new Error("no soup");\n}',
      }),
    ).toBe(`Error: no soup at ${name}:2:9`);
  });

  test("when the error began inside a package, which is named", async ({ expect }) => {
    const reason = await crash({
      "server.ts": 'import { WebSocketServer } from "ws";\n\nnew WebSocketServer({});\n',
    });
    expect(reason).toMatchInlineSnapshot(`
      {
        "code": "crashed-while-starting",
        "column": 1,
        "details": "3 | new WebSocketServer({});
          ^

      TypeError: One and only one of the "port", "server", or "noServer" options must be specified
          inside ws
          at <anonymous> (submission/server.ts:3:1)",
        "file": "server.ts",
        "hint": "WebSocketServer was given neither server nor port, so it has nothing to listen on. Which one option makes it share the HTTP server's port? (ws documentation, new WebSocketServer.)",
        "line": 3,
        "message": "the server crashed while starting: TypeError: One and only one of the "port", "server", or "noServer" options must be specified",
      }
    `);
  });

  test("for an import that a package does not export", async ({ expect }) => {
    const reason = await crash({ "server.ts": 'import { nothing } from "ws";\n\nconsole.log(nothing);\n' });
    expect(reason).toMatchInlineSnapshot(`
      {
        "code": "crashed-while-starting",
        "column": 10,
        "details": "1 | import { nothing } from "ws";
                   ^

      SyntaxError: The requested module 'ws' does not provide an export named 'nothing'
          at submission/server.ts:1:10",
        "file": "server.ts",
        "hint": "ws exports nothing called nothing. Is the name spelt alike in the export and in the import?",
        "line": 1,
        "message": "the server crashed while starting: SyntaxError: The requested module 'ws' does not provide an export named 'nothing'",
      }
    `);
  });

  test("for a require in a module, where Node has none", async ({ expect }) => {
    const { message, file, line, details } = await crash({
      "server.ts": 'const ws = require("ws");\nconsole.log(ws);',
    });
    expect({ message, file, line, details }).toMatchInlineSnapshot(`
      {
        "details": "1 | const ws = require("ws");
                     ^

      ReferenceError: require is not defined in ES module scope, you can use import instead
          at <anonymous> (submission/server.ts:1:12)",
        "file": "server.ts",
        "line": 1,
        "message": "the server crashed while starting: ReferenceError: require is not defined in ES module scope, you can use import instead",
      }
    `);
  });

  test("when the code runs through a loader", async ({ expect }) => {
    const source =
      'console.log(process.argv.length);\nfunction read(): never {\n  throw new Error("no soup");\n}\nread();';
    expect(await sentence({ "server.ts": source })).toBe("Error: no soup at server.ts:3:9");
  });
});

describe.concurrent("a submission that tampers with the report affects only itself", () => {
  test("when a getter of the thrown value never returns", async ({ expect }) => {
    const source = 'throw { get code() { for (;;); }, kind: "soup" };';
    expect(await sentence({ "server.ts": source })).toBe("it threw { code: [Getter], kind: 'soup' }");
  });

  test("when a getter of its error throws", async ({ expect }) => {
    const source =
      'const error = new Error("no soup");\nObject.defineProperty(error, "code", { get() { throw error; } });\nthrow error;';
    expect(await sentence({ "server.ts": source })).toMatchInlineSnapshot(`"Error: no soup at server.ts:1:15"`);
  });

  test("when a getter of its error never returns", async ({ expect }) => {
    const source =
      'const error = new Error("no soup");\nObject.defineProperty(error, "code", { get() { for (;;); } });\nthrow error;';
    expect(await sentence({ "server.ts": source })).toMatchInlineSnapshot(`"Error: no soup at server.ts:1:15"`);
  });

  test("when it replaces the globals that make the report", async ({ expect }) => {
    const source = `
JSON.stringify = () => "{}";
JSON.parse = () => ({});
process.on = () => process;
process.emit = () => false;
Object.assign(globalThis, { Error: class {} });
throw new TypeError("no soup");`;
    expect(await sentence({ "server.ts": source })).toBe("TypeError: no soup at server.ts:7:7");
  });

  test("when it sets Error.prepareStackTrace", async ({ expect }) => {
    const source = 'Error.prepareStackTrace = () => [];\nthrow new TypeError("no soup");';
    expect(await sentence({ "server.ts": source })).toBe("TypeError: no soup");
  });
});

describe.concurrent("an error that the server handles is not the reason for its end", () => {
  const HANDLER = 'process.on("uncaughtException", () => {});\n';

  test("when the server goes on and ends later", async ({ expect }) => {
    const source = `${HANDLER}setTimeout(() => process.exit(3), 50);\nthrow new Error("no soup");`;
    expect(await sentence({ "server.ts": source })).toBe(
      "the server ended by itself with code 3, before it listened at server.ts:2:26",
    );
  });

  test("unless the handler ends the server", async ({ expect }) => {
    const source =
      'process.on("uncaughtException", (error) => {\n  console.error(error.message);\n  process.exit(1);\n});\nsetTimeout(() => { throw new Error("no soup"); }, 1);';
    expect(await sentence({ "server.ts": source })).toBe("Error: no soup at server.ts:5:26");
  });

  test("and grading goes on", async ({ expect }) => {
    const { verdict } = await graded({
      prepare: (submission) =>
        writeFile(
          path.join(submission, "greet.ts"),
          `${HANDLER}export function greet(visitor: { send(text: string): void }): void {
  visitor.send(JSON.stringify({ type: "greeting" }));
  setTimeout(() => { throw new Error("no soup"); }, 0);
}\n`,
        ),
    });
    expect(verdict?.passed).toBe(true);
  });
});
