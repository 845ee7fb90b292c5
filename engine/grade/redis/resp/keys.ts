import { command, type Commands } from "./command.ts";
import { Hash, SortedSet, type Value } from "./database.ts";
import { globMatches } from "./glob.ts";
import { RedisError, syntaxError } from "./redis-error.ts";
import { OK } from "./reply.ts";
import { scan } from "./scan.ts";

export const keys: Commands = {
  del: command(-2, (database, ...names) =>
    count(names, (key) => database.get(key) !== undefined && database.delete(key)),
  ),
  unlink: command(-2, (database, ...names) =>
    count(names, (key) => database.get(key) !== undefined && database.delete(key)),
  ),
  exists: command(-2, (database, ...names) => count(names, (key) => database.get(key) !== undefined)),
  type: command(2, (database, key = "") => ({ simple: typeName(database.get(key)) })),
  keys: command(2, (database, pattern = "") => database.keys().filter((key) => globMatches(pattern, key))),
  scan: command(-2, (database, cursor = "", ...options) => {
    const wanted = new Map<string, string>();
    const others: string[] = [];
    for (let index = 0; index < options.length; index += 2)
      if (options[index]?.toLowerCase() === "type") wanted.set("type", options[index + 1] ?? "");
      else others.push(...options.slice(index, index + 2));
    const type = wanted.get("type")?.toLowerCase();
    const of = database.keys().filter((key) => type === undefined || typeName(database.get(key)) === type);
    return scan(
      of.map((key) => [key]),
      cursor,
      others,
    );
  }),
  rename: command(3, (database, from = "", to = "") => {
    const value = database.get(from);
    if (value === undefined) throw new RedisError("ERR no such key");
    const expiresAt = database.expiresAt(from);
    database.delete(from);
    database.set(to, value, expiresAt);
    return OK;
  }),
  dbsize: command(1, (database) => database.keys().length),
  flushdb: command(-1, (database, ...options) => {
    if (options.length > 1 || !/^(?:|a?sync)$/i.test(options[0] ?? "")) throw syntaxError();
    database.clear();
    return OK;
  }),
};

function count(names: readonly string[], fits: (key: string) => boolean): number {
  return names.filter((key) => fits(key)).length;
}

function typeName(value: Value | undefined): string {
  if (value === undefined) return "none";
  if (typeof value === "string") return "string";
  if (value instanceof Hash) return "hash";
  return value instanceof SortedSet ? "zset" : "set";
}
