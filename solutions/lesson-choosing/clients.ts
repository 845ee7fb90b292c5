/**
 * Four clients of one board, each of which learns of changes in its own way, and counts what that costs. Given and finished: nothing
 * in this file is part of an exercise.
 */

import { Agent, get, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { TaskCreated } from "@workbook/task-board";
import { WebSocket } from "ws";

export interface Options {
  readonly serverUrl: string;
  readonly boardId: string;
  /** How many updates to wait for. */
  readonly updates: number;
  /** How long short polling waits from an answer to the next request, in milliseconds. */
  readonly intervalMs: number;
}

/** An update, and when the client had it. */
export interface Sighting {
  /** What the server said: `update.task.updatedAt` is when it was stored, by the server's clock. */
  readonly update: TaskCreated;
  /** By this program's clock, in milliseconds since 1970, as `Date.now()` gives it. */
  readonly at: number;
}

export interface Measurement {
  /** How many HTTP requests were sent. A WebSocket begins with one, its handshake. */
  readonly requests: number;
  /** What went over its connections, in both directions: request lines, headers, bodies, frames. */
  readonly bytes: number;
  /** The updates, in the order in which they came. */
  readonly seen: readonly Sighting[];
}

export interface Client {
  readonly approach: "short-polling" | "long-polling" | "sse" | "websocket";
  /** Resolves once it has seen as many updates as it shall wait for. Rejects when the server cannot be reached. */
  readonly run: (options: Options) => Promise<Measurement>;
}

export const clients: readonly Client[] = [
  { approach: "short-polling", run: (options) => poll("updates", options, options.intervalMs) },
  { approach: "long-polling", run: (options) => poll("poll", options, 0) },
  { approach: "sse", run: readStream },
  { approach: "websocket", run: readSocket },
];

/** What one client has sent and received so far. */
class Wire {
  requests = 0;
  readonly seen: Sighting[] = [];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #sockets = new Set<Socket>();
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether the client has seen as many updates as it shall wait for. */
  get isDone(): boolean {
    return this.seen.length >= this.#options.updates;
  }

  /** Sends a request, and resolves with its answer as soon as that begins. */
  get(path: string): Promise<IncomingMessage> {
    this.requests++;
    return new Promise((resolve, reject) => {
      const request = get(new URL(path, this.#options.serverUrl), { agent: this.#agent }, (response) => {
        if (response.statusCode === 200) resolve(response);
        else reject(new Error(`status ${response.statusCode} for ${path}`));
      });
      request.on("socket", (socket) => this.#sockets.add(socket));
      request.on("error", reject);
    });
  }

  add(socket: Socket): void {
    this.#sockets.add(socket);
  }

  /** One answer may bring more updates than are left to see: the clients are compared by the same ones. */
  see(update: TaskCreated): void {
    if (!this.isDone) this.seen.push({ update, at: Date.now() });
  }

  /** Closes what is open. */
  finish(): Measurement {
    let bytes = 0;
    for (const { bytesRead, bytesWritten } of this.#sockets) bytes += bytesRead + bytesWritten;
    this.#agent.destroy();
    return { requests: this.requests, bytes, seen: this.seen };
  }
}

/** Asks for what is new, again and again. The first answer says from where. */
async function poll(route: "updates" | "poll", options: Options, waitMs: number): Promise<Measurement> {
  const wire = new Wire(options);
  let query = "";
  while (!wire.isDone) {
    const response = await wire.get(`/boards/${options.boardId}/${route}${query}`);
    const { data, timestamp } = JSON.parse(await textOf(response)) as { data: TaskCreated[]; timestamp: string };
    for (const update of data) wire.see(update);
    query = `?since=${encodeURIComponent(timestamp)}`;
    if (!wire.isDone) await sleep(waitMs);
  }
  return wire.finish();
}

/** Reads an event stream: as much of the format as this server writes. */
async function readStream(options: Options): Promise<Measurement> {
  const wire = new Wire(options);
  const response = await wire.get(`/boards/${options.boardId}/events`);
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) {
    const events = (text + String(chunk)).split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) {
      const data = event.split("\n").find((line) => line.startsWith("data: "));
      if (data !== undefined) wire.see(JSON.parse(data.slice("data: ".length)) as TaskCreated);
    }
    if (wire.isDone) return wire.finish();
  }
  throw new Error("The event stream ended");
}

async function readSocket(options: Options): Promise<Measurement> {
  const wire = new Wire(options);
  const url = new URL(`/ws?board=${options.boardId}`, options.serverUrl.replace(/^http/, "ws"));
  wire.requests++;
  await new Promise<void>((resolve, reject) => {
    const ws = new WebSocket(url);
    ws.on("upgrade", ({ socket }) => wire.add(socket));
    ws.on("message", (data) => {
      wire.see(JSON.parse(String(data)) as TaskCreated);
      if (wire.isDone) ws.close();
    });
    ws.on("close", () => (wire.isDone ? resolve() : reject(new Error("The WebSocket was closed"))));
    ws.on("error", reject);
  });
  return wire.finish();
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += String(chunk);
  return text;
}
