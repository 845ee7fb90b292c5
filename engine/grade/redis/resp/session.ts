/** One connection of a client: what it subscribed to, its transaction, its database and its version of the protocol. */
import type { Channels, Subscriber } from "./channels.ts";
import { hasArity, type Command, type Commands } from "./command.ts";
import type { Database } from "./database.ts";
import { expiry } from "./expiry.ts";
import { hashes } from "./hashes.ts";
import { keys } from "./keys.ts";
import { NotInStandIn, RedisError } from "./redis-error.ts";
import { encode, OK, type Reply } from "./reply.ts";
import { connectionCommands } from "./session-commands.ts";
import { sets } from "./sets.ts";
import { sortedSets } from "./sorted-sets.ts";
import { strings } from "./strings.ts";

const COMMANDS: Commands = { ...strings, ...expiry, ...keys, ...hashes, ...sets, ...sortedSets };

/** What all sessions share. */
export interface Shared {
  readonly databases: readonly Database[];
  readonly channels: Channels;
  /** Names of commands that were sent and are not known; where only an option or a subcommand is not, with that. */
  readonly unknownCommands: Set<string>;
}

/** Allowed in RESP2 while a client subscribes. */
const WHILE_SUBSCRIBED = new Set(["subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ping", "quit", "reset"]);
const NEVER_QUEUED = new Set(["exec", "discard", "multi", "watch", "quit", "reset"]);

export class Session implements Subscriber {
  readonly id: number;
  readonly shared: Shared;
  readonly channels = new Set<string>();
  readonly patterns = new Set<string>();
  protocol = 2;
  databaseIndex = 0;
  name = "";
  isClosing = false;
  /** The transaction under way. */
  transaction: { readonly requests: string[][]; isBroken: boolean } | undefined;
  /** What WATCH looks at, with the version that it saw. */
  watched: { readonly database: Database; readonly key: string; readonly version: number }[] = [];
  readonly #write: (bytes: string) => void;

  constructor(id: number, shared: Shared, write: (bytes: string) => void) {
    this.id = id;
    this.shared = shared;
    this.#write = write;
    shared.channels.add(this);
  }

  get database(): Database {
    return this.shared.databases[this.databaseIndex] as Database;
  }

  push(message: readonly Reply[]): void {
    this.send({ push: message });
  }

  send(reply: Reply): void {
    this.#write(encode(reply, this.protocol));
  }

  close(): void {
    this.shared.channels.remove(this);
  }

  /** Answers one request. */
  take(words: readonly string[]): void {
    const reply = this.#answer(words);
    if (reply !== undefined) this.send(reply);
  }

  /** What a command answers; undefined when it has sent that itself. */
  run(words: readonly string[]): Reply | undefined {
    const [name = "", ...args] = words;
    try {
      const own = connectionCommands[name.toLowerCase()];
      if (own !== undefined) return own.run(this, args);
      return (COMMANDS[name.toLowerCase()] as Command).run({ database: this.database }, args);
    } catch (error) {
      if (error instanceof NotInStandIn) this.shared.unknownCommands.add(error.asked);
      if (error instanceof RedisError) return { error: error.message };
      throw error;
    }
  }

  #answer(words: readonly string[]): Reply | undefined {
    const refusal = this.#refusal(words);
    if (refusal !== undefined) {
      if (this.transaction !== undefined) this.transaction.isBroken = true;
      return { error: refusal };
    }
    const name = (words[0] as string).toLowerCase();
    if (this.transaction !== undefined && !NEVER_QUEUED.has(name)) {
      this.transaction.requests.push([...words]);
      return { simple: "QUEUED" };
    }
    return this.run(words);
  }

  /** Why the request is not run, or undefined. */
  #refusal(words: readonly string[]): string | undefined {
    const [sent = "", ...args] = words;
    const name = sent.toLowerCase();
    const command = own(connectionCommands, name) ?? own(COMMANDS, name);
    if (command === undefined) {
      this.shared.unknownCommands.add(name.toUpperCase().slice(0, 20));
      const beginning = args.map((word) => `'${word.slice(0, 128)}' `).join("");
      return clean(`ERR unknown command '${sent.slice(0, 128)}', with args beginning with: ${beginning.slice(0, 128)}`);
    }
    if (!hasArity(command, words.length)) return `ERR wrong number of arguments for '${name}' command`;
    if (this.protocol === 2 && this.channels.size + this.patterns.size > 0 && !WHILE_SUBSCRIBED.has(name))
      return `ERR Can't execute '${name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`;
    return undefined;
  }

  /** Runs the transaction, as EXEC does. */
  exec(): Reply {
    const { transaction, watched } = this;
    if (transaction === undefined) return { error: "ERR EXEC without MULTI" };
    this.transaction = undefined;
    this.watched = [];
    if (transaction.isBroken) return { error: "EXECABORT Transaction discarded because of previous errors." };
    if (watched.some(({ database, key, version }) => database.version(key) !== version)) return { noList: true };
    return transaction.requests.map((words) => this.run(words) ?? OK);
  }
}

/** Names come from outside, and an object has more than its own. */
function own<T>(commands: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(commands, name) ? commands[name] : undefined;
}

/** A reply of one line. */
function clean(text: string): string {
  return text.replaceAll(/[\r\n]/g, " ");
}
