/** What a wrong value of Sec-WebSocket-Accept was made from: the usual mistakes lead to values that can be worked out. */
import { acceptKeyFor } from "#kit";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** The key of the example in the README, which is that of RFC 6455 section 1.3. */
const EXAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ==";

/** Whether this is the value of the example, which is right for no other key. */
export function isExample(value: string): boolean {
  return value === acceptKeyFor(EXAMPLE_KEY);
}

/** The mistakes that lead from this key to this value, as a sentence part; undefined when others do. */
export async function mistakesIn(value: string, key: string): Promise<string | undefined> {
  if (value === key) return "the key itself is sent back";
  for (const [input, wrongInput] of inputsFor(key))
    for (const [algorithm, wrongAlgorithm] of ALGORITHMS) {
      const digest = Buffer.from(await crypto.subtle.digest(algorithm, Buffer.from(input)));
      for (const [written, wrongForm] of formsOf(digest))
        if (written === value)
          return [wrongInput, wrongAlgorithm, wrongForm].filter((mistake) => mistake !== undefined).join(", and ");
    }
  return undefined;
}

/** Something that a value can be made with, and what is wrong about it. */
type Choice<T> = readonly [made: T, mistake?: string];

function inputsFor(key: string): readonly Choice<Buffer | string>[] {
  return [
    [key + GUID],
    [key, "the key is hashed alone, without the GUID"],
    [GUID, "the GUID is hashed alone, without the key"],
    [GUID + key, "the GUID stands before the key"],
    [key + GUID.toLowerCase(), "the GUID is in lower case"],
    [
      Buffer.concat([Buffer.from(key, "base64"), Buffer.from(GUID)]),
      "the key is decoded before it is hashed, and not taken as the text that came",
    ],
  ];
}

const ALGORITHMS: readonly Choice<string>[] = [["SHA-1"], ["SHA-256", "the hash is SHA-256 and not SHA-1"]];

function formsOf(digest: Buffer): readonly Choice<string>[] {
  return [
    [digest.toString("base64")],
    [digest.toString("hex"), "the digest is written in hexadecimal digits and not in base64"],
    [digest.toString("base64url"), "the digest is written in base64url and not in base64"],
    [
      Buffer.from(digest.toString("hex")).toString("base64"),
      "the hexadecimal digits of the digest are written in base64, and not its bytes",
    ],
  ];
}
