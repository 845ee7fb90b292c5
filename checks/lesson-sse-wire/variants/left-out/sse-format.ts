/** Leaves a name or an id out that cannot be written, and writes an empty data line without a colon. */
export class InvalidFieldError extends Error {}

interface ServerSentEvent {
  data: string;
  event?: string | undefined;
  id?: string | undefined;
  retry?: number | undefined;
}

const LINE_END = /\r\n?|\n/;

function field(name: string, value: string | undefined): string {
  return value === undefined || /[\r\n\0]/.test(value) ? "" : `${name}: ${value}\n`;
}

export function formatSSE({ data, event, id, retry }: ServerSentEvent): string {
  const lines = data.split(LINE_END).map((line) => (line === "" ? "data\n" : `data: ${line}\n`));
  return [field("event", event), field("id", id), field("retry", retry?.toString()), ...lines, "\n"].join("");
}

export function formatComment(text: string): string {
  return `${text.split(LINE_END).map((line) => `:${line}`).join("\n")}\n\n`;
}
