import { expect } from "vitest";

export interface Obeyed {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/**
 * The commands that the runner executes, by its rules (actions/runner, ActionCommand and ActionCommandManager): a line that begins
 * with `::` after white space, or one that holds `##[`; nothing between stop-commands and its token.
 */
export function obeyed(log: string): Obeyed[] {
  const commands: Obeyed[] = [];
  let stopped: string | undefined;
  for (const line of log.split(/\r\n|[\r\n\u0085\u2028\u2029]/)) {
    const [, info = "", data = ""] =
      /^[\s\u0085\ufeff]*::(.*?)::(.*)$/su.exec(line) ?? /##\[(.*?)\](.*)$/s.exec(line) ?? [];
    const [command = "", ...rest] = info.split(" ");
    if (command === "" || (stopped !== undefined && command !== stopped)) continue;
    if (stopped !== undefined) stopped = undefined;
    else if (command === "stop-commands") stopped = data;
    else {
      const pairs = rest
        .join(" ")
        .split(",")
        .map((pair) => pair.split(/=(.*)/s, 2));
      commands.push({
        command,
        properties: Object.fromEntries(pairs.map(([key = "", value = ""]) => [key, decoded(value)])),
        data: decoded(data),
      });
    }
  }
  expect(stopped).toBeUndefined();
  return commands;
}

function decoded(text: string): string {
  return text
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%");
}
