/** Reconnection time and id in blocks of their own, which clients keep, and CR as the line end. */
export class InvalidFieldError extends Error {
  constructor(field: string) {
    super(`${field} is not a line`);
  }
}

function check(field: string, value: string): string {
  for (const char of value) if (char === "\n" || char === "\r" || char === "\0") throw new InvalidFieldError(field);
  return value;
}

export function formatSSE(options: { data: string; event?: string | undefined; id?: string | undefined; retry?: number | undefined }): string {
  const { data, event, id, retry } = options;
  let text = "";
  if (retry !== undefined) text += `retry: ${retry}\r\r`;
  if (id !== undefined) text += `id: ${check("id", id)}\r\r`;
  if (event !== undefined) text += `event: ${check("event", event)}\r`;
  return `${text}data: ${data.replace(/\r\n|\r|\n/g, "\rdata: ")}\r\r`;
}

/** A comment with an end of its own, in one line. */
export function formatComment(text: string): string {
  return `: ${text.replace(/[\r\n]+/g, " ")}\n\n`;
}
