/** Compares what two or more runs of verdicts.mjs found. */
import { isDeepStrictEqual } from "node:util";

/**
 * The submissions about which the last run says something that no earlier one said. What the earlier ones do not agree
 * about among themselves depends on chance, and any of their answers will do.
 * @param {Record<string, Record<string, string>>[]} before by submission, then by exercise or check
 * @param {Record<string, Record<string, string>>} after
 * @returns {{ name: string, lines: string[] }[]} in the order of their names
 */
export function compareVerdicts(before, after) {
  const names = [...new Set([after, ...before].flatMap((run) => Object.keys(run)))].toSorted();
  return names.flatMap((name) => {
    const known = before.map((run) => run[name] ?? {});
    const now = after[name] ?? {};
    const keys = [...new Set([now, ...known].flatMap((found) => Object.keys(found)))].toSorted();
    const lines = keys.flatMap((key) => {
      // A run that grades as in a class asks for no stretch probes.
      if (key.startsWith("stretch ") && !(key in now)) return [];
      const answers = [...new Set(known.map((found) => found[key] ?? "nothing"))];
      const answer = now[key] ?? "nothing";
      return answers.some((one) => isDeepStrictEqual(one, answer))
        ? []
        : [`${key}: ${answers.join(" or ")} -> ${answer}`];
    });
    return lines.length === 0 ? [] : [{ name, lines }];
  });
}
