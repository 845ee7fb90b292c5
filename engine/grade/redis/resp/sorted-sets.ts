import { command, type Commands } from "./command.ts";
import { SortedSet, type Database } from "./database.ts";
import { float, integer, NotInStandIn, RedisError, syntaxError } from "./redis-error.ts";
import { score, type Reply } from "./reply.ts";
import { scan } from "./scan.ts";

export const sortedSets: Commands = {
  zadd: command(-4, (database, key = "", ...words) => {
    const flags = new Set<string>();
    while (/^(?:nx|xx|gt|lt|ch|incr)$/i.test(words[0] ?? "")) flags.add((words.shift() as string).toLowerCase());
    if (words.length === 0 || words.length % 2 === 1) throw syntaxError();
    if (flags.has("nx") && flags.has("xx"))
      throw new RedisError("ERR XX and NX options at the same time are not compatible");
    if ((flags.has("gt") && flags.has("lt")) || (flags.has("nx") && (flags.has("gt") || flags.has("lt"))))
      throw new RedisError("ERR GT, LT, and/or NX options at the same time are not compatible");
    const isIncrement = flags.has("incr");
    if (isIncrement && words.length > 2)
      throw new RedisError("ERR INCR option supports a single increment-element pair");
    const scores = words.flatMap((word, index) => (index % 2 === 0 ? [float(word)] : []));
    const sorted = sortedAt(database, key);
    let [added, changed] = [0, 0];
    let sum: number | undefined;
    for (const [index, given] of scores.entries()) {
      const member = words[index * 2 + 1] as string;
      const before = sorted.get(member);
      if (flags.has(before === undefined ? "xx" : "nx")) continue;
      const value = isIncrement ? plus(before ?? 0, given) : given;
      if (before !== undefined && ((flags.has("gt") && value <= before) || (flags.has("lt") && value >= before)))
        continue;
      sum = value;
      sorted.set(member, value);
      if (before === undefined) added++;
      else if (before !== value) changed++;
    }
    if (added + changed > 0) database.keep(key, sorted);
    if (isIncrement) return sum === undefined ? null : { double: sum };
    return flags.has("ch") ? added + changed : added;
  }),
  zincrby: command(4, (database, key = "", by = "", member = "") => {
    const step = float(by);
    const sorted = sortedAt(database, key);
    const sum = plus(sorted.get(member) ?? 0, step);
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
    const { isReverse, isByScore, isWithScores, limit } = rangeOptions("zrange", options);
    if (isByScore) {
      const found = isReverse ? between(database, key, to, from).toReversed() : between(database, key, from, to);
      return listed(limited(found, limit), isWithScores);
    }
    if (limit !== undefined && limit.count !== -1)
      throw new RedisError("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
    const [first, last] = [integer(from), integer(to)];
    const sorted = sortedAt(database, key).sorted();
    return listed(slice(isReverse ? sorted.toReversed() : sorted, first, last), isWithScores);
  }),
  zrangebyscore: command(-4, (database, key = "", from = "", to = "", ...options) => {
    const { isWithScores, limit } = rangeOptions("zrangebyscore", options);
    return listed(limited(between(database, key, from, to), limit), isWithScores);
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

interface Limit {
  readonly offset: number;
  readonly count: number;
}

interface RangeOptions {
  readonly isReverse: boolean;
  readonly isByScore: boolean;
  readonly isWithScores: boolean;
  readonly limit: Limit | undefined;
}

/** The options of a command that lists a range, which may come in any order. */
function rangeOptions(command: "zrange" | "zrangebyscore", options: readonly string[]): RangeOptions {
  const flags = new Set<string>();
  let limit: Limit | undefined;
  for (let index = 0; index < options.length; index++) {
    const option = (options[index] as string).toLowerCase();
    if (option === "limit" && index + 2 < options.length)
      limit = { offset: integer(options[++index] as string), count: integer(options[++index] as string) };
    else if (option === "withscores") flags.add(option);
    else if (command !== "zrange" || flags.has(option)) throw syntaxError();
    else if (option === "bylex") throw new NotInStandIn("ZRANGE BYLEX");
    else if (option === "rev" || option === "byscore") flags.add(option);
    else throw syntaxError();
  }
  return { isReverse: flags.has("rev"), isByScore: flags.has("byscore"), isWithScores: flags.has("withscores"), limit };
}

/** A negative count means all; from a negative offset, there are none. */
function limited(found: readonly Scored[], { offset, count }: Limit = { offset: 0, count: -1 }): readonly Scored[] {
  if (offset < 0) return [];
  return found.slice(offset, count < 0 ? undefined : offset + count);
}

function slice(items: readonly Scored[], from: number, to: number): Scored[] {
  const [first = 0, last = 0] = [from, to].map((index) => (index < 0 ? index + items.length : index));
  return items.slice(Math.max(0, first), Math.max(0, last + 1));
}

function plus(score: number, step: number): number {
  const sum = score + step;
  if (Number.isNaN(sum)) throw new RedisError("ERR resulting score is not a number (NaN)");
  return sum;
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
