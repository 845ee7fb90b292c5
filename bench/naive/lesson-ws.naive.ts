/**
 * The naive grader, which serves only as the baseline of the benchmarks: vitest starts, spawns the learner's server with
 * tsx, polls a port, and runs the same protocol checks.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";

const root = path.resolve(import.meta.dirname, "../..");
const submission = path.resolve(root, process.env["SUBMISSION"] ?? "solutions/lesson-ws");
let server: ChildProcess;
let port: number;

beforeAll(async () => {
  port = await freePort();
  server = spawn(path.join(root, "node_modules/.bin/tsx"), ["server.ts"], {
    cwd: submission,
    env: { ...process.env, PORT: String(port) },
    stdio: "ignore",
  });
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${port}/health`);
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
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
});

test("an unknown path is 404", async () => {
  expect((await fetch(`http://127.0.0.1:${port}/nowhere`)).status).toBe(404);
});

test("a client is welcomed", async () => {
  const client = await connect();
  expect((await client.next((message) => message["type"] === "connected"))["message"]).toBeTypeOf("string");
  client.close();
});

test.each([1, 2, 3])("ping %i gets a pong", async (id) => {
  const client = await connect();
  client.send(JSON.stringify({ type: "ping", id }));
  await client.next((message) => message["type"] === "pong");
  client.close();
});

test.each(["hello", "{", ""])("bad text %j gets an error", async (text) => {
  const client = await connect();
  client.send(text);
  await client.next((message) => message["type"] === "error" || "error" in message);
  client.close();
});

test.each(["dance", "sing", "fly"])("unknown type %s gets an error", async (type) => {
  const client = await connect();
  client.send(JSON.stringify({ type }));
  await client.next((message) => message["type"] === "error" || "error" in message);
  client.close();
});

async function connect() {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  const inbox: Record<string, unknown>[] = [];
  const waiting: (() => void)[] = [];
  socket.on("message", (data: Buffer) => {
    inbox.push(JSON.parse(data.toString()) as Record<string, unknown>);
    for (const wake of waiting.splice(0)) wake();
  });
  await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
  return {
    send: (text: string) => socket.send(text),
    close: () => socket.close(),
    next: async (wanted: (message: Record<string, unknown>) => boolean) => {
      for (;;) {
        const found = inbox.find(wanted);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => waiting.push(resolve));
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
