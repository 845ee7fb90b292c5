import { isSuch } from "../../kit/transports/websocket/describe-message.ts";
import type { Conversation } from "../conversation.ts";

/** So many further clients connect: with them, the last one, the next one and the first one are different clients. */
const FURTHER = 2;

/** A client that asked, and the one other client, or itself, that got the answer. */
interface Delivery {
  readonly asker: number;
  readonly recipient: number;
}

/** Which client a wrong answer goes to, and whether that is a place relative to the client that asked. */
export interface WhichClient {
  readonly words: string;
  readonly isNeighbour: boolean;
}

const ANOTHER: WhichClient = { words: "another client", isNeighbour: false };

/**
 * Which client gets the answers to others. One answer does not tell: with three clients, the next one is also the last.
 * So further ones connect, and two of the clients ask.
 */
export async function whichClient(conversation: Conversation, text: string): Promise<WhichClient> {
  const { first, asker, latest, question } = conversation;
  const { wanted } = question;
  if (wanted === undefined) return ANOTHER;
  for (let count = 0; count < FURTHER; count++) if ((await conversation.connect()) === undefined) return ANOTHER;
  const { open } = conversation;
  const deliveries: Delivery[] = [];
  for (const asking of [asker, latest]) {
    const before = open.map(({ inbox }) => inbox.length);
    await conversation.ask(asking, [text]);
    const got = open.filter(({ inbox }, at) => inbox.slice(before[at]).some((message) => isSuch(wanted, message)));
    // Where the client that asked gets the answer too, the other one is who gets it wrongly.
    const others = got.filter((client) => client !== asking);
    const recipient = others.length === 0 ? got[0] : others[0];
    if (recipient === undefined || others.length > 1) return ANOTHER;
    deliveries.push({ asker: open.indexOf(asking), recipient: open.indexOf(recipient) });
  }
  return named(deliveries, open.length, open.includes(first));
}

function named(deliveries: readonly Delivery[], count: number, isFirstThere: boolean): WhichClient {
  const areAll = (is: (delivery: Delivery) => boolean) => deliveries.every(is);
  if (areAll(({ recipient }) => recipient === count - 1))
    return { words: "the client that connected last", isNeighbour: false };
  if (areAll(({ recipient }) => recipient === 0))
    return {
      words: isFirstThere
        ? "the first client that had connected"
        : "the client that has been connected longest, now that the first one has left",
      isNeighbour: false,
    };
  if (areAll(({ asker, recipient }) => recipient === asker + 1))
    return { words: "the client that had connected next after the one that asks", isNeighbour: true };
  if (areAll(({ asker, recipient }) => recipient === asker - 1))
    return { words: "the client that had connected just before the one that asks", isNeighbour: true };
  return areAll(({ recipient }) => recipient === deliveries[0]?.recipient)
    ? {
        words: "one and the same client, whoever asks, and that is neither the first nor the last one",
        isNeighbour: false,
      }
    : ANOTHER;
}
