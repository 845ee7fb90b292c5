/** A command that fails; the message is the error reply, its first word the code. */
export class RedisError extends Error {
  override name = "RedisError";
}

/**
 * The client asked for something that Redis has and the stand-in lacks. What comes of it says nothing about the client, so it is
 * noted beside the commands that are not known.
 */
export class NotInStandIn extends RedisError {
  override name = "NotInStandIn";
  /** The command with its option or subcommand in capitals, for example `ZRANGE BYLEX`. */
  readonly asked: string;

  constructor(asked: string) {
    super(`ERR the workbook's stand-in for Redis does not know ${asked}`);
    this.asked = asked;
  }
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
