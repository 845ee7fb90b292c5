import { command, type Commands } from "./command.ts";
import type { Database } from "./database.ts";
import { integer, RedisError } from "./redis-error.ts";

const MS = 1_000;

/** When a key expires, in milliseconds since 1970, by an option of SET: `ex`, `px`, `exat` or `pxat`. */
export function expiryOption(name: string, option: string, text: string): number {
  const value = integer(text);
  if (value <= 0) throw new RedisError(`ERR invalid expire time in '${name}' command`);
  return (option.endsWith("at") ? 0 : Date.now()) + value * (option.startsWith("e") ? MS : 1);
}

export const expiry: Commands = {
  expire: command(-3, (database, key = "", time = "", ...flags) =>
    expire(database, key, Date.now() + integer(time) * MS, flags),
  ),
  pexpire: command(-3, (database, key = "", time = "", ...flags) =>
    expire(database, key, Date.now() + integer(time), flags),
  ),
  expireat: command(-3, (database, key = "", time = "", ...flags) => expire(database, key, integer(time) * MS, flags)),
  pexpireat: command(-3, (database, key = "", time = "", ...flags) => expire(database, key, integer(time), flags)),
  ttl: command(2, (database, key = "") => left(database, key, (ms) => Math.round(ms / MS))),
  pttl: command(2, (database, key = "") => left(database, key, (ms) => ms)),
  persist: command(2, (database, key = "") => {
    const value = database.get(key);
    if (value === undefined || database.expiresAt(key) === undefined) return 0;
    database.set(key, value);
    return 1;
  }),
};

function left(database: Database, key: string, inUnit: (ms: number) => number): number {
  if (database.get(key) === undefined) return -2;
  const at = database.expiresAt(key);
  return at === undefined ? -1 : inUnit(Math.max(0, at - Date.now()));
}

function expire(database: Database, key: string, at: number, options: readonly string[]): number {
  const flags = new Set(options.map((option) => option.toLowerCase()));
  const unknown = options.find((option) => !["nx", "xx", "gt", "lt"].includes(option.toLowerCase()));
  if (unknown !== undefined) throw new RedisError(`ERR Unsupported option ${unknown}`);
  if (flags.has("nx") && flags.size > 1)
    throw new RedisError("ERR NX and XX, GT or LT options at the same time are not compatible");
  if (flags.has("gt") && flags.has("lt"))
    throw new RedisError("ERR GT and LT options at the same time are not compatible");
  const value = database.get(key);
  if (value === undefined) return 0;
  const before = database.expiresAt(key);
  if (flags.has("nx") && before !== undefined) return 0;
  if (flags.has("xx") && before === undefined) return 0;
  // A key that stays counts as one that expires last.
  if (flags.has("gt") && (before === undefined || at <= before)) return 0;
  if (flags.has("lt") && before !== undefined && at >= before) return 0;
  if (at <= Date.now()) database.delete(key);
  else database.set(key, value, at);
  return 1;
}
