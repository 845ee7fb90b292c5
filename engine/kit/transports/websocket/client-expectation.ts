import { CheckFailure, type Observation, type Question } from "../../failure.ts";
import { EXIT_GRACE_MS, PROOF_OF_LIFE_MS, REPLY_LIMIT_MS } from "../../limits.ts";
import { jsonObject, type Pattern } from "../../pattern.ts";
import { endPlace, endSentence } from "../../end-sentence.ts";
import { codeForTime, windowOf, type TimeWindow } from "../../time-window.ts";
import type { ServerEnd } from "../../run.ts";
import { NOTHING_PENDING } from "../../silence.ts";
import { askedElsewhere, clientsBeside, connectedLater, endSoon } from "./clients-beside.ts";
import { echoesOf, failureForOther, isSuch, listed, quoted, sentence } from "./describe-message.ts";
import { shorten } from "../../transcript.ts";
import type { Received } from "./received.ts";
import type { WebSocketClient } from "./websocket-client.ts";
import { describeText } from "./describe-text.ts";

const SENT_TO_OTHERS_AS_WELL =
  "it is sent to other clients as well: wss.clients is every client, ws is the one it is for";
const SENT_TO_ANOTHER = "the answer is sent to another client: the connection it is sent on is not the one that asked";

/** Stands for a connection that ended without a close frame (RFC 6455 section 7.1.5). */
const NO_CLOSE_FRAME = 1006;

/** What is known of a message that did not arrive. */
interface Missing {
  /** How many were expected, and how many arrived. */
  readonly times: number;
  readonly found: number;
  /** The inbox position from which they count. */
  readonly since: number;
  /** Whether it was proved that no more can come. */
  readonly isSilent: boolean;
}

/** Expectations of one WebSocket client. */
export class ClientExpectation {
  readonly #client: WebSocketClient;
  /** What is waited for at the moment. */
  #wanted: Pattern | undefined;

  constructor(client: WebSocketClient) {
    this.#client = client;
  }

  /**
   * Waits until `times` messages of this kind have arrived since the first send after the last expectation. Ignores other
   * messages in between. Limit: `REPLY_LIMIT_MS`, counted from now.
   * @returns those messages
   */
  async toReceive(wanted: Pattern, { times = 1 }: { times?: number } = {}): Promise<Received[]> {
    const client = this.#client;
    this.#wanted = wanted;
    const since = client.mark;
    const isWanted = (message: Received) => !message.taken && isSuch(wanted, message);
    let looked = since;
    let seen = 0;
    // Each message is examined only once, so that the cost of a flood stays linear.
    const enough = () => {
      for (; looked < client.inbox.length; looked++) if (isWanted(client.inbox[looked] as Received)) seen++;
      return seen >= times ? true : undefined;
    };
    const isSilent = await client.untilOrSilent(enough, REPLY_LIMIT_MS);
    const found = client.inbox.slice(since).filter(isWanted);
    if (found.length < times) throw await this.#missing(wanted, { times, found: found.length, since, isSilent });
    const taken = found.slice(0, times);
    for (const message of taken) {
      message.taken = true;
      const { json } = message;
      const advice = json === undefined ? undefined : wanted.advice?.(json);
      if (advice !== undefined) client.advice.push(advice);
    }
    client.answered(wanted);
    return taken;
  }

  /**
   * Proves that no further message of this kind is coming, by sending a ping frame and waiting for its answer: frames keep
   * their order, so everything sent before the answer has arrived (RFC 6455 section 5.5.2).
   * @returns whether the ping frame was answered; without an answer, what has arrived until then is all that is known
   */
  async toReceiveNoMore(unwanted: Pattern): Promise<boolean> {
    const client = this.#client;
    const isProved = await barrier(client);
    // If such messages were expected at all, one that came with the connection is also one too many.
    const counted = client.inbox.some((message) => message.taken && isSuch(unwanted, message));
    const extra = client.inbox
      .slice(counted ? 0 : client.baseline)
      .filter((message) => !message.taken && isSuch(unwanted, message));
    const first = extra[0];
    if (first === undefined) return isProved;
    const asked = askedElsewhere(client, first.event.at);
    const newcomer = counted ? connectedLater(client) : undefined;
    if (asked !== undefined || newcomer !== undefined) {
      const gotIt = asked?.by.inbox.some(({ event, text }) => text === first.text && event.at > asked.at) === true;
      throw this.#failure({
        code: "wrong-recipient",
        ...(asked === undefined || gotIt ? { why: SENT_TO_OTHERS_AS_WELL } : {}),
        sent: asked === undefined ? `nothing; ${newcomer?.name} connected` : `${asked.what} by ${asked.by.name}`,
        expected: `nothing for ${client.name}, ${asked === undefined ? "which was there before" : "which did not ask"}`,
        received: `${quoted(first)} at ${client.name}`,
        event: first.event,
      });
    }
    // The same answer twice points to a second listener; a different one, to code that goes on after the first answer.
    const isOther = client.inbox.every((message) => !message.taken || message.text !== first.text);
    if (!counted || isOther)
      throw this.#failure({
        code: "answered-twice",
        expected: "nothing beside the first answer",
        received: `${quoted(first)} as well`,
        event: first.event,
      });
    throw this.#failure({
      code: "doubled",
      expected: `no further ${unwanted.name}`,
      received: `${extra.length} more: ${listed(extra)}`,
      event: first.event,
    });
  }

  /** Fails when a message of this kind has arrived, counted or not. */
  toHaveReceivedNone(unwanted: Pattern): void {
    const found = this.#client.inbox.find((message) => isSuch(unwanted, message));
    if (found !== undefined)
      throw this.#failure({
        code: "wrong-message",
        expected: unwanted.phrase,
        received: quoted(found),
        event: found.event,
      });
  }

  /**
   * Fails with `echo` when a text that this client sent has come back unchanged. `toReceiveNoMore` proves that nothing is on its
   * way.
   */
  toHaveReceivedNoEcho(): void {
    const client = this.#client;
    const isEcho = echoesOf(client);
    const echo = client.inbox.slice(client.baseline).find((message) => !message.taken && isEcho(message));
    if (echo !== undefined)
      throw this.#failure({
        code: "echo",
        expected: "an error message and nothing else",
        received: `${quoted(echo)}: your own message`,
        event: echo.event,
      });
  }

  /**
   * Proves that the connection is open and the process alive, by a ping frame, which WebSocket libraries answer by
   * themselves.
   */
  async toStayOpen(): Promise<void> {
    const client = this.#client;
    if (await barrier(client)) return;
    if (client.closed !== undefined)
      throw await this.#closed(
        "the connection stays open",
        client.inbox.filter(({ event }) => event.at >= client.lastSentAt),
      );
    const end = await endSoon(client);
    if (end !== undefined) throw this.#ended(end, "the server stays alive");
    throw this.#failure({
      code: "no-pong-frame",
      expected: `the connection stays open: a pong frame for a ping frame within ${REPLY_LIMIT_MS / 1000} s`,
      received: "nothing; the connection is open but the server does not answer it",
    });
  }

  /** Waits until the server has closed the connection, with one of these codes if any are given. */
  async toBeClosed(...codes: readonly number[]): Promise<void> {
    const client = this.#client;
    const isSilent = await client.untilOrSilent(() => undefined, REPLY_LIMIT_MS);
    const { closed } = client;
    const expected = `the connection to be closed${codes.length === 0 ? "" : ` with ${codes.join(" or ")}`}`;
    if (closed === undefined)
      throw this.#failure({
        code: "not-closed",
        expected,
        received: `the connection is still open${isSilent ? `, and ${NOTHING_PENDING}` : ""}`,
      });
    if (codes.length > 0 && !codes.includes(closed.code)) {
      // A process that ends by an error cuts its connections: the error is the cause.
      const end = closed.code === NO_CLOSE_FRAME ? await endSoon(client) : undefined;
      if (end?.code === "server-stopped") throw this.#ended(end, expected);
      throw this.#failure({
        code: "wrong-close-code",
        expected,
        received: `closed with ${closed.code}`,
        event: closed.event,
      });
    }
  }

  /** Waits for a message of this kind, or for the server to close with this code. */
  async toReceiveOrBeClosed(wanted: Pattern, code: number): Promise<void> {
    const client = this.#client;
    const since = client.mark;
    await client.untilOrSilent(
      () => (client.inbox.slice(since).some((message) => isSuch(wanted, message)) ? true : undefined),
      REPLY_LIMIT_MS,
    );
    if (client.closed?.code === code) return;
    await this.toReceive(wanted);
  }

  /**
   * Waits until this many ping frames have arrived since the connection was opened (RFC 6455 section 5.5.2). Messages with
   * the text or type "ping" are not ping frames.
   */
  async toBePinged(times: number, window: TimeWindow = {}): Promise<void> {
    const client = this.#client;
    const { withinMs, phrase } = windowOf(window);
    await client.untilOrSilent(() => (client.pings.length >= times ? true : undefined), withinMs);
    if (client.pings.length >= times) return;
    const expected = `${times} ping frames ${phrase}`;
    if (client.closed !== undefined) throw await this.#closed(expected);
    const messages = client.inbox.length === 0 ? "" : `; among the messages ${listed(client.inbox)}`;
    throw this.#failure({
      code: codeForTime("no-ping-frame", window),
      expected,
      received: `${client.pings.length === 0 ? "none" : client.pings.length}${messages}`,
    });
  }

  /** Fails with `second-port` when the server opened a WebSocket port of its own beside the HTTP port. */
  toShareTheHttpPort(): void {
    const { ownPort } = this.#client;
    if (ownPort === undefined) return;
    throw this.#failure({
      code: "second-port",
      sent: "GET / upgrade on the HTTP port",
      expected: "101 Switching Protocols on the port that serves HTTP",
      received: `no WebSocket there; your WebSocket server opened a second port, ${ownPort.asked}`,
    });
  }

  /** Why the awaited message did not arrive, judging by what did. */
  async #missing(wanted: Pattern, { times, found, since, isSilent }: Missing): Promise<CheckFailure> {
    const client = this.#client;
    const expected = `${times === 1 ? wanted.phrase : `${times} times ${wanted.phrase}`}, within ${REPLY_LIMIT_MS / 1000} s`;
    if (client.closed !== undefined) return this.#closed(expected, client.inbox.slice(since));
    const end = await endSoon(client, 0);
    if (end !== undefined) return this.#ended(end, expected);

    const others = client.inbox.slice(since).filter((message) => !message.taken && !isSuch(wanted, message));
    // What another client was sent before this one asked is an answer to somebody else.
    const astray = (other: WebSocketClient) =>
      other === client
        ? undefined
        : other.inbox.find(
            (message) => !message.taken && message.event.at >= client.lastSentAt && isSuch(wanted, message),
          );
    const stray = clientsBeside(client).find((other) => astray(other) !== undefined);
    if (found > 0) {
      return this.#failure({
        code: "too-few",
        expected,
        received: `${found} of ${times}${others.length === 0 ? "" : `, and ${listed(others)}`}`,
      });
    }
    if (stray !== undefined && client.sent.length > 0) {
      return this.#failure({
        code: "wrong-recipient",
        expected: `${expected}, at ${client.name}, which asked`,
        received: `${others.length === 0 ? "nothing" : listed(others)} at ${client.name}; the answer went to ${stray.name}`,
        why: SENT_TO_ANOTHER,
        event: astray(stray)?.event,
      });
    }
    const last = others.at(-1);
    if (last === undefined) {
      const ping = client.pingFrame();
      const alive = await client.until(() => (ping.answered() ? true : undefined), PROOF_OF_LIFE_MS);
      if (alive !== true)
        return this.#failure({
          code: "event-loop-blocked",
          expected,
          received: `nothing within ${REPLY_LIMIT_MS / 1000} s, not even the answer to a ping frame`,
        });
      const before = client.inbox.some((message) => message.taken && isSuch(wanted, message));
      return this.#failure({
        code: before ? "works-once" : (wanted.missing ?? "no-message"),
        expected,
        received: `${isSilent ? `nothing, and ${NOTHING_PENDING}` : `nothing within ${REPLY_LIMIT_MS / 1000} s`}; the connection is open`,
      });
    }
    const code = failureForOther(client, wanted, last);
    const lack = code === "wrong-message" && last.json !== undefined ? wanted.lacks?.(last.json) : undefined;
    return this.#failure({
      code,
      expected,
      received: listed(others),
      event: last.event,
      ...(lack === undefined ? {} : { why: `this is not the message that is asked for: ${lack}` }),
    });
  }

  async #closed(expected: string, arrived: readonly Received[] = []): Promise<CheckFailure> {
    const client = this.#client;
    const closed = client.closed;
    if (closed?.violation !== undefined)
      return this.#failure({
        code: closed.violation.code,
        expected,
        received: closed.violation.sentence,
        event: closed.event,
      });
    // When a connection ends without a close frame, the process is often about to end.
    const end = await endSoon(client, EXIT_GRACE_MS);
    if (end !== undefined) return this.#ended(end, expected, arrived);
    const before = arrived.length === 0 ? "nothing" : listed(arrived);
    const reason = closed?.reason ? ` "${shorten(closed.reason, 80)}"` : "";
    const how =
      closed?.code === NO_CLOSE_FRAME
        ? "your server cut the connection without a close frame (1006)"
        : closed?.code === 1005
          ? "your server closed the connection (1005, no code given)"
          : `your server closed the connection with ${closed?.code}${reason}`;
    return this.#failure({
      code: "connection-closed",
      expected,
      received: `${before}; ${how}`,
      event: closed?.event,
    });
  }

  #ended(end: ServerEnd, expected: string, arrived: readonly Received[] = []): CheckFailure {
    return this.#failure({
      code: end.code,
      expected,
      received: `${arrived.length === 0 ? "nothing" : listed(arrived)}; ${endSentence(end)}`,
      ...endPlace(end),
    });
  }

  #failure(observation: Omit<Observation, "sent"> & { sent?: string }): CheckFailure {
    return new CheckFailure({
      question: questionOf(this.#client, this.#wanted),
      sent:
        this.#client.sent.length === 0
          ? (this.#client.lastSent ?? "nothing; the client only connected")
          : sentence(this.#client.sent),
      ...observation,
    });
  }
}

function questionOf(client: WebSocketClient, wanted: Pattern | undefined): Question {
  const { sent, sentTexts, path } = client;
  const before = Math.max(0, sentTexts.length - sent.length);
  const texts = sentTexts.slice(before);
  return { texts, earlier: sentTexts.slice(0, before), path, wanted, standsAlone: standsAlone(client, texts, wanted) };
}

/** Whether nothing but the same question was asked in this check: then no other message can have prepared its answer. */
function standsAlone(client: WebSocketClient, texts: readonly string[], wanted: Pattern | undefined): boolean {
  const clients = [client, ...clientsBeside(client)];
  if (clients.some(({ isPlain, sent }) => !isPlain || (sent !== client.sent && sent.length > 0))) return false;
  const isText =
    client.sent.length === texts.length && texts.every((text, at) => client.sent[at] === describeText(text));
  if (!isText || new Set(texts.map((text) => jsonObject(text)?.["type"])).size > 1) return false;
  const answeredBy = new Set(clients.flatMap((other) => [...other.answeredBy]));
  // A message that comes after other questions, and without one of its own, depends on them.
  if (wanted !== undefined && (texts.length > 0 || answeredBy.size > 0)) answeredBy.add(wanted.name);
  return answeredBy.size <= 1;
}

/** True once the server has answered a ping frame; false when it closed, ended or stayed silent. */
async function barrier(client: WebSocketClient): Promise<boolean> {
  const ping = client.pingFrame();
  return (await client.until(() => (ping.answered() ? true : undefined), REPLY_LIMIT_MS)) === true;
}
