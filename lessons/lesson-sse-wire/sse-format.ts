/**
 * Writes event streams: one event, or one comment, as the text that travels (HTML standard, section 9.2.5).
 */

export interface ServerSentEvent {
  readonly data: string;
  /** The name that a client listens for; without one it is `message`. */
  readonly event?: string | undefined;
  /** What a client that reconnects sends back as `Last-Event-ID`. */
  readonly id?: string | undefined;
  /** How long a client waits before it reconnects, in milliseconds. */
  readonly retry?: number | undefined;
}

/** A value that cannot be written as a field. app.ts answers it with 400. */
export class InvalidFieldError extends Error {
  override name = "InvalidFieldError";
}

/**
 * The block of one event, up to and with the blank line that ends it.
 * @throws InvalidFieldError when `event` or `id` holds a line end, or `id` a NUL
 */
export function formatSSE({ data, event, id, retry }: ServerSentEvent): string {
  // TODO(exercise 1): return the block of this event; a field that is undefined is left out
  return "";
}

/** Lines that every client ignores, one for each line of the text. */
export function formatComment(text: string): string {
  // TODO(exercise 1): return the text as a comment
  return "";
}

/** The lines of a text, whichever of the three line ends of an event stream it has. */
function linesOf(text: string): string[] {
  // TODO(exercise 1): split the text at CR LF, LF and CR
  return [text];
}

/** The value of a field that has only one line. */
function oneLine(field: "event" | "id", value: string): string {
  // TODO(exercise 1): throw an InvalidFieldError for a line end in the value, and for a NUL in an id
  return value;
}
