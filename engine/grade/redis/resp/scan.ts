import { globMatches } from "./glob.ts";
import { integer, RedisError, syntaxError } from "./redis-error.ts";
import type { Reply } from "./reply.ts";

/**
 * Answers SCAN, HSCAN, SSCAN and ZSCAN with everything at once, as Redis may: COUNT is only a wish.
 * @param items what is there, each with its name first
 */
export function scan(items: readonly (readonly string[])[], cursor: string, options: readonly string[]): Reply {
  if (!/^\d{1,20}$/.test(cursor)) throw new RedisError("ERR invalid cursor");
  let pattern = "*";
  for (let index = 0; index < options.length; index += 2) {
    const [option = "", value] = options.slice(index, index + 2);
    if (value === undefined) throw syntaxError();
    if (option.toLowerCase() === "match") pattern = value;
    else if (option.toLowerCase() !== "count" || integer(value) < 1) throw syntaxError();
  }
  return ["0", items.filter(([name = ""]) => globMatches(pattern, name)).flat()];
}
