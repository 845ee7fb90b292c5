/** What lesson.ts declares for the server: environment variables and a board. */
import { describe, expect, test } from "vitest";
import { boardFor, seedFile } from "../../kit/board.ts";
import { gradeLesson, LEVELS } from "./graded-lesson.ts";

const SERVER = `import { createServer } from "node:http";
import { openBoard } from "@workbook/task-board";

const board = openBoard();
createServer((request, response) => {
  if (request.url === "/environment") return void response.end(process.env.HOLD_MS + " " + process.env.PAGE);
  const boards = board.boards().map(({ id }) => board.board(id));
  response.end(JSON.stringify({ boards, file: process.env.DB_PATH !== undefined }));
}).listen(Number(process.env.PORT));
`;

const ENVIRONMENT = {
  HOLD_MS: { learners: "25000", checks: "600", about: "how long a poll is held, in ms" },
  PAGE: { learners: "20", checks: "5", about: "events on a page" },
};

describe.each(LEVELS)("at level %s", (level) => {
  test("a server finds the variables of its lesson, and those of the exercise instead of them", async () => {
    const check = `
      const { body } = await tools.http.get("/environment");
      if (body !== "30000 5") throw new Error("the server found " + body);
      if (tools.environment.HOLD_MS !== "30000") throw new Error("the check found " + tools.environment.HOLD_MS);`;
    const { verdict } = await gradeLesson(
      {
        declares: { environment: ENVIRONMENT },
        exercise: { environment: { HOLD_MS: "30000" } },
        files: { "server.ts": SERVER },
        check,
      },
      level,
    );
    expect(verdict).toMatchObject({ passed: true });
  });

  test("a server finds the board that the check compares with, in a database file of its own", async () => {
    const check = `
      const { boards, file } = JSON.parse((await tools.http.get("/")).body);
      if (!file) throw new Error("no DB_PATH");
      const shape = (all) => JSON.stringify(all.map(({ id, name, lists }) => [id, name, lists.map((list) => [list.id, list.name, list.position, list.tasks.map(({ id, title, description, assigneeId }) => [id, title, description, assigneeId])])]));
      if (shape(boards) !== shape(tools.board.boards)) throw new Error(shape(boards) + " is not " + shape(tools.board.boards));`;
    const { check: result, verdict } = await gradeLesson(
      { declares: { board: true }, files: { "server.ts": SERVER }, check },
      level,
    );
    expect(result.failure).toBeNull();
    expect(verdict).toMatchObject({ passed: true });
  });
});

test("a check that asks for a board its lesson does not declare is the author's mistake", async () => {
  const { check } = await gradeLesson(
    { files: { "server.ts": SERVER.replace("openBoard()", "openBoard({})") }, check: "tools.board.users;" },
    "process",
  );
  expect(check).toMatchObject({ status: "error" });
  expect(check.failure?.why).toContain("lesson.ts needs board: true");
});

test("the board of a run is random in its content and the same in its shape", () => {
  const now = Date.now();
  const [one, other] = [boardFor(1, now), boardFor(2, now)];
  const shape = (seed: number) => boardFor(seed).boards.map(({ lists }) => lists.map(({ tasks }) => tasks.length));
  expect(boardFor(1, now)).toEqual(one);
  expect(shape(1)).toEqual([[3, 1, 0], [1, 2], [0, 1], []]);
  expect(shape(2)).toEqual(shape(1));
  const ids = (text: string) => new Set(text.match(/(?:board|list|task|user)-\w+-\d+\w*/g));
  expect([...ids(seedFile(one))].filter((id) => ids(seedFile(other)).has(id))).toEqual([]);
  for (const { boards } of [one, other]) expect(boards[1]?.id.startsWith(`${boards[0]?.id}-`)).toBe(true);
});
