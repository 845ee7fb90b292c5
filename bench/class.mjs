/**
 * A class of submissions: ten different ones, right and wrong in different ways, repeated with a unique comment in each
 * copy.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** @typedef {{ name: string, server: string, passes: boolean }} Member */

/** The ten submissions: each is a server that `npm run prove` grades. */
const MIXED = [
  { name: "solution", server: "solution", passes: true },
  { name: "no-server", server: "variants/no-server-option", passes: true },
  { name: "class", server: "variants/class", passes: true },
  { name: "several-files", server: "variants/several-files", passes: true },
  { name: "map-dispatch", server: "variants/map-dispatch", passes: true },
  { name: "starter", server: "starter", passes: false },
  { name: "no-welcome", server: "near-misses/1.3-no-welcome", passes: false },
  { name: "pong-to-all", server: "near-misses/1.5-everyone", passes: false },
  { name: "silent", server: "near-misses/2.1-silent", passes: false },
  { name: "echo", server: "near-misses/3.1-echo", passes: false },
];

/** Ten right ones: no check waits for a missing answer, so only computing time is measured. */
const RIGHT = Array.from({ length: 10 }, (_, index) => ({ ...MIXED[index % 5], name: `right-${index}` }));

/**
 * @param {string} root absolute path of this project
 * @param {number} size how many submissions
 * @param {"mixed" | "right"} kind
 * @param {string} [parent] absolute path of the folder to make it in @default the system's temporary folder
 * @returns {{ folder: string, passes: Map<string, boolean>, remove: () => void }} `passes`: by submission, whether it must pass
 */
export function composeClass(root, size, kind, parent = tmpdir()) {
  const folder = mkdtempSync(path.join(parent, "class-"));
  const passes = new Map();
  const members = kind === "right" ? RIGHT : MIXED;
  const written = mkdtempSync(path.join(tmpdir(), "servers-"));
  const words = ["prove", "lesson-ws", "--write", written];
  execFileSync(process.execPath, [path.join(root, "engine/cli/start.mjs"), ...words]);
  for (let number = 0; number < size; number++) {
    const member = members[number % members.length];
    const name = `${member.name}-${String(number).padStart(4, "0")}`;
    const submission = path.join(folder, name);
    cpSync(path.join(written, "lesson-ws", member.server), submission, { recursive: true });
    appendFileSync(path.join(submission, "server.ts"), `\n// submission ${number}\n`);
    passes.set(name, member.passes);
  }
  rmSync(written, { recursive: true, force: true });
  return { folder, passes, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
