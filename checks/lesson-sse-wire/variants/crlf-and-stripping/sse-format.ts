/** CR LF, data first, a space only where the value needs it, and line ends taken out of names and ids. */
export class InvalidFieldError extends Error {}

interface ServerSentEvent {
  data: string;
  event?: string | undefined;
  id?: string | undefined;
  retry?: number | undefined;
}

const field = (name: string, value: string) => `${name}:${value.startsWith(" ") ? " " : ""}${value}\r\n`;
const clean = (value: string) => value.replace(/[\r\n\0]+/g, "");
const lines = (text: string) => text.replace(/\r\n?/g, "\n").split("\n");

export function formatSSE(e: ServerSentEvent): string {
  let block = lines(e.data)
    .map((line) => field("data", line))
    .join("");
  if (typeof e.retry === "number") block += field("retry", String(e.retry));
  if (typeof e.id === "string") block += field("id", clean(e.id));
  if (typeof e.event === "string") block += field("event", clean(e.event));
  return block + "\r\n";
}

export const formatComment = (text: string): string =>
  lines(text)
    .map((line) => field("", line))
    .join("");
