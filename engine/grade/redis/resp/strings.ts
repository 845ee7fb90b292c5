import { command, type Commands } from "./command.ts";
import type { Database } from "./database.ts";
import { expiryOption } from "./expiry.ts";
import { integer, RedisError, syntaxError } from "./redis-error.ts";
import { OK, type Reply } from "./reply.ts";

export const strings: Commands = {
  get: command(2, (database, key = "") => database.text(key) ?? null),
  set: command(-3, set),
  setnx: command(3, (database, key = "", value = "") => {
    if (database.get(key) !== undefined) return 0;
    database.set(key, value);
    return 1;
  }),
  setex: command(4, (database, key = "", seconds = "", value = "") => {
    database.set(key, value, expiryOption("setex", "ex", seconds));
    return OK;
  }),
  psetex: command(4, (database, key = "", ms = "", value = "") => {
    database.set(key, value, expiryOption("psetex", "px", ms));
    return OK;
  }),
  getset: command(3, (database, key = "", value = "") => {
    const before = database.text(key) ?? null;
    database.set(key, value);
    return before;
  }),
  getdel: command(2, (database, key = "") => {
    const before = database.text(key) ?? null;
    database.delete(key);
    return before;
  }),
  mget: command(-2, (database, ...keys) =>
    keys.map((key) => {
      const value = database.get(key);
      return typeof value === "string" ? value : null;
    }),
  ),
  mset: command(-3, (database, ...pairs) => {
    if (pairs.length % 2 === 1) throw new RedisError("ERR wrong number of arguments for 'mset' command");
    for (let index = 0; index < pairs.length; index += 2)
      database.set(pairs[index] as string, pairs[index + 1] as string);
    return OK;
  }),
  append: command(3, (database, key = "", more = "") => {
    const value = (database.text(key) ?? "") + more;
    database.set(key, value, database.expiresAt(key));
    return value.length;
  }),
  strlen: command(2, (database, key = "") => (database.text(key) ?? "").length),
  incr: command(2, (database, key = "") => add(database, key, 1)),
  decr: command(2, (database, key = "") => add(database, key, -1)),
  incrby: command(3, (database, key = "", by = "") => add(database, key, integer(by))),
  decrby: command(3, (database, key = "", by = "") => add(database, key, -integer(by))),
};

function add(database: Database, key: string, by: number): number {
  const sum = integer(database.text(key) ?? "0") + by;
  if (!Number.isSafeInteger(sum)) throw new RedisError("ERR increment or decrement would overflow");
  database.set(key, String(sum), database.expiresAt(key));
  return sum;
}

function set(database: Database, key = "", value = "", ...options: string[]): Reply {
  let expiresAt: number | undefined;
  const flags = new Set<string>();
  for (let index = 0; index < options.length; index++) {
    const option = (options[index] as string).toLowerCase();
    if (["ex", "px", "exat", "pxat"].includes(option) && index + 1 < options.length) {
      if (flags.has("keepttl") || expiresAt !== undefined) throw syntaxError();
      expiresAt = expiryOption("set", option, options[++index] as string);
    } else if (["nx", "xx", "get", "keepttl"].includes(option)) flags.add(option);
    else throw syntaxError();
  }
  if ((flags.has("nx") && flags.has("xx")) || (flags.has("keepttl") && expiresAt !== undefined)) throw syntaxError();
  const before = flags.has("get") ? (database.text(key) ?? null) : undefined;
  const isThere = database.get(key) !== undefined;
  if (flags.has(isThere ? "nx" : "xx")) return before === undefined ? null : before;
  database.set(key, value, flags.has("keepttl") ? database.expiresAt(key) : expiresAt);
  return before === undefined ? OK : before;
}
