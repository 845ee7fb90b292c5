import { command, type Commands } from "./command.ts";
import { Hash, type Database } from "./database.ts";
import { integer, RedisError } from "./redis-error.ts";
import { OK } from "./reply.ts";
import { scan } from "./scan.ts";

export const hashes: Commands = {
  hset: command(-4, (database, key = "", ...pairs) => put(database, "hset", key, pairs)),
  hmset: command(-4, (database, key = "", ...pairs) => {
    put(database, "hmset", key, pairs);
    return OK;
  }),
  hsetnx: command(4, (database, key = "", field = "", value = "") =>
    hashAt(database, key).has(field) ? 0 : put(database, "hsetnx", key, [field, value]),
  ),
  hget: command(3, (database, key = "", field = "") => hashAt(database, key).get(field) ?? null),
  hmget: command(-3, (database, key = "", ...fields) => {
    const hash = hashAt(database, key);
    return fields.map((field) => hash.get(field) ?? null);
  }),
  hgetall: command(2, (database, key = "") => ({ map: [...hashAt(database, key)] })),
  hdel: command(-3, (database, key = "", ...fields) => {
    const hash = hashAt(database, key);
    const gone = fields.filter((field) => hash.delete(field)).length;
    if (gone > 0) database.keep(key, hash);
    return gone;
  }),
  hlen: command(2, (database, key = "") => hashAt(database, key).size),
  hexists: command(3, (database, key = "", field = "") => Number(hashAt(database, key).has(field))),
  hkeys: command(2, (database, key = "") => [...hashAt(database, key).keys()]),
  hvals: command(2, (database, key = "") => [...hashAt(database, key).values()]),
  hincrby: command(4, (database, key = "", field = "", by = "") => {
    const step = integer(by);
    const before = hashAt(database, key).get(field) ?? "0";
    if (!/^-?\d{1,19}$/.test(before)) throw new RedisError("ERR hash value is not an integer");
    const sum = Number(before) + step;
    put(database, "hincrby", key, [field, String(sum)]);
    return sum;
  }),
  hscan: command(-3, (database, key = "", cursor = "", ...options) =>
    scan([...hashAt(database, key)], cursor, options),
  ),
};

function hashAt(database: Database, key: string): Hash {
  return database.collection(key, Hash);
}

/** Returns how many fields are new. */
function put(database: Database, name: string, key: string, pairs: readonly string[]): number {
  if (pairs.length % 2 === 1) throw new RedisError(`ERR wrong number of arguments for '${name}' command`);
  const hash = hashAt(database, key);
  const before = hash.size;
  for (let index = 0; index < pairs.length; index += 2) hash.set(pairs[index] as string, pairs[index + 1] as string);
  database.keep(key, hash);
  return hash.size - before;
}
