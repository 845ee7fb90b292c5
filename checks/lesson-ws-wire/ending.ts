/** What the checks of exercise 3 do again and again: control frames, and the end of a connection. */
import {
  CheckFailure,
  expect,
  explained,
  OPCODE_CLOSE,
  OPCODE_PING,
  OPCODE_PONG,
  OPCODE_TEXT,
  type Frame,
  type OutgoingFrame,
} from "#kit";
import { whyNotJoined } from "./asking-again.ts";
import { differenceOf, whyDifferent } from "./explaining.ts";
import { expectSendable } from "./close-codes.ts";
import { failures } from "./failures.ts";
import type { Awaited, RawClient } from "./raw-client.ts";
import { shownFrame } from "./shown-frame.ts";

/** How long the server may take to end its half for a client of which nothing has begun, in milliseconds. */
const IDLE_LIMIT_MS = 2_000;

/** Sends pings one after the other, and fails unless each gets its pong before the next one is sent. */
export async function expectPonged(client: RawClient, ...payloads: readonly (Buffer | string)[]): Promise<void> {
  for (const payload of payloads) {
    await client.send({ opcode: OPCODE_PING, payload });
    await expectPong(client, payload);
    client.lastPing = Buffer.from(payload);
  }
}

/** Sends a pong that answers nothing and a ping, in one write, and fails unless the first thing to come is the ping's pong. */
export async function expectPongIgnored(client: RawClient, unasked: string, payload: string): Promise<void> {
  await client.send({ opcode: OPCODE_PONG, payload: unasked }, { opcode: OPCODE_PING, payload });
  const awaited = pongFor(payload);
  const got = await client.frame(awaited);
  if (isPongFor(payload, got)) return;
  const code =
    got.opcode === OPCODE_CLOSE ? "pong-refused" : isPongFor(unasked, got) ? "pong-answered" : "answered-otherwise";
  throw client.failure(failures[code], awaited, shownFrame(got));
}

/** The failure when something else came for a ping than its pong. */
function otherThanPong(client: RawClient, payload: Buffer | string, got: Frame): CheckFailure {
  const wanted = { opcode: OPCODE_PONG, payload: Buffer.from(payload) };
  const { observation } = client.failure(failures["answered-otherwise"], pongFor(payload), shownFrame(got));
  if (got.opcode !== OPCODE_PONG)
    return new CheckFailure({
      ...observation,
      why: `the ping was answered with another frame: ${differenceOf(wanted, got)}`,
    });
  const before = client.lastPing;
  const why =
    got.payload.length === 0
      ? "the pong came without the payload of the ping"
      : before !== undefined && got.payload.equals(before)
        ? "the pong has the payload of the ping before this one"
        : `the payload of the pong is not that of the ping: ${differenceOf(wanted, got)}`;
  const { code, ...cause } = whyDifferent(wanted, got, {});
  const isText = code === failures["bytes-made-text"];
  return new CheckFailure({ ...observation, why, ...(isText ? { code, ...cause } : {}) });
}

async function expectPong(client: RawClient, payload: Buffer | string): Promise<void> {
  const awaited = pongFor(payload);
  const got = await explained(
    () => client.frame(awaited),
    () =>
      client.passedPing?.equals(Buffer.from(payload)) === true
        ? {
            code: failures["answered-otherwise"],
            why: "the ping was answered with a ping of the same payload, and not with a pong",
          }
        : undefined,
    failures["frame-unanswered"],
  );
  if (isPongFor(payload, got)) return;
  throw otherThanPong(client, payload, got);
}

/**
 * Sends a message in fragments, with a pong that answers nothing and a ping behind each of them, and fails unless each ping
 * has its pong before the next fragment is sent, and the message comes back whole.
 */
export async function expectPongedBetween(
  client: RawClient,
  fragments: readonly OutgoingFrame[],
  { payload, unasked }: { readonly payload: string; readonly unasked: string },
): Promise<void> {
  const message = Buffer.concat(fragments.map((fragment) => Buffer.from(fragment.payload ?? "")));
  const pong = { opcode: OPCODE_PONG, payload: unasked };
  const came = await framesBetween(client, fragments, { payload, besides: [pong] });
  const got = Buffer.concat(came.map((frame) => frame.payload));
  if (got.equals(message)) return;
  // Without the pongs, it is the pings.
  const pinged = await framesBetween(await client.another(), fragments, { payload, besides: [] });
  const isWhole = Buffer.concat(pinged.map((frame) => frame.payload)).equals(message);
  const what = isWhole ? "pong" : "ping";
  const why = got.includes(isWhole ? unasked : payload)
    ? `the payload of the ${what} came back as a part of the message`
    : `with a ${what} between its fragments the message is not whole${isWhole ? ", and with a ping alone it is" : ""}${message.subarray(-got.length).equals(got) ? `: what was gathered of it is thrown away when a ${what} comes` : ""}`;
  const expected = `the whole message ${shownFrame({ opcode: OPCODE_TEXT, payload: message })} (RFC 6455 section 5.4)`;
  throw client.failure(failures["message-disturbed"], { expected, why }, came.map(shownFrame).join(", then "));
}

/** The frames of the message that comes back when each of its fragments is followed by a ping, and by others before that. */
async function framesBetween(
  client: RawClient,
  fragments: readonly OutgoingFrame[],
  { payload, besides }: { readonly payload: string; readonly besides: readonly OutgoingFrame[] },
): Promise<Frame[]> {
  const came: Frame[] = [];
  for (const fragment of fragments) came.push(...(await expectPongAfter(client, payload, fragment, ...besides)));
  const expected = "the whole message, joined from its fragments (RFC 6455 section 5.4)";
  while (came.at(-1)?.final !== true)
    came.push(await client.frame({ expected, missing: failures["frame-unanswered"] }));
  return came;
}

/** Sends the first fragment of a message, and returns once a ping behind it has its pong: the server has read it. */
export async function beginMessage(client: RawClient, payload: string): Promise<void> {
  await expectPongAfter(client, payload, { opcode: OPCODE_TEXT, payload, final: false });
}

/** Sends frames and a ping in one write. Returns what comes before the pong: a server may pass fragments on as they come. */
async function expectPongAfter(
  client: RawClient,
  payload: string,
  ...frames: readonly OutgoingFrame[]
): Promise<Frame[]> {
  await client.send(...frames, { opcode: OPCODE_PING, payload });
  const awaited = pongFor(payload);
  const came: Frame[] = [];
  let got = await client.frame(awaited);
  for (; got.opcode < OPCODE_CLOSE; got = await client.frame(awaited)) came.push(got);
  await explained(
    () => {
      if (!isPongFor(payload, got)) throw client.failure(failures["fragments-not-joined"], awaited, shownFrame(got));
    },
    () => whyNotJoined(client),
  );
  return came;
}

function pongFor(payload: Buffer | string): Awaited {
  const pong = shownFrame({ opcode: OPCODE_PONG, payload });
  return { expected: `${pong} (RFC 6455 section 5.5.3)`, missing: failures["frame-unanswered"] };
}

function isPongFor(payload: Buffer | string, { opcode, payload: came }: Frame): boolean {
  return opcode === OPCODE_PONG && came.equals(Buffer.from(payload));
}

/**
 * Sends a close frame and other frames behind it, in one write, and fails unless one close frame comes back, nothing else,
 * and the connection ends.
 */
export async function expectClosed(
  client: RawClient,
  close: OutgoingFrame,
  ...behind: readonly OutgoingFrame[]
): Promise<void> {
  const expected = "a close frame, and the end of the connection (RFC 6455 sections 5.5.1 and 7.1.1)";
  await client.send(close, ...behind);
  const whyClosed =
    "the server has ended TCP without a close frame of its own, so the client cannot know that it was heard";
  const awaited = { expected, missing: failures["frame-unanswered"], whyClosed };
  let first = await client.frame(awaited);
  // Of a message that has begun, a server may send back each fragment as it comes.
  while (!first.final) first = await client.frame(awaited);
  if (first.opcode !== OPCODE_CLOSE)
    throw client.failure(failures["close-not-answered"], { expected }, shownFrame(first));
  expectSendable(client, first, expected);
  const rest = await client.framesToTheEnd();
  const all = [first, ...rest].map(shownFrame).join(", then ");
  if (rest.length > 0) throw client.failure(failures["spoke-after-close"], { expected }, all);
  if (client.connection.isOver) return;
  throw new CheckFailure({
    code: "not-closed",
    peer: client.connection.name,
    sent: client.sent,
    expected,
    received: `${all}, and the connection is still open`,
  });
}

/**
 * Ends the client's half of the connection, and fails unless the server ends its own.
 * @param sent what came before, in words
 * @param isBegun whether a frame or a message has begun
 */
export async function expectOtherHalfEnded(client: RawClient, sent: string, isBegun: boolean): Promise<void> {
  const { connection } = client;
  connection.end();
  await explained(
    () => expect(connection).toBeClosed(),
    async () => {
      const all = `${sent}, and then the end of the client's half (FIN)`;
      const isIdleEnded = isBegun && (await isEndedWhenIdle(client));
      if (!isIdleEnded)
        return {
          sent: all,
          why: "the client has ended its half of the connection, and the server keeps the other half open",
        };
      return {
        sent: all,
        code: failures["end-waits-for-the-rest"],
        received:
          "the connection is still open. Another client, of which nothing had begun, ended its half, and the server ended its own",
      };
    },
  );
}

/** Whether the server ends its half for another client, of which nothing has begun. */
async function isEndedWhenIdle(client: RawClient): Promise<boolean> {
  const { connection } = await client.another();
  connection.end();
  await connection.until(() => connection.isOver || undefined, IDLE_LIMIT_MS);
  return connection.isOver;
}
