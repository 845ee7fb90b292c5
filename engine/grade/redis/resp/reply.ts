/** What a command answers, and how RESP2 and RESP3 write it (redis.io/docs/reference/protocol-spec). */

/** A number is an integer and a text is a bulk string, in which every character is one byte. */
export type Reply =
  | number
  | string
  | null
  | readonly Reply[]
  | { readonly simple: string }
  | { readonly error: string }
  | { readonly double: number }
  | { readonly map: readonly (readonly [string, Reply])[] }
  | { readonly set: readonly string[] }
  | { readonly push: readonly Reply[] }
  /** Members of a sorted set with their scores: pairs in RESP3, one after the other in RESP2. */
  | { readonly scored: readonly (readonly [string, number])[] }
  | { readonly noList: true };

export const OK: Reply = { simple: "OK" };

/** The bytes of a reply, one for each character. @param protocol 2 or 3 */
export function encode(reply: Reply, protocol: number): string {
  const isNew = protocol === 3;
  if (reply === null) return isNew ? "_\r\n" : "$-1\r\n";
  if (typeof reply === "number") return `:${reply}\r\n`;
  if (typeof reply === "string") return `$${reply.length}\r\n${reply}\r\n`;
  if (isList(reply)) return list("*", reply, protocol);
  if ("simple" in reply) return `+${reply.simple}\r\n`;
  if ("error" in reply) return `-${reply.error}\r\n`;
  if ("double" in reply) return isNew ? `,${score(reply.double)}\r\n` : encode(score(reply.double), 2);
  if ("set" in reply) return list(isNew ? "~" : "*", reply.set, protocol);
  if ("push" in reply) return list(isNew ? ">" : "*", reply.push, protocol);
  if ("noList" in reply) return isNew ? "_\r\n" : "*-1\r\n";
  if ("scored" in reply) {
    const items = reply.scored.map(([member, double]): Reply[] => [member, { double }]);
    return list("*", isNew ? items : items.flat(), protocol);
  }
  const pairs = reply.map.map(([name, value]) => `${encode(name, protocol)}${encode(value, protocol)}`).join("");
  return isNew ? `%${reply.map.length}\r\n${pairs}` : `*${reply.map.length * 2}\r\n${pairs}`;
}

/** How Redis writes the score of a sorted set. */
export function score(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "inf";
  return value === Number.NEGATIVE_INFINITY ? "-inf" : String(value);
}

function isList(reply: Reply): reply is readonly Reply[] {
  return Array.isArray(reply);
}

function list(sign: string, items: readonly Reply[], protocol: number): string {
  return `${sign}${items.length}\r\n${items.map((item) => encode(item, protocol)).join("")}`;
}
