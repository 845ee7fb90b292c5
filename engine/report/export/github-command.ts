/**
 * Workflow commands of GitHub Actions: lines beginning with `::` that the runner executes, whoever printed them.
 * Text from a submission reaches the runner only escaped inside one of our commands, or between guards.
 */
import { plainText } from "./plain.ts";

const DATA: Readonly<Record<string, string>> = { "%": "%25", "\r": "%0D", "\n": "%0A" };
const PROPERTY: Readonly<Record<string, string>> = { ...DATA, ":": "%3A", ",": "%2C" };
const TOKEN = /^[0-9a-zA-Z-]{16,}$/;

export type CommandProperties = Readonly<Record<string, string | number | undefined>>;

/** One command on one line, escaped as actions/toolkit does (packages/core/src/command.ts). */
export function workflowCommand(
  name: "notice" | "warning" | "error",
  properties: CommandProperties,
  message: string,
): string {
  const written = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        `${key}=${withoutMarkup(plainText(String(value), 300)).replace(/[%\r\n:,]/g, (character) => PROPERTY[character] ?? "")}`,
    );
  const data = withoutMarkup(plainText(message, Infinity)).replace(/[%\r\n]/g, (character) => DATA[character] ?? "");
  return `::${[name, written.join(",")].filter((part) => part !== "").join(" ")}::${data}`;
}

/**
 * Text in which the runner executes no command ("Stopping and starting workflow commands" of its documentation).
 * @param token random, at least 16 letters, digits or hyphens, created after the submission has stopped: a submission
 *   that knew it could end the guard
 * @throws RangeError when the token could be guessed
 */
export function guarded(text: string, token: string): string {
  if (!TOKEN.test(token)) throw new RangeError("the guard needs a random token of 16 or more letters and digits");
  return `::stop-commands::${token}\n${withoutMarkup(text)}\n::${token}::`;
}

/** Without the log's own markup, such as `##[group]`, which colours and folds lines anywhere in a line. */
function withoutMarkup(text: string): string {
  return text.replace(/##(?=\w*\[)/g, "# #");
}
