/** Polls with node:http and a timer that each answer sets. */

import { get } from "node:http";

interface Task {
  readonly id: string;
  readonly updatedAt: string;
}

class Client {
  readonly #address = `${process.env.SERVER_URL ?? "http://localhost:3000"}/boards/${process.env.BOARD_ID ?? "board-1"}/updates`;
  readonly #intervalMs = Number(process.env.INTERVAL_MS ?? "5000");
  readonly #seen = new Set<string>();
  #query = "";
  #wait = this.#intervalMs;

  poll(): void {
    get(this.#address + this.#query, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("error", () => this.#again(false));
      response.on("end", () => {
        const isGood = response.statusCode === 200 && this.#take(body);
        this.#again(isGood);
      });
    }).on("error", () => this.#again(false));
  }

  #take(body: string): boolean {
    const { data, timestamp } = JSON.parse(body) as { data: Task[]; timestamp: string };
    for (const task of data) {
      const version = `${task.id} ${task.updatedAt}`;
      if (!this.#seen.has(version)) console.log(task);
      this.#seen.add(version);
    }
    this.#query = `?since=${encodeURIComponent(timestamp)}`;
    return true;
  }

  #again(isGood: boolean): void {
    this.#wait = isGood ? this.#intervalMs : Math.min(this.#wait * 2, this.#intervalMs * 10);
    setTimeout(() => this.poll(), this.#wait);
  }
}

new Client().poll();
