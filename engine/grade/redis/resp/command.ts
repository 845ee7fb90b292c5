import type { Database } from "./database.ts";
import type { Reply } from "./reply.ts";

/** What a command finds. */
interface Context {
  readonly database: Database;
}

/** A command of the key space. It throws `RedisError`. */
export interface Command {
  /** As Redis counts: with the name; negative where there may be more. */
  readonly arity: number;
  readonly run: (context: Context, args: readonly string[]) => Reply;
}

/** By its name in lower case. */
export type Commands = Readonly<Record<string, Command>>;

/** A command whose implementation takes its arguments one by one. @param arity see `Command` */
export function command(arity: number, run: (database: Database, ...args: string[]) => Reply): Command {
  return { arity, run: ({ database }, args) => run(database, ...args) };
}

/** Whether a command with so many words, its name among them, has the right number. */
export function hasArity({ arity }: Pick<Command, "arity">, words: number): boolean {
  return arity < 0 ? words >= -arity : words === arity;
}
