/** What the checks of exercise 2 do again and again: send a message, and compare what comes back. */
import { CheckFailure, encodeFrame, explained, OPCODE_BINARY, OPCODE_TEXT, type OutgoingFrame } from "#kit";
import { whyDifferent, type Sent } from "./explaining.ts";
import { failures } from "./failures.ts";
import type { Message, RawClient } from "./raw-client.ts";
import { shownFrame } from "./shown-frame.ts";
import { whyLostAfterOthers, whyUnanswered, whyUnansweredInChunk } from "./asking-again.ts";
import { whyLostWhenCut } from "./cuts.ts";

type OwnFailure = (typeof failures)[keyof typeof failures];

/** What it means that no message, or another one, comes back. */
interface Faults {
  readonly missing: OwnFailure;
  readonly different: OwnFailure;
  /** Why, when the checks before have excluded everything else. */
  readonly why?: string;
}

const CUT: Faults = { missing: failures["cut-inside-frame"], different: failures["cut-inside-frame"] };

const NOT_ECHOED: Faults = { missing: failures["frame-unanswered"], different: failures["answered-otherwise"] };

export function text(payload: Buffer | string): Message {
  return { opcode: OPCODE_TEXT, payload: Buffer.from(payload) };
}

export function binary(payload: Buffer): Message {
  return { opcode: OPCODE_BINARY, payload };
}

/** Sends each message in one frame, and fails unless it has come back before the next one is sent. */
export async function expectEchoed(client: RawClient, ...messages: readonly Message[]): Promise<void> {
  for (const [index, message] of messages.entries()) {
    const frame = encodeFrame(message);
    await client.sendBytes(frame, shownFrame(message));
    await explained(
      () => expectMessage(client, message, "5.6", NOT_ECHOED, { frame }),
      () => whyUnanswered(client, message, index),
      NOT_ECHOED.missing,
    );
  }
}

/** Sends a message so many times, and fails unless it has come back before it is sent again. */
export async function expectEchoedOneByOne(client: RawClient, message: Message, times: number): Promise<void> {
  let answered = 0;
  await explained(
    async () => {
      for (; answered < times; answered++) await expectEchoed(client, message);
    },
    () => whyLostAfterOthers(client, message, answered),
  );
}

/** Sends all messages in one write, and fails unless all come back in their order. */
export async function expectEchoedTogether(client: RawClient, ...messages: readonly Message[]): Promise<void> {
  await client.send(...messages);
  for (const [index, message] of messages.entries())
    await explained(
      () => expectMessage(client, message, "5.6"),
      () => whyUnansweredInChunk(client, messages, index),
      NOT_ECHOED.missing,
    );
}

/** Sends a message in these fragments, each in a write of its own, and fails unless it comes back as one message. */
export async function expectEchoedFromFragments(
  client: RawClient,
  message: Message,
  ...cuts: readonly number[]
): Promise<void> {
  const one = failures["fragments-not-joined"];
  const fragments = fragmentsOf(message, cuts);
  for (const frame of fragments) await client.send(frame);
  client.sent = fragments.map(shownFrame).join(", then ");
  await expectMessage(client, message, "5.4", { missing: one, different: one }, { fragments });
}

/**
 * Sends the first bytes of a message, then a whole message by another client, then the rest; fails unless each gets its own
 * back. In one write with the first bytes is a whole frame, whose echo shows that the server has come as far.
 * @param kept what the server has to keep meanwhile, in words
 */
export async function expectKeptApart(
  client: RawClient,
  other: RawClient,
  {
    message,
    whole,
    first,
    rest,
    kept,
  }: Readonly<Record<"message" | "whole", Message> & Record<"first" | "rest", Buffer> & { kept: string }>,
): Promise<void> {
  const mixed = failures["connections-mixed"];
  const why = `${kept} is kept in one place for all connections: ${client.connection.name} has begun something, and ${other.connection.name} sends something else meanwhile`;
  const faults = { missing: mixed, different: mixed, why };
  const [begun, meanwhile] = [shownFrame(message), shownFrame(whole)];
  await client.sendBytes(Buffer.concat([encodeFrame(whole), first]), `${meanwhile}, then the beginning of ${begun}`);
  await expectMessage(client, whole, "5.6", faults);
  await other.send(whole);
  await expectMessage(other, whole, "5.6", faults);
  await client.sendBytes(rest, `the rest of ${begun}, after another client has sent ${meanwhile}`);
  await expectMessage(client, message, "5.4", faults);
}

/** The frames of a message that is cut at these places. */
export function fragmentsOf({ opcode, payload }: Message, cuts: readonly number[]): OutgoingFrame[] {
  const places = [0, ...cuts, payload.length];
  return places.slice(1).map((end, index) => ({
    opcode: index === 0 ? opcode : 0,
    payload: payload.subarray(places[index], end),
    final: index === cuts.length,
  }));
}

/**
 * Sends a message in two pieces that are cut at each of these bytes of its frame, and fails unless it comes back each time.
 * Before the first piece stands a whole frame, whose echo shows that the server has read up to the cut.
 */
export async function expectEchoedWhereverCut(
  client: RawClient,
  { before, message, cuts }: { readonly before: Message; readonly message: Message; readonly cuts: readonly number[] },
): Promise<void> {
  const expectCut = (one: RawClient, cut: number) => expectEchoedCut(one, { before, message, cut });
  const frame = encodeFrame(message);
  for (const cut of cuts)
    await explained(
      () => expectCut(client, cut),
      () => whyLostWhenCut(client, { before, message, cuts }, (place) => placeOf(place, frame, message)),
      CUT.missing,
    );
}

async function expectEchoedCut(
  client: RawClient,
  { before, message, cut }: { readonly before: Message; readonly message: Message; readonly cut: number },
): Promise<void> {
  const frame = encodeFrame(message);
  const said = `${shownFrame(message)} whose ${frame.length} bytes are cut after byte ${cut}, ${placeOf(cut, frame, message)}`;
  await client.sendBytes(
    Buffer.concat([encodeFrame(before), frame.subarray(0, cut)]),
    `${shownFrame(before)}, then ${said}`,
  );
  await expectMessage(client, before, "5.2", CUT);
  await client.sendBytes(frame.subarray(cut), said);
  await expectMessage(client, message, "5.2", CUT);
}

/** Sends a message byte by byte, and fails unless it comes back. */
export async function expectEchoedByteByByte(client: RawClient, message: Message): Promise<void> {
  const frame = encodeFrame(message);
  await client.connection.sendInPieces(frame, ...Array.from({ length: frame.length - 1 }, (_, index) => index + 1));
  client.sent = `${shownFrame(message)}, byte by byte`;
  await expectMessage(client, message, "5.2", CUT);
}

/** Fails unless the next message is this one. @param sent what may explain another one */
export async function expectMessage(
  client: RawClient,
  wanted: Message,
  section: string,
  { missing, different, why }: Faults = NOT_ECHOED,
  sent?: Sent,
): Promise<void> {
  const expected = `${shownFrame(wanted)} (RFC 6455 section ${section})`;
  const before = client.lastMessage;
  const got = await client.message({ expected, missing, ...(why === undefined ? {} : { why }) });
  if (got.opcode === wanted.opcode && got.payload.equals(wanted.payload)) return;
  const received = `${shownFrame(got)}${firstDifference(wanted, got)}`;
  const { observation } = client.failure(different, { expected, ...(why === undefined ? {} : { why }) }, received);
  const cause = sent === undefined ? {} : whyDifferent(wanted, got, { ...sent, before });
  throw new CheckFailure({ ...observation, ...cause });
}

/** Where two payloads part, when a sentence cannot show it. */
function firstDifference(wanted: Message, got: Message): string {
  if (got.opcode !== wanted.opcode || got.payload.length !== wanted.payload.length) return "";
  const place = wanted.payload.findIndex((byte, index) => byte !== got.payload[index]);
  return `, which differs from byte ${place + 1} on`;
}

/** Where in a frame a cut is. */
function placeOf(cut: number, frame: Buffer, { payload }: Message): string {
  const start = frame.length - payload.length;
  if (cut === 1) return "behind the first byte";
  if (cut < start - 4) return cut === 2 ? "before the length" : "inside the length";
  if (cut < start) return cut === start - 4 ? "before the key" : "inside the key";
  const isInside = ((payload[cut - start] ?? 0) & 0xc0) === 0x80;
  return cut === start ? "before the payload" : isInside ? "inside a character" : "inside the payload";
}
