/** Whether a ping is found in a text by searching it: asked once a pong has come for a message that is no ping. */
import { expect, type Explanation, type JsonObject, type WebSocketClient } from "#kit";
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

/** Why a text that is not JSON got a pong. */
export async function whyUnderstood(connect: () => Promise<WebSocketClient>): Promise<Explanation | undefined> {
  for (const text of SEARCHED)
    if (await getsPong(connect, text))
      return {
        code: failures["text-searched"],
        why: `the text ${JSON.stringify(text)} gets a pong too, and nothing makes an object of that: the text is searched for a ping, whatever stands around it`,
      };
  return undefined;
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
