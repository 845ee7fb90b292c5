/**
 * The naive grader of lesson-sse, which serves only as the baseline of the benchmarks: vitest starts, spawns the learner's
 * server with tsx, polls a port, and reads event streams with fetch.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const submission = path.resolve(root, process.env["SUBMISSION"] ?? "solutions/lesson-sse");
let server: ChildProcess;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  server = spawn(path.join(root, "node_modules/.bin/tsx"), ["server.ts"], {
    cwd: submission,
    env: { ...process.env, PORT: String(port) },
    stdio: "ignore",
  });
  for (;;) {
    try {
      await fetch(`${url}/health`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});

afterAll(() => {
  server.kill();
});

test("health answers", async () => {
  expect((await fetch(`${url}/health`)).status).toBe(200);
});

test("an unknown board is 404", async () => {
  expect((await fetch(`${url}/boards/nowhere/events`)).status).toBe(404);
});

test("the response is an event stream", async () => {
  const stream = await open();
  expect(stream.type).toContain("text/event-stream");
  stream.close();
});

test("a client is greeted", async () => {
  const stream = await open();
  await stream.next((data) => data.includes(`"connected"`));
  stream.close();
});

test.each(["first", "second", "third"])("the %s task reaches both clients", async (title) => {
  const streams = [await open(), await open()];
  await fetch(`${url}/tasks`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ listId: "list-todo", title }),
  });
  for (const stream of streams) {
    await stream.next((data) => data.includes(title));
    stream.close();
  }
});

async function open() {
  const abort = new AbortController();
  const answer = await fetch(`${url}/boards/board-1/events`, { signal: abort.signal });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    type: answer.headers.get("content-type") ?? "",
    close: () => abort.abort(),
    next: async (wanted: (data: string) => boolean) => {
      while (!wanted(text)) {
        const read = await reader?.read();
        if (read === undefined || read.done) throw new Error("the stream has ended");
        text += read.value;
      }
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
