/** Whether a ping is found in a text by searching it: asked once a pong has come for a message that is no ping. */
import { expect, listOf, type Explanation, type JsonObject, type WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import { pong } from "./messages.ts";

/** How long an answer is waited for, in milliseconds. */
const ANSWER_LIMIT_MS = 1_000;

/** Whether a new client gets a pong for this message. */
export async function getsPong(
  connect: () => Promise<WebSocketClient>,
  message: string | JsonObject,
): Promise<boolean> {
  const client = await connect();
  const before = client.inbox.length;
  client.send(message);
  await client.until(() => client.inbox.length > before || undefined, ANSWER_LIMIT_MS);
  await expect(client).toStayOpen();
  return client.inbox.slice(before).some(({ json }) => json !== undefined && pong.matches(json));
}

/** No repair makes JSON of these, and they are no JavaScript: only a search finds something in them. */
const SEARCHED = ['so "type":"ping" it is', "so ping it is"] as const;

/** Pings that are not JSON, each in one way. All of them but the last two are JavaScript. */
const FORMS = [
  ["single quotes", "{'type':'ping'}"],
  ["keys without quotes", '{type:"ping"}'],
  ["a trailing comma", '{"type":"ping",}'],
  ["a comment", '{"type":"ping"/* word */}'],
  ["parentheses around it", '({"type":"ping"})'],
  ["a text behind it", '{"type":"ping"} word'],
  ["no closing brace", '{"type":"ping"'],
] as const;
const JAVASCRIPT = FORMS.slice(0, -2).map(([form]) => form);

/** Why a text that is not JSON got a pong: which other such texts do as well? */
export async function whyUnderstood(
  connect: () => Promise<WebSocketClient>,
  understood: string,
): Promise<Explanation | undefined> {
  for (const text of SEARCHED)
    if (await getsPong(connect, text))
      return {
        code: failures["text-searched"],
        why: `the text ${JSON.stringify(text)} gets a pong too, and nothing makes an object of that: the text is searched for a ping, whatever stands around it`,
      };
  const taken: (typeof FORMS)[number][0][] = [];
  for (const [form, text] of FORMS) if (await getsPong(connect, text)) taken.push(form);
  if (taken.length === 0)
    return understood === "ping"
      ? {
          code: failures["bare-word"],
          why: "the word ping alone gets a pong, and no ping that is JSON but for one character does: a text that JSON.parse refuses is taken for the type itself",
        }
      : undefined;
  const others = FORMS.map(([form]) => form).filter((form) => !taken.includes(form));
  const seen = `asked with pings that are not JSON, the one with ${listOf(taken, "and")} got a pong${others.length === 0 ? "" : `, and the one with ${listOf(others, "or")} did not`}`;
  return {
    why: JAVASCRIPT.every((form) => taken.includes(form))
      ? `${seen}: that is what JavaScript understands, so the text is run as JavaScript`
      : `${seen}: the text is repaired before JSON.parse reads it, or read by something else`,
  };
}

/** Why a message of another type got a pong that has an object of the type ping inside. */
export async function whyInside(
  connect: () => Promise<WebSocketClient>,
  type: string,
): Promise<Explanation | undefined> {
  if (await getsPong(connect, { type, text: "ping" })) return undefined;
  if (!(await getsPong(connect, { type, about: { type: "ping" } }))) return undefined;
  return {
    code: failures["text-searched"],
    why: `without the object inside of it, the type ${JSON.stringify(type)} gets no pong, and with {"about":{"type":"ping"}} it does: a ping is looked for in the whole message, and not in its own type`,
  };
}
