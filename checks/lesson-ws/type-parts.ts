/** How much of a type a server compares with `ping`, asked once it is certain that it does not compare the whole. */
import type { Explanation, WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import { getsPong } from "./searched.ts";

/** What stands before, behind or on both sides of `ping`. */
const PARTS = [
  ["begins", "pingword"],
  ["ends", "wordping"],
  ["contains", "wordpingword"],
] as const;

/**
 * @param connect opens a new client
 * @param type what was answered with a pong
 */
export async function howTypesAreCompared(
  connect: () => Promise<WebSocketClient>,
  type: string,
): Promise<Explanation | undefined> {
  const answers = new Map<string, boolean>();
  for (const [part, asked] of PARTS) answers.set(part, await getsPong(connect, { type: asked }));
  const isSo = (part: (typeof PARTS)[number][0]) => answers.get(part) === true;
  const asked = PARTS.map(([part, text]) => `"${text}": ${isSo(part) ? "a pong" : "no pong"}`).join(", ");
  const code = isSo("contains")
    ? failures["pong-for-what-contains"]
    : isSo("begins") && !isSo("ends")
      ? failures["pong-for-what-begins"]
      : isSo("ends") && !isSo("begins")
        ? failures["pong-for-what-ends"]
        : failures["pong-for-a-part"];
  return { code, received: `{"type":"pong"} for "${type}". Asked with other types: ${asked}` };
}
