/** A command that fails; the message is the error reply, its first word the code. */
export class RedisError extends Error {
  override name = "RedisError";
}

export const syntaxError = (): RedisError => new RedisError("ERR syntax error");

/** A 64-bit integer as Redis takes them, as far as JavaScript's numbers are exact. */
export function integer(text: string): number {
  const value = Number(text);
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text) || !Number.isSafeInteger(value))
    throw new RedisError("ERR value is not an integer or out of range");
  return value;
}

/** A floating-point number as Redis takes it, infinities among them. @throws RedisError */
export function float(text: string): number {
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = Number(text);
  if (text.trim() !== text || text === "" || !Number.isFinite(value))
    throw new RedisError("ERR value is not a valid float");
  return value;
}
