/**
 * Converts a thrown value to an `Error`, so that `onError` always gets one: an error is returned unchanged, any other value
 * becomes the `cause` of a new one whose message is the value as a string.
 */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(asText(thrown), { cause: thrown });
}

/** `String()` itself throws for some values, for example an object without a prototype. */
function asText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
