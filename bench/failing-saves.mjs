/** What learners save most: code that fails. Each save as an edit of the solution, with the verdict that it must get. */
import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * @typedef {object} FailingSave
 * @property {string} name
 * @property {string} text the content of the edited file
 * @property {[string, string][]} beside name and content of other files that belong to it
 * @property {string} right a part of the line that `npm run watch` prints
 */

const EDITS = {
  "lesson-ws": {
    file: "ws-server.ts",
    beside: [],
    saves: {
      "wrong reply": [`send(ws, { type: "pong" });`, `send(ws, { type: "ping" });`, "1.4"],
      "connection closed": [
        `sendError(ws, "Invalid JSON");`,
        `ws.close(1003, "Invalid JSON");`,
        "2.1 connection-closed",
      ],
      crash: [`sendError(ws, "Invalid JSON");`, `throw new Error("Invalid JSON");`, "2.1 server-stopped"],
      silence: [`sendError(ws, "Invalid JSON");`, ``, "failing: 2.1"],
      "does not compile": [
        `message = JSON.parse(data.toString());`,
        `message = JSON.parse(data.toString();`,
        "not graded",
      ],
    },
  },
  "lesson-sse": {
    file: "sse.ts",
    beside: ["routes.ts"],
    saves: {
      "wrong reply": [`encode({ type: "connected" })`, `encode({ type: "welcome" })`, "1."],
      "connection closed": [`controller.enqueue(encode({ type: "connected" }));`, `controller.close();`, "1."],
      crash: [
        `for (const client of clients.get(boardId) ?? []) client.enqueue(event);`,
        `process.nextTick(() => { throw new Error("no client"); });`,
        "2.",
      ],
      silence: [`for (const client of clients.get(boardId) ?? []) client.enqueue(event);`, ``, "2."],
      "does not compile": [`const event = encode(data);`, `const event = encode(data;`, "not graded"],
    },
  },
};

/** The lessons that are measured. */
export const LESSONS = Object.keys(EDITS);

/**
 * @param {string} root absolute path of this project
 * @param {string} lesson one of `LESSONS`
 * @returns {{ file: string, saves: FailingSave[] }} `file`: the edited file's name
 */
export function failingSaves(root, lesson) {
  const { file, beside, saves } = EDITS[lesson];
  const solution = readFileSync(path.join(root, "solutions", lesson, file), "utf8");
  const starter = readFileSync(path.join(root, "lessons", lesson, file), "utf8");
  const besides = beside.map((name) => [name, readFileSync(path.join(root, "lessons", lesson, name), "utf8")]);
  const edited = Object.entries(saves).map(([name, [from, to, right]]) => {
    if (solution.split(from).length !== 2) throw new Error(`${lesson}: "${from}" must stand once in ${file}`);
    return { name, text: solution.replace(from, () => to), beside: [], right };
  });
  return { file, saves: [...edited, { name: "untouched starter", text: starter, beside: besides, right: "0 of 3" }] };
}
