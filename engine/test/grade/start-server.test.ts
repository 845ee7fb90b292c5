/** One server of a lesson, outside of any grading: started, or refused with a reason, and stopped for certain. */
import { createConnection } from "node:net";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { startServer, type NotStarted, type StartedServer } from "../../grade/start-server.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { loadDefinition } from "../../load-lesson-code.ts";
import { workbookAt } from "../../workbook.ts";
import { courseFolder } from "../watch/course.ts";
import { until } from "./processes.ts";

const HOME = fileURLToPath(new URL("../../../", import.meta.url)).replace(/\/$/, "");
const GONE_LIMIT_MS = 5_000;

interface Attempt {
  readonly server: StartedServer | NotStarted;
  /** What it printed so far. */
  readonly printed: () => string;
}

/** Starts this `server.ts` of lesson-door. It is stopped when the test is over. */
async function started(
  text: string,
  { signal, onPrinted = () => {} }: { signal?: AbortSignal; onPrinted?: () => void } = {},
): Promise<Attempt> {
  const course = await courseFolder();
  await course.save(text);
  const workbook = workbookAt(course.root, HOME);
  const lesson = lessonsOf(workbook, await readCourse(workbook))[0] as Lesson;
  const definition = await loadDefinition(workbook, lesson);
  let printed = "";
  const server = await startServer({
    workbook,
    lesson,
    definition,
    source: lesson.folder,
    display: "lessons/lesson-door",
    onOutput: (_, chunk, show) => {
      printed += show(chunk.toString());
      onPrinted();
    },
    ...(signal === undefined ? {} : { signal }),
  });
  if (!("reason" in server)) onTestFinished(() => server.stop());
  return { server, printed: () => printed };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.each([
  ["const half = ", { code: "does-not-compile", file: "server.ts", line: 1 }],
  ['throw new Error("no soup");\n', { code: "crashed-while-starting", file: "server.ts", line: 1, column: 7 }],
  ["process.exit(3);\n", { code: "exited-while-starting" }],
])("returns as data why %j does not start", async (text, reason) => {
  expect((await started(text)).server).toMatchObject({ reason });
});

test("accepts connections until it is stopped, and leaves no process behind", async () => {
  const { server, printed } = await started(`import { spawn } from "node:child_process";
import { createServer } from "node:net";
const { pid } = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
// A connection that only tries the port out is cut off while it is answered.
createServer((socket) => socket.on("error", () => {}).end("welcome")).listen(Number(process.env["PORT"]), () => console.log("pids", process.pid, pid));
`);
  if ("reason" in server) throw new Error(server.reason.message);
  const socket = createConnection(server.port, "127.0.0.1");
  const [greeting] = (await once(socket, "data")) as [Buffer];
  expect(String(greeting)).toBe("welcome");
  expect(await until(() => printed().includes("pids"), GONE_LIMIT_MS)).toBe(true);
  const pids = (/pids (\d+) (\d+)/.exec(printed()) ?? []).slice(1).map(Number);
  expect(pids.map(isAlive)).toEqual([true, true]);
  await server.stop();
  expect(await server.end).toMatchObject({ signal: "SIGKILL" });
  expect(await until(() => !pids.some(isAlive), GONE_LIMIT_MS)).toBe(true);
});

test("cancels a start when aborted, with the reason of the signal", async () => {
  const reason = new Error("the files changed");
  const silent = "console.log('up');\nsetInterval(() => {}, 1000);\n";
  await expect(started(silent, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const later = new AbortController();
  const { signal } = later;
  await expect(started(silent, { signal, onPrinted: () => later.abort(reason) })).rejects.toBe(reason);
});
