/** The experiment that most others read: the question that failed, asked again on a fresh server with bystanders open. */
import { isSuch } from "../kit/transports/websocket/describe-message.ts";
import type { Received } from "../kit/transports/websocket/received.ts";
import type { WebSocketClient } from "../kit/transports/websocket/websocket-client.ts";
import type { Blocks } from "./coverage.ts";
import { connectionsTo, type Connections, type ObservedServer } from "./observed-server.ts";
import type { Question } from "./question.ts";
import type { TraceEvent } from "./trace.ts";

/** How long an answer is waited for, in milliseconds: it comes in a few milliseconds, or the check would not have failed. */
export const ANSWER_MS = 200;
/** How long a ping frame that proves that nothing is on its way may take: long only where the machine is busy. */
const BARRIER_MS = 2_000;

/** What one question led to. */
export interface Outcome {
  /** Messages of the wanted kind at the client that asked. */
  readonly answers: readonly Received[];
  /** Other messages there. */
  readonly others: readonly Received[];
  /** Clients that got the wanted message although they asked nothing. */
  readonly otherRecipients: readonly WebSocketClient[];
  /** Whether the connection of the client that asked is still open. */
  readonly open: boolean;
  /** What the server reported meanwhile. */
  readonly trace: readonly TraceEvent[];
  readonly blocks: Blocks;
}

/** How much had been reported and received before a question. */
interface State {
  readonly trace: number;
  readonly inbox: number;
  readonly inboxesBeside: readonly number[];
}

/** One fresh server: a client was there first, then comes the one that asks, then another. */
export class Conversation {
  readonly question: Question;
  readonly observed: ObservedServer;
  readonly first: WebSocketClient;
  readonly asker: WebSocketClient;
  readonly latest: WebSocketClient;
  /** What connecting led to; it is the question where a message is expected without one. */
  readonly connecting: Outcome;
  readonly #connections: Connections;
  /** All clients, in the order in which they connected: the server's reports number them so. */
  readonly #clients: WebSocketClient[];

  private constructor(
    question: Question,
    observed: ObservedServer,
    connections: Connections,
    clients: readonly [WebSocketClient, WebSocketClient, WebSocketClient],
    connecting: Outcome,
  ) {
    this.question = question;
    this.observed = observed;
    this.#connections = connections;
    [this.first, this.asker, this.latest] = clients;
    this.#clients = [...clients];
    this.connecting = connecting;
  }

  /** Opens the connections; undefined when the server does not accept them. */
  static async open(observed: ObservedServer, question: Question): Promise<Conversation | undefined> {
    if (observed.running === undefined) return undefined;
    const connections = connectionsTo(observed.running, [question.path]);
    const conversation = await Conversation.#openOn(connections, observed, question);
    if (conversation === undefined) connections.close();
    return conversation;
  }

  static async #openOn(
    connections: Connections,
    observed: ObservedServer,
    question: Question,
  ): Promise<Conversation | undefined> {
    const first = await connections.open();
    if (first === undefined) return undefined;
    const before = { trace: observed.trace().length, inbox: 0, inboxesBeside: [first.inbox.length] };
    await observed.blocks();
    const asker = await connections.open();
    if (asker === undefined) return undefined;
    const connecting = await outcomeOf(observed, question, asker, [first], before, question.texts.length === 0 ? 1 : 0);
    const latest = await connections.open();
    return latest && new Conversation(question, observed, connections, [first, asker, latest], connecting);
  }

  /** A further client. */
  async connect(): Promise<WebSocketClient | undefined> {
    const client = await this.#connections.open();
    if (client !== undefined) this.#clients.push(client);
    return client;
  }

  /** Those whose connection is open, in the order in which they connected. */
  get open(): readonly WebSocketClient[] {
    return this.#clients.filter(({ closed }) => closed === undefined);
  }

  /** Sends these texts and waits for what comes. */
  async ask(client: WebSocketClient, texts: readonly string[]): Promise<Outcome> {
    const beside = this.open.filter((other) => other !== client);
    const before = { ...this.#stateOf(beside), inbox: client.inbox.length };
    await this.observed.blocks();
    for (const text of texts) client.send(text);
    return outcomeOf(this.observed, this.question, client, beside, before, texts.length);
  }

  /** Whether the client that asks gets an answer of the wanted kind to this text. */
  async isAnswered(text: string): Promise<boolean> {
    return (await this.ask(this.asker, [text])).answers.length > 0;
  }

  /** Has a further client send these texts as soon as it is connected. Undefined when the server refuses it. */
  async askAtOnce(texts: readonly string[]): Promise<Outcome | undefined> {
    const beside = this.open;
    const before = { ...this.#stateOf(beside), inbox: 0 };
    await this.observed.blocks();
    const client = await this.connect();
    if (client === undefined) return undefined;
    for (const text of texts) client.send(text);
    return outcomeOf(this.observed, this.question, client, beside, before, texts.length);
  }

  #stateOf(beside: readonly WebSocketClient[]): Omit<State, "inbox"> {
    return { trace: this.observed.trace().length, inboxesBeside: beside.map(({ inbox }) => inbox.length) };
  }

  /** The number by which the server's reports name a client's connection. */
  numberOf(client: WebSocketClient): number {
    return this.#clients.indexOf(client) + 1;
  }

  close(): void {
    this.#connections.close();
  }
}

async function outcomeOf(
  observed: ObservedServer,
  { wanted }: Question,
  client: WebSocketClient,
  beside: readonly WebSocketClient[],
  before: State,
  count: number,
): Promise<Outcome> {
  const isWanted = (message: Received) => wanted !== undefined && isSuch(wanted, message);
  const arrived = () => client.inbox.slice(before.inbox);
  const wantedSoFar = countOf(client, isWanted, before.inbox);
  await client.until(() => (wantedSoFar() >= count ? true : undefined), ANSWER_MS);
  await Promise.all([client, ...beside].map(barrier));
  const blocks = await observed.blocks();
  return {
    answers: arrived().filter(isWanted),
    others: arrived().filter((message) => !isWanted(message)),
    otherRecipients: beside.filter((other, index) => other.inbox.slice(before.inboxesBeside[index]).some(isWanted)),
    open: client.closed === undefined,
    trace: sinceQuestion(observed.trace().slice(before.trace), client.sentTexts.length > 0),
    blocks,
  };
}

/**
 * Counts the messages that have arrived so far. Each is looked at once, however often it is called: a server may send ten
 * thousand of them.
 * @param from the index in the inbox at which to begin
 */
export function countOf({ inbox }: WebSocketClient, isWanted: (message: Received) => boolean, from = 0): () => number {
  let next = from;
  let count = 0;
  return () => {
    for (; next < inbox.length; next++) if (isWanted(inbox[next] as Received)) count++;
    return count;
  };
}

/** Reports of what came before may arrive late; the message itself is reported in its order. */
function sinceQuestion(trace: readonly TraceEvent[], asked: boolean): readonly TraceEvent[] {
  const message = trace.findIndex((event) => event.kind === "event" && event.event === "message");
  return asked && message !== -1 ? trace.slice(message) : trace;
}

/** Resolves once everything that the server had sent this client has arrived. */
export async function barrier(client: WebSocketClient): Promise<void> {
  const ping = client.pingFrame({ quiet: true });
  await client.until(() => (ping.answered() ? true : undefined), BARRIER_MS);
}
