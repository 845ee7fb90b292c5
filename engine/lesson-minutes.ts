/** How long a lesson takes, as its README says below "Before you begin". */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Lesson } from "./lesson.ts";

/** The text below a heading of the second level, on one line; empty when there is no such heading. */
export function sectionOf(lines: readonly string[], heading: string): string {
  const start = lines.indexOf(`## ${heading}`);
  if (start === -1) return "";
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("## "));
  const text = lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join(" ");
  return text.split(/\s+/).join(" ").trim();
}

/** The minutes that a README names first in its section "Before you begin"; null when it names none. Pure. */
export function minutesIn(readme: string): number | null {
  const lines = readme.split(/\r?\n/).map((line) => line.trimEnd());
  const section = sectionOf(lines, "Before you begin");
  const [, minutes] = /\b(\d{1,3}) minutes\b/.exec(section) ?? [];
  return minutes === undefined ? null : Number(minutes);
}

/** The minutes that a lesson takes; null when its README does not say so or cannot be read. Never throws. */
export async function readMinutes({ folder }: Pick<Lesson, "folder">): Promise<number | null> {
  return minutesIn(await readFile(path.join(folder, "README.md"), "utf8").catch(() => ""));
}
