import { shorten } from "../../transcript.ts";

/** A text message as shown to the learner: the text, its kind and its size. */
export function describeText(text: string): string {
  const bytes = Buffer.byteLength(text);
  return text === "" ? "an empty text message" : `${shorten(text)} (text, ${bytes} ${bytes === 1 ? "byte" : "bytes"})`;
}
