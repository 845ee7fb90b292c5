/** What in a message makes the difference: the same message, written in other ways. */
import { jsonObject } from "../../kit/pattern.ts";
import { shorten } from "../../kit/transcript.ts";

/** So many characters of a message stand in a sentence. */
const SHOWN = 60;

/**
 * What the answer depends on, as a clause, for a JSON message that is answered wrongly although its type alone is answered as
 * it should be. Undefined when that is not so, or when any further field makes the same difference.
 * @param isWrong asks with a text, on a connection of its own
 */
export async function whatMatters(
  text: string,
  isWrong: (text: string) => Promise<boolean>,
): Promise<string | undefined> {
  const message = jsonObject(text);
  const { type, ...fields } = message ?? {};
  if (typeof type !== "string" || (await isWrong(JSON.stringify({ type })))) return undefined;
  const compact = JSON.stringify(message);
  const isRight = async (other: string) => other !== text && !(await isWrong(other));
  if (await isRight(compact))
    return `without white space ${(await isRight(text.trim())) ? "around it" : "between its parts"} it is answered as it should be`;
  const typeFirst = JSON.stringify({ type, ...fields });
  if (typeFirst !== compact && (await isRight(typeFirst)))
    return `with its type as the first field it is answered as it should be: the order of the fields makes the difference`;
  if (await isWrong(JSON.stringify({ type, other: "x" }))) return undefined;
  for (const [name, value] of Object.entries(fields)) {
    if (!(await isWrong(JSON.stringify({ type, [name]: value })))) continue;
    return (await isWrong(JSON.stringify({ type, [name]: "x" })))
      ? `a field "${name}" makes the difference, whatever its value`
      : `the value of "${name}" makes the difference: with "x" in place of ${shorten(JSON.stringify(value), SHOWN)} it is answered as it should be`;
  }
  return undefined;
}
