/** A package with a native binary, the course's task board, works in a server at each level, whether it is prebundled or not. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { probeNamespaces } from "../../isolate/probe.ts";
import type { Verdict } from "../../verdict.ts";
import { workbookAt } from "../../workbook.ts";
import { fixtureWorkbook, write } from "../fixture-workbook.ts";

const HOME = path.resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const sandboxes = "bubblewrap" in (await probeNamespaces(workbookAt(HOME)));

const SERVER = `import { createServer } from "node:http";
import { openBoard } from "@workbook/task-board";

const board = openBoard({ file: "board.db" });
createServer((_request, response) => {
  const { task, event } = board.createTask({ listId: "list-todo", title: "Grade me" });
  const stored = board.eventsSince("0").some(({ id, task: its }) => id === event.id && its.id === task.id);
  response.writeHead(stored ? 200 : 500).end();
}).listen(Number(process.env.PORT));
`;

const CHECK = `import { check, exercise, expect } from "#kit";

exercise(1, "Store a task", () => {
  check("1.1", "a task that was created is stored", { hint: "Is it stored?" }, async ({ http }) => {
    expect(await http.get("/")).toHaveStatus(200);
  });
});
`;

describe.each([
  ["process", true],
  ["namespaces", sandboxes],
] as const)("in a server at level %s", (level, available) => {
  test.runIf(available).each([
    ["is prebundled", ["@workbook/task-board", "zod"]],
    ["is found in node_modules", []],
  ])("the task board %s and writes a file", async (_, packages) => {
    const { root, run } = await fixtureWorkbook();
    const definition = {
      entry: "server.ts",
      edits: ["server.ts"],
      given: [],
      packages,
      exercises: [{ id: 1, title: "Store a task" }],
      quiz: { question: "Where?", choices: [] },
    };
    await write(root, {
      "checks/lesson-greet/lesson.ts": `export default ${JSON.stringify(definition)};\n`,
      "checks/lesson-greet/lesson-greet.check.ts": CHECK,
      "lessons/lesson-greet/server.ts": SERVER,
    });
    const { stdout } = await run(["check", "lesson-greet", "--json", "--isolation", level]);
    const { isolation, passed, exercises, reason, server } = JSON.parse(stdout) as Verdict;
    expect({ isolation, passed, reason, server: server.stderr, exercises }).toMatchObject({
      isolation: level,
      passed: true,
    });
  });
});
