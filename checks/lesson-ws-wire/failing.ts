/** What a frame is graded by that breaks a rule: the connection ends, and with which code. */
import { explained, OPCODE_CLOSE, type OutgoingFrame } from "#kit";
import { expectSendable } from "./close-codes.ts";
import { failures } from "./failures.ts";
import type { RawClient } from "./raw-client.ts";
import { shownFrame } from "./shown-frame.ts";
import { isUnknown, whyKept } from "./violations.ts";

/**
 * Sends frames of which the last breaks a rule, and fails unless the server ends the connection, with a close frame or
 * without.
 * @returns the code of the close frame; undefined when there was none, or it was empty
 */
export async function expectFailed(
  client: RawClient,
  section: string,
  ...frames: readonly OutgoingFrame[]
): Promise<number | undefined> {
  const expected = `the end of the connection, after a close frame or at once (RFC 6455 section ${section})`;
  await client.send(...frames);
  const came = await client.framesToTheEnd();
  const { isOver } = client.connection;
  if (!isOver || came.some(({ opcode }) => opcode !== OPCODE_CLOSE)) {
    const shown = came.length === 0 ? "nothing" : came.map(shownFrame).join(", then ");
    const received = isOver ? shown : `${shown}; the connection is still open`;
    const last = frames.at(-1) ?? { opcode: 0 };
    const passes = came.length === 0 ? "passes it over" : "takes it for one that is right";
    const why = `the last frame ${ruleBrokenBy(last)}, and your code ${passes}`;
    await explained(
      () => {
        throw client.failure(
          failures["kept-after-violation"],
          { expected, ...(frames.length === 0 ? {} : { why }) },
          received,
        );
      },
      () => (frames.length === 0 ? undefined : whyKept(client, last, passes)),
    );
  }
  const payload = came[0]?.payload;
  if (came[0] !== undefined) expectSendable(client, came[0], expected);
  return payload !== undefined && payload.length >= 2 ? payload.readUInt16BE(0) : undefined;
}

/** What no client may do, of which this frame is an example. */
function ruleBrokenBy({ mask, reserved = 0, opcode }: OutgoingFrame): string {
  if (mask === null) return "has no mask, which each frame of a client needs";
  if (reserved !== 0) return "has a reserved bit set, although no extension gives it a meaning";
  return isUnknown(opcode) ? `has the opcode ${opcode}, which has no meaning` : "breaks a rule";
}

/** The same, and the close frame must say this code: what breaks the rule is then known to the client's author. */
export async function expectFailedWith(
  code: number,
  client: RawClient,
  section: string,
  ...frames: readonly OutgoingFrame[]
): Promise<void> {
  const got = await expectFailed(client, section, ...frames);
  if (got === code) return;
  throw client.failure(
    failures["kept-after-violation"],
    { expected: `a close frame with ${code} (RFC 6455 section ${section})` },
    got === undefined ? "no code" : String(got),
  );
}
