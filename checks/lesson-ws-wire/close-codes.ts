/** The codes of the server's own close frames. */
import type { Frame } from "#kit";
import { failures } from "./failures.ts";
import type { RawClient } from "./raw-client.ts";
import { shownFrame } from "./shown-frame.ts";

/** The last code that is registered with a meaning, and the first and the last of those that are free. */
const [LAST_REGISTERED, FIRST_FREE, LAST_FREE] = [1014, 3000, 4999];

/** What clients may be told and no frame may say (RFC 6455 section 7.4.1). */
const NEVER_SENT: readonly number[] = [1004, 1005, 1006];

/** Fails when a close frame of the server has half a code, or one that no frame may say. */
export function expectSendable(client: RawClient, frame: Frame, expected: string): void {
  const { payload } = frame;
  if (payload.length === 0) return;
  const code = payload.length === 1 ? undefined : payload.readUInt16BE(0);
  if (code !== undefined && isSendable(code)) return;
  throw client.failure(
    failures["close-code-never-sent"],
    {
      expected: `${expected}; the close frame empty or with a code that may be sent (section 7.4)`,
      why:
        code === undefined
          ? "the server's close frame has one byte, and a code has two"
          : `the server's close frame says ${code}, which no frame may say: its client takes the frame for a broken one`,
    },
    shownFrame(frame),
  );
}

function isSendable(code: number): boolean {
  const isRegistered = code >= 1000 && code <= LAST_REGISTERED && !NEVER_SENT.includes(code);
  return isRegistered || (code >= FIRST_FREE && code <= LAST_FREE);
}
