import type { TranscriptEvent } from "../transcript-event.ts";

/** Enough for the first fields of an answer. */
const BEGINNING = 40;
const STATUS_LINE = /HTTP\/1\.1 (\d{3})/;

/**
 * What distinguishes an event from others for somebody who does not know the random words in it: the status, the name, the
 * type and the fields. Undefined for bytes that only a parser can read.
 */
export function shapeOf(event: TranscriptEvent): string | undefined {
  if (event.kind === "response") return `${event.code} ${fieldsOf(event.text.slice(event.text.indexOf(" ") + 1))}`;
  if (event.kind === "text") return fieldsOf(event.text);
  if (event.kind === "event") return `${event.event} ${fieldsOf(event.text)}`;
  return event.kind === "bytes" ? STATUS_LINE.exec(event.text)?.[1] : undefined;
}

/** Long texts are cut in a transcript, so this reads their beginning only. */
function fieldsOf(text: string): string {
  if (!/^[{[]/.test(text)) return text === "" ? "" : "text";
  const type = /"type":"(\w+)"/.exec(text)?.[1];
  if (type !== undefined) return type;
  const beginning = text.slice(0, BEGINNING);
  return [...beginning.matchAll(/"(\w+)":(\[\])?/g)].map(([, name, empty = ""]) => name + empty).join();
}
