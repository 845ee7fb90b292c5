/**
 * All events of a console, in order: in memory for the pages, and in `.workbook/page/<lesson>/console.jsonl` so that
 * they survive a restart of the workbook. The first line of the file names the journal.
 */
import { randomBytes } from "node:crypto";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { writeAtomic } from "../../state/write-atomic.ts";
import { EVENT_LIMIT, type ConsoleEvent } from "../api-console.ts";
import type { Happening } from "./socket-client.ts";

/** The limit of all payloads together; the oldest events are dropped first. */
const CHARACTERS_KEPT = 16 * 1024 * 1024;

interface Head {
  readonly journal: string;
  /** When it began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The real ports of the servers, which are ignored when saved conversations are compared. */
  readonly ports: readonly number[];
}

export class ConsoleJournal {
  readonly #file: string;
  #head: Head;
  #events: ConsoleEvent[];
  #characters: number;
  #last: number;
  #out: WriteStream | undefined;
  /** Lines in the file, which is rewritten when it has twice as many as there are events in memory. */
  #lines = 0;
  #rewriting: Promise<void> = Promise.resolve();
  #version = 0;

  /** @param folder absolute path of the folder that keeps it */
  static async open(folder: string): Promise<ConsoleJournal> {
    const file = path.join(folder, "console.jsonl");
    const lines = (await readFile(file, "utf8").catch(() => "")).split("\n").map(parsed);
    const head = lines[0] as Partial<Head> | undefined;
    const known = typeof head?.journal === "string" && typeof head.startedAt === "number" && Array.isArray(head.ports);
    // A process that was killed may have left its last line incomplete.
    const events = known ? (lines.slice(1).filter(isEvent) as ConsoleEvent[]).slice(-EVENT_LIMIT) : [];
    const journal = new ConsoleJournal(file, known ? (head as Head) : newHead(), events);
    journal.#rewrite();
    return journal;
  }

  private constructor(file: string, head: Head, events: ConsoleEvent[]) {
    this.#file = file;
    this.#head = head;
    this.#events = events;
    this.#last = events.at(-1)?.n ?? 0;
    this.#characters = events.reduce((sum, event) => sum + sizeOf(event), 0);
  }

  get name(): string {
    return this.#head.journal;
  }

  get events(): readonly ConsoleEvent[] {
    return this.#events;
  }

  get ports(): readonly number[] {
    return this.#head.ports;
  }

  /** The number of the next event. */
  get next(): number {
    return this.#last + 1;
  }

  addPort(port: number): void {
    if (this.#head.ports.includes(port)) return;
    this.#head = { ...this.#head, ports: [...this.#head.ports, port] };
    this.#rewrite();
  }

  /** Adds an event. @param when its time on the clock of `performance.now()` */
  add(happening: Happening, when: number = performance.now()): ConsoleEvent {
    const since = Math.round((performance.timeOrigin + when - this.#head.startedAt) * 10) / 10;
    // Events are in the order of the calls, so their times must not decrease.
    const at = Math.max(0, this.#events.at(-1)?.at ?? 0, since);
    const event: ConsoleEvent = { n: (this.#last += 1), at, ...happening };
    this.#events.push(event);
    this.#characters += sizeOf(event);
    // In batches, so that a flood takes linear time.
    if (this.#events.length > EVENT_LIMIT * 1.1 || this.#characters > CHARACTERS_KEPT) this.#forgetOldest();
    this.#lines += 1;
    if (this.#lines > EVENT_LIMIT * 2) this.#rewrite();
    else this.#out?.write(`${JSON.stringify(event)}\n`);
    return event;
  }

  /** Removes all events, and begins a new journal. */
  clear(): void {
    this.#head = newHead();
    this.#events = [];
    this.#characters = 0;
    this.#last = 0;
    this.#rewrite();
  }

  /** Resolves when everything was written. */
  async close(): Promise<void> {
    await this.#rewriting;
    await new Promise<void>((resolve) => (this.#out === undefined ? resolve() : this.#out.end(() => resolve())));
  }

  #forgetOldest(): void {
    const fewer = this.#events.slice(-EVENT_LIMIT);
    let characters = fewer.reduce((sum, event) => sum + sizeOf(event), 0);
    let first = 0;
    while (characters > CHARACTERS_KEPT / 2 && first < fewer.length - 1) {
      characters -= sizeOf(fewer[first] as ConsoleEvent);
      first += 1;
    }
    this.#events = fewer.slice(first);
    this.#characters = characters;
  }

  /** Rewrites the file from the events in memory; later events are appended. */
  #rewrite(): void {
    this.#out?.end();
    this.#out = undefined;
    this.#lines = this.#events.length;
    const version = (this.#version += 1);
    const isLatest = () => version === this.#version;
    this.#rewriting = this.#rewriting.then(async () => {
      if (!isLatest()) return;
      const held = this.#last;
      try {
        await mkdir(path.dirname(this.#file), { recursive: true });
        await writeAtomic(this.#file, linesOf(this.#head, this.#events));
      } catch {
        // Events that cannot be written are only missing after the next restart.
        return;
      }
      if (!isLatest()) return;
      this.#out = createWriteStream(this.#file, { flags: "a" }).on("error", () => {});
      for (const event of this.#events) if (event.n > held) this.#out.write(`${JSON.stringify(event)}\n`);
    });
  }
}

function newHead(): Head {
  return {
    journal: randomBytes(6).toString("base64url"),
    startedAt: performance.timeOrigin + performance.now(),
    ports: [],
  };
}

function linesOf(head: Head, events: readonly ConsoleEvent[]): string {
  return [head, ...events].map((line) => `${JSON.stringify(line)}\n`).join("");
}

function sizeOf({ text, base64, body, headers = [] }: ConsoleEvent): number {
  const inHeaders = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return text.length + (base64?.length ?? 0) + (body?.length ?? 0) + inHeaders;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): boolean {
  const event = value as Partial<ConsoleEvent> | null | undefined;
  return (
    Number.isSafeInteger(event?.n) &&
    typeof event?.at === "number" &&
    typeof event.peer === "string" &&
    typeof event.kind === "string" &&
    typeof event.text === "string"
  );
}
