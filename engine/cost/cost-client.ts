/** Clients that learn of a board's updates in one of four ways, and count what goes over their connections. */
import { Agent, get, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { EventStreamParser } from "../kit/transports/sse/event-stream-parser.ts";
import type { CostEndpoints } from "../lesson-definition.ts";
import type { Approach } from "./cost.ts";

export class CostClient {
  requests = 0;
  /** How old each update was when it arrived, in milliseconds. */
  readonly ages: number[] = [];
  readonly #origin: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #sockets = new Set<Socket>();
  readonly #closing = new AbortController();

  /** @param origin of the server, for example `http://127.0.0.1:3000` */
  constructor(origin: string) {
    this.#origin = origin;
  }

  /** What went over its connections so far, in both directions. */
  get bytes(): number {
    let bytes = 0;
    for (const { bytesRead, bytesWritten } of this.#sockets) bytes += bytesRead + bytesWritten;
    return bytes;
  }

  /** Resolves when every later update will reach it. @throws when the server refuses or cannot be reached */
  async open(
    approach: Approach,
    { updates, poll, events, websocket }: CostEndpoints,
    intervalMs: number,
  ): Promise<void> {
    switch (approach) {
      case "short polling":
        return await this.#poll(updates, intervalMs);
      case "long polling":
        return await this.#poll(poll, 0);
      case "event stream":
        return await this.#stream(events);
      case "WebSocket":
        return await this.#socket(websocket);
    }
  }

  close(): void {
    this.#closing.abort();
    this.#agent.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** The first answer says from where; then it asks again and again. */
  async #poll(path: string, waitMs: number): Promise<void> {
    let { timestamp } = (await this.#answer(path)) as Answered;
    void (async () => {
      for (;;) {
        await sleep(waitMs, undefined, { signal: this.#closing.signal });
        const { data, timestamp: next } = (await this.#answer(
          `${path}?since=${encodeURIComponent(timestamp)}`,
        )) as Answered;
        for (const update of data) this.#see(update);
        timestamp = next;
      }
    })().catch(() => undefined);
  }

  async #stream(path: string): Promise<void> {
    const response = await this.#get(path);
    void (async () => {
      const parser = new EventStreamParser();
      for await (const chunk of response)
        for (const item of parser.push(chunk as Buffer)) if (item.kind === "event") this.#see(JSON.parse(item.data));
    })().catch(() => undefined);
  }

  async #socket(path: string): Promise<void> {
    this.requests += 1;
    const socket = new WebSocket(this.#origin.replace(/^http/, "ws") + path);
    this.#closing.signal.addEventListener("abort", () => socket.terminate(), { once: true });
    socket.on("upgrade", ({ socket: wire }: IncomingMessage) => this.#sockets.add(wire));
    socket.on("message", (data: Buffer) => this.#see(JSON.parse(data.toString("utf8"))));
    await new Promise<void>((resolve, reject) => {
      socket.once("open", () => resolve());
      socket.on("error", reject);
    });
  }

  async #answer(path: string): Promise<unknown> {
    const response = await this.#get(path);
    return json(response);
  }

  #get(path: string): Promise<IncomingMessage> {
    this.requests += 1;
    return new Promise((resolve, reject) => {
      const request = get(this.#origin + path, { agent: this.#agent, signal: this.#closing.signal }, (response) => {
        if (response.statusCode === 200) resolve(response);
        else reject(new Error(`the server answered ${path} with ${response.statusCode}`));
      });
      request.on("socket", (socket) => this.#sockets.add(socket));
      request.on("error", reject);
    });
  }

  /** Anything without a task, such as a greeting, is no update. */
  #see(update: unknown): void {
    const at = (update as Partial<Update> | null)?.task?.updatedAt;
    if (at !== undefined) this.ages.push(Date.now() - Date.parse(at));
  }
}

interface Update {
  readonly task: { readonly updatedAt: string };
}

interface Answered {
  readonly data: readonly unknown[];
  readonly timestamp: string;
}
