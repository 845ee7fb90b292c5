/** Where typing arrives, asked once it is certain that it did where it should not have, or did not where it should have. */
import { type Explanation, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { handled, join, type Member, type Place } from "./members.ts";
import { anyTyping } from "./messages.ts";

/** Somebody on another board typed here, and that was announced. So is one who is on no board at all? */
export async function whoMayType(
  tools: Tools,
  witness: Member,
  { id }: Place,
  received: string,
): Promise<Explanation | undefined> {
  const outsider = await join(tools);
  const before = witness.client.inbox.length;
  outsider.client.send({ type: "typing", boardId: id });
  await handled(outsider.client);
  await handled(witness.client);
  const isAnnounced = witness.client.inbox
    .slice(before)
    .some(({ json }) => json !== undefined && anyTyping.matches(json));
  if (isAnnounced)
    return { received: `${received}; so is the typing of ${outsider.client.name}, which has joined no board at all` };
  return {
    code: failures["typing-from-another-room"],
    received: `${received}; the typing of ${outsider.client.name}, which has joined no board at all, does not come`,
  };
}

/** Typing did not come in the room that the message names, which is the first of two that its client has joined. */
export async function whereTypingWent(
  other: Member,
  { typist, last }: { readonly typist: Member; readonly last: Place },
  received: string,
): Promise<Explanation | undefined> {
  await handled(other.client);
  const isThere = other.client.inbox.some(({ taken, json }) => !taken && json !== undefined && anyTyping.matches(json));
  if (!isThere) return undefined;
  return {
    code: failures["typing-in-the-last-room"],
    received: `${received}; it came to ${other.client.name}, on ${last.id}, the board that ${typist.client.name} has joined last`,
  };
}
