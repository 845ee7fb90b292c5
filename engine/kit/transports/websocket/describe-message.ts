/** Describes messages to the learner: what arrived, what arrived instead, what was sent. */
import type { FailureName } from "../../../failures/registry.ts";
import { parsedJson } from "../../json.ts";
import type { Pattern } from "../../pattern.ts";
import { count } from "../../../text/phrases.ts";
import { shorten } from "../../transcript.ts";
import type { Received } from "./received.ts";
import type { WebSocketClient } from "./websocket-client.ts";

/** Whether a message is of the wanted kind. */
export function isSuch(wanted: Pattern, message: Received): boolean {
  const { json } = message;
  return json !== undefined && wanted.matches(json);
}

/** The failure when this message arrived instead of the wanted one. */
export function failureForOther(client: WebSocketClient, wanted: Pattern, message: Received): FailureName {
  if (message.binary) return "binary-instead-of-text";
  if (echoesOf(client)(message)) return "echo";
  const { json } = message;
  const mistake = json === undefined ? undefined : wanted.instead?.find(({ matches }) => matches(json));
  if (mistake !== undefined) return mistake.failure;
  try {
    JSON.parse(message.text);
    return "wrong-message";
  } catch {
    return "not-json";
  }
}

/** Tells whether a message is one of the texts that this client has sent, ignoring white space in JSON. */
export function echoesOf({ sentTexts }: WebSocketClient): (message: Received) => boolean {
  const sent = new Set(sentTexts.map(withoutSpace));
  return ({ binary, text }) => !binary && sent.has(withoutSpace(text));
}

/** A text of JSON without white space between its parts; any other text as it is. */
function withoutSpace(text: string): string {
  const json = parsedJson(text);
  return json === undefined ? text : JSON.stringify(json);
}

/** One message, shortened, with its kind. */
export function quoted(message: Received): string {
  return `${message.text === "" ? "an empty message" : shorten(message.text, 160)} (${message.binary ? "binary" : "text"})`;
}

/** The last few messages in order, with the number of earlier ones. */
export function listed(messages: readonly Received[]): string {
  const shown = messages.slice(-3);
  const before = messages.length - shown.length;
  return `${before > 0 ? `${count(before, "message")}, then ` : ""}${shown.map(quoted).join(", then ")}`;
}

/** What was sent, in order, as one sentence part. */
export function sentence(sent: readonly string[]): string {
  return sent.length <= 3 ? sent.join(", then ") : `${sent.slice(0, 2).join(", then ")}, then ${sent.length - 2} more`;
}
