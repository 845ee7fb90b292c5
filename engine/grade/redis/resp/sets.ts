import { command, type Commands } from "./command.ts";
import type { Database } from "./database.ts";
import { scan } from "./scan.ts";

export const sets: Commands = {
  sadd: command(-3, (database, key = "", ...members) => {
    const set = setAt(database, key);
    const before = set.size;
    for (const member of members) set.add(member);
    database.keep(key, set);
    return set.size - before;
  }),
  srem: command(-3, (database, key = "", ...members) => {
    const set = setAt(database, key);
    const gone = members.filter((member) => set.delete(member)).length;
    if (gone > 0) database.keep(key, set);
    return gone;
  }),
  smembers: command(2, (database, key = "") => ({ set: [...setAt(database, key)] })),
  sismember: command(3, (database, key = "", member = "") => Number(setAt(database, key).has(member))),
  smismember: command(-3, (database, key = "", ...members) => {
    const set = setAt(database, key);
    return members.map((member) => Number(set.has(member)));
  }),
  scard: command(2, (database, key = "") => setAt(database, key).size),
  sunion: command(-2, (database, ...keys) => ({ set: [...new Set(keys.flatMap((key) => [...setAt(database, key)]))] })),
  sinter: command(-2, (database, ...keys) => {
    const [first, ...others] = keys.map((key) => setAt(database, key));
    return { set: [...(first ?? [])].filter((member) => others.every((other) => other.has(member))) };
  }),
  sdiff: command(-2, (database, ...keys) => {
    const [first, ...others] = keys.map((key) => setAt(database, key));
    return { set: [...(first ?? [])].filter((member) => !others.some((other) => other.has(member))) };
  }),
  sscan: command(-3, (database, key = "", cursor = "", ...options) =>
    scan(
      [...setAt(database, key)].map((member) => [member]),
      cursor,
      options,
    ),
  ),
};

function setAt(database: Database, key: string): Set<string> {
  return database.collection(key, Set<string>);
}
