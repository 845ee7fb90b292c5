/** What is asked once a frame that no client may send was passed over or answered: which others of its kind are, too. */
import {
  listOf,
  OPCODE_CLOSE,
  OPCODE_CONTINUATION,
  OPCODE_PING,
  OPCODE_PONG,
  OPCODE_TEXT,
  type Explanation,
  type OutgoingFrame,
} from "#kit";
import { closing } from "./closing.ts";
import { failures } from "./failures.ts";
import type { RawClient } from "./raw-client.ts";

/** How long the end of the connection may take, in milliseconds. */
const END_MS = 600;

/** Frames of which the last breaks a rule, and its name in a list. */
interface Sibling {
  readonly name: string;
  readonly frames: readonly OutgoingFrame[];
}

const PAYLOAD = "sibling";

/** Which frames of the same kind are passed over as well, and which end the connection, each asked by a client of its own. */
export async function whyKept(
  client: RawClient,
  broken: OutgoingFrame,
  passes: string,
): Promise<Explanation | undefined> {
  const { mask, reserved = 0, opcode } = broken;
  if (mask === null) {
    const { kept, ended } = await asked(client, UNMASKED);
    return {
      code: failures["unmasked-taken"],
      why: `the last frame has no mask, which each frame of a client needs, and your code ${passes}; ${told("without a mask, ", kept, ended)}`,
    };
  }
  if (reserved !== 0) {
    const { kept, ended } = await asked(client, RESERVED);
    return {
      code: failures["reserved-bit-taken"],
      why: `the last frame has a reserved bit set, although no extension gives it a meaning, and your code ${passes}; ${told("", kept, ended)}`,
    };
  }
  if (!isUnknown(opcode)) return undefined;
  const { kept, ended } = await asked(client, UNKNOWN);
  return {
    code: failures["unknown-opcode-taken"],
    why: `the last frame has the opcode ${opcode}, which has no meaning, and your code ${passes}; of the opcodes without a meaning, ${told("", kept, ended)}`,
  };
}

function told(which: string, kept: readonly string[], ended: readonly string[]): string {
  if (kept.length === 0) return `${which}no such frame by itself is let through: what had come before it matters`;
  const are = kept.length === 1 ? "does not end" : "do not end";
  const end = ended.length === 1 ? "does" : "do";
  const passed = `${listOf(kept, "and")} ${are} the connection`;
  return ended.length === 0
    ? `${which}${passed}, nor does any other of its kind`
    : `${which}${passed}, and ${listOf(ended, "and")} ${end}`;
}

export function isUnknown(opcode: number): boolean {
  return opcode > OPCODE_PONG || (opcode > 2 && opcode < OPCODE_CLOSE);
}

const UNKNOWN: readonly Sibling[] = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) => ({
  name: String(opcode),
  frames: [{ opcode, payload: PAYLOAD }],
}));

const RESERVED: readonly Sibling[] = [
  { name: "text", opcode: OPCODE_TEXT },
  { name: "a ping", opcode: OPCODE_PING },
].flatMap(({ name, opcode }) =>
  [4, 2, 1].map((reserved) => ({
    name: `${name} with the bits ${reserved.toString(2).padStart(3, "0")}`,
    frames: [{ opcode, payload: PAYLOAD, reserved }],
  })),
);

const UNMASKED: readonly Sibling[] = [
  { name: "text", frames: [{ opcode: OPCODE_TEXT, payload: PAYLOAD, mask: null }] },
  { name: "empty text", frames: [{ opcode: OPCODE_TEXT, payload: "", mask: null }] },
  { name: "a ping", frames: [{ opcode: OPCODE_PING, payload: PAYLOAD, mask: null }] },
  { name: "a close frame", frames: [{ ...closing(1000), mask: null }] },
  {
    name: "a continuation",
    frames: [
      { opcode: OPCODE_TEXT, payload: PAYLOAD, final: false },
      { opcode: OPCODE_CONTINUATION, payload: PAYLOAD, mask: null },
    ],
  },
];

async function asked(
  client: RawClient,
  siblings: readonly Sibling[],
): Promise<{ readonly kept: readonly string[]; readonly ended: readonly string[] }> {
  const answers = await Promise.all(
    siblings.map(async ({ name, frames }) => {
      const other = await client.another();
      await other.send(...frames);
      const came = await other.framesToTheEnd(END_MS);
      return { name, isEnded: other.connection.isOver && came.every(({ opcode }) => opcode === OPCODE_CLOSE) };
    }),
  );
  const names = (isEnded: boolean) => answers.filter((one) => one.isEnded === isEnded).map(({ name }) => name);
  return { kept: names(false), ended: names(true) };
}
