import { command, type Commands } from "./command.ts";
import { SortedSet, type Database } from "./database.ts";
import { float, integer, RedisError, syntaxError } from "./redis-error.ts";
import { score, type Reply } from "./reply.ts";
import { scan } from "./scan.ts";

export const sortedSets: Commands = {
  zadd: command(-4, (database, key = "", ...words) => {
    const flags = new Set<string>();
    while (/^(?:nx|xx|gt|lt|ch)$/i.test(words[0] ?? "")) flags.add((words.shift() as string).toLowerCase());
    if (words.length === 0 || words.length % 2 === 1) throw syntaxError();
    if (flags.has("nx") && flags.has("xx"))
      throw new RedisError("ERR XX and NX options at the same time are not compatible");
    if ((flags.has("gt") && flags.has("lt")) || (flags.has("nx") && (flags.has("gt") || flags.has("lt"))))
      throw new RedisError("ERR GT, LT, and/or NX options at the same time are not compatible");
    const scores = words.flatMap((word, index) => (index % 2 === 0 ? [float(word)] : []));
    const sorted = sortedAt(database, key);
    let [added, changed] = [0, 0];
    for (const [index, value] of scores.entries()) {
      const member = words[index * 2 + 1] as string;
      const before = sorted.get(member);
      if (flags.has(before === undefined ? "xx" : "nx")) continue;
      if (before !== undefined && ((flags.has("gt") && value <= before) || (flags.has("lt") && value >= before)))
        continue;
      sorted.set(member, value);
      if (before === undefined) added++;
      else if (before !== value) changed++;
    }
    if (added + changed > 0) database.keep(key, sorted);
    return flags.has("ch") ? added + changed : added;
  }),
  zincrby: command(4, (database, key = "", by = "", member = "") => {
    const step = float(by);
    const sorted = sortedAt(database, key);
    const sum = (sorted.get(member) ?? 0) + step;
    sorted.set(member, sum);
    database.keep(key, sorted);
    return { double: sum };
  }),
  zrem: command(-3, (database, key = "", ...members) => remove(database, key, members)),
  zscore: command(3, (database, key = "", member = "") => {
    const value = sortedAt(database, key).get(member);
    return value === undefined ? null : { double: value };
  }),
  zcard: command(2, (database, key = "") => sortedAt(database, key).size),
  zrank: command(3, (database, key = "", member = "") => {
    const rank = sortedAt(database, key)
      .sorted()
      .findIndex(([one]) => one === member);
    return rank === -1 ? null : rank;
  }),
  zcount: command(4, (database, key = "", from = "", to = "") => between(database, key, from, to).length),
  zrange: command(-4, (database, key = "", from = "", to = "", ...options) => {
    const flags = options.map((option) => option.toLowerCase());
    if (flags.some((flag) => !["rev", "byscore", "withscores"].includes(flag))) throw syntaxError();
    const isReverse = flags.includes("rev");
    const [first, last] = isReverse && flags.includes("byscore") ? [to, from] : [from, to];
    const found = flags.includes("byscore")
      ? between(database, key, first, last)
      : slice(isReverse ? sortedAt(database, key).sorted().toReversed() : sortedAt(database, key).sorted(), from, to);
    const isTurned = isReverse && flags.includes("byscore");
    return listed(isTurned ? found.toReversed() : found, flags.includes("withscores"));
  }),
  zrangebyscore: command(-4, (database, key = "", from = "", to = "", ...options) => {
    const isLimited = options.at(-3)?.toLowerCase() === "limit";
    const [offset, count] = isLimited ? [integer(options.at(-2) ?? ""), integer(options.at(-1) ?? "")] : [0, -1];
    const flags = (isLimited ? options.slice(0, -3) : options).map((option) => option.toLowerCase());
    if (flags.some((flag) => flag !== "withscores")) throw syntaxError();
    const found = between(database, key, from, to).slice(offset);
    return listed(count < 0 ? found : found.slice(0, count), flags.length > 0);
  }),
  zremrangebyscore: command(4, (database, key = "", from = "", to = "") =>
    remove(
      database,
      key,
      between(database, key, from, to).map(([member]) => member),
    ),
  ),
  zscan: command(-3, (database, key = "", cursor = "", ...options) =>
    scan(
      sortedAt(database, key)
        .sorted()
        .map(([member, value]) => [member, score(value)]),
      cursor,
      options,
    ),
  ),
};

type Scored = [member: string, score: number];

function sortedAt(database: Database, key: string): SortedSet {
  return database.collection(key, SortedSet);
}

function remove(database: Database, key: string, members: readonly string[]): number {
  const sorted = sortedAt(database, key);
  const gone = members.filter((member) => sorted.delete(member)).length;
  if (gone > 0) database.keep(key, sorted);
  return gone;
}

function slice(items: readonly Scored[], from: string, to: string): Scored[] {
  const [first, last] = [from, to].map((text) => (integer(text) < 0 ? integer(text) + items.length : integer(text)));
  return items.slice(Math.max(0, first as number), Math.max(0, (last as number) + 1));
}

function between(database: Database, key: string, from: string, to: string): Scored[] {
  const [low, high] = [bound(from), bound(to)];
  return sortedAt(database, key)
    .sorted()
    .filter(
      ([, value]) =>
        (low.isOpen ? value > low.at : value >= low.at) && (high.isOpen ? value < high.at : value <= high.at),
    );
}

function bound(text: string): { readonly at: number; readonly isOpen: boolean } {
  const isOpen = text.startsWith("(");
  try {
    return { at: float(isOpen ? text.slice(1) : text), isOpen };
  } catch {
    throw new RedisError("ERR min or max is not a float");
  }
}

function listed(found: readonly Scored[], withScores: boolean): Reply {
  return withScores ? { scored: found } : found.map(([member]) => member);
}
