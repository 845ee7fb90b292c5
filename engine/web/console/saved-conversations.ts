/** Conversations that a reader saved: `.workbook/page/<lesson>/sessions/<time>.json`. */
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { sanitizeLine } from "../../text/sanitize-text.ts";
import { readState } from "../../state/read-state.ts";
import { isTimestamp, timestamp } from "../../state/timestamp.ts";
import { writeAtomic } from "../../state/write-atomic.ts";
import type { SavedConversation, ConversationSummary } from "../api.ts";
import type { ConsoleEvent } from "../api-console.ts";
import { opensConversation } from "./opens-conversation.ts";

const SCHEMA = "workbook.session/1";
/** More would be hard to find in a list. */
export const CONVERSATION_LIMIT = 100;
export const NAME_CHARACTERS = 80;

/** A saved conversation with the data that pages do not get. */
export interface KeptConversation extends SavedConversation {
  readonly schema: typeof SCHEMA;
  /** The real ports of its servers. */
  readonly ports: readonly number[];
}

export class SavedConversations {
  readonly #folder: string;
  #list: readonly ConversationSummary[];

  /** @param folder absolute path of the lesson's part of the page's state */
  static async open(folder: string): Promise<SavedConversations> {
    const conversations = new SavedConversations(path.join(folder, "sessions"));
    await conversations.#read();
    return conversations;
  }

  private constructor(folder: string) {
    this.#folder = folder;
    this.#list = [];
  }

  /** All saved conversations, newest first. */
  get list(): readonly ConversationSummary[] {
    return this.#list;
  }

  /** Whether no more can be saved: old ones are never removed automatically. */
  get isFull(): boolean {
    return this.#list.length >= CONVERSATION_LIMIT;
  }

  /** Saves a conversation. @throws a file system error */
  async save(
    name: string,
    transcript: readonly ConsoleEvent[],
    ports: readonly number[],
  ): Promise<ConversationSummary> {
    const now = new Date();
    const taken = new Set(this.#list.map(({ id }) => id));
    let id = timestamp(now);
    for (let number = 2; taken.has(id); number += 1) id = `${timestamp(now)}-${number}`;
    const summary: ConversationSummary = {
      id,
      name: sanitizeLine(name.trim(), { maxChars: NAME_CHARACTERS }) || "Unnamed",
      savedAt: now.toISOString(),
      events: transcript.length,
      clients: new Set(transcript.filter(opensConversation).map(({ peer }) => peer)).size,
    };
    const kept: KeptConversation = { schema: SCHEMA, ...summary, ports, transcript };
    await mkdir(this.#folder, { recursive: true });
    await writeAtomic(this.#fileOf(id), `${JSON.stringify(kept)}\n`);
    this.#list = [summary, ...this.#list];
    return summary;
  }

  /** Undefined when there is none of that id. */
  async find(id: string): Promise<KeptConversation | undefined> {
    if (!this.#list.some((conversation) => conversation.id === id)) return undefined;
    const found = await readState(this.#fileOf(id), isKept);
    return "value" in found ? found.value : undefined;
  }

  async remove(id: string): Promise<void> {
    if (!this.#list.some((conversation) => conversation.id === id)) return;
    this.#list = this.#list.filter((conversation) => conversation.id !== id);
    await rm(this.#fileOf(id), { force: true });
  }

  async #read(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    const ids = names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
    const found = await Promise.all(ids.filter(isTimestamp).map((id) => readState(this.#fileOf(id), isKept)));
    this.#list = found
      .flatMap((conversation) => ("value" in conversation ? [summaryOf(conversation.value)] : []))
      .toSorted((a, b) => (a.id < b.id ? 1 : -1));
  }

  #fileOf(id: string): string {
    return path.join(this.#folder, `${id}.json`);
  }
}

function summaryOf({ id, name, savedAt, events, clients }: ConversationSummary): ConversationSummary {
  return { id, name, savedAt, events, clients };
}

function isKept(value: unknown): value is KeptConversation {
  const kept = value as Partial<KeptConversation> | null;
  return (
    typeof kept === "object" &&
    kept?.schema === SCHEMA &&
    typeof kept.id === "string" &&
    typeof kept.name === "string" &&
    typeof kept.savedAt === "string" &&
    typeof kept.events === "number" &&
    typeof kept.clients === "number" &&
    Array.isArray(kept.ports) &&
    Array.isArray(kept.transcript)
  );
}
