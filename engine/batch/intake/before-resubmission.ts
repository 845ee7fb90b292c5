import { withoutResubmission } from "./download-name.ts";

/**
 * The names that files had before Canvas added `-1` to them because they were handed in again: imports are written with those.
 * Only of code, and only where no other file has that name.
 */
export function namesBeforeResubmission(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set(names);
  const first = new Map<string, string>();
  for (const name of names) {
    const before = withoutResubmission(name);
    if (before === undefined || taken.has(before) || !/\.[cm]?[jt]sx?$/.test(before)) continue;
    taken.add(before);
    first.set(name, before);
  }
  return first;
}
