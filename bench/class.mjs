/**
 * A class of submissions: ten different ones, right and wrong in different ways, repeated with a unique comment in each
 * copy.
 */
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** @typedef {{ name: string, overlay?: string, passes: boolean }} Member */

/** The ten: each is the solution, overlaid with a folder of checks/lesson-ws. */
const MIXED = [
  { name: "solution", passes: true },
  { name: "no-server", overlay: "variants/no-server-option", passes: true },
  { name: "class", overlay: "variants/class", passes: true },
  { name: "several-files", overlay: "variants/several-files", passes: true },
  { name: "map-dispatch", overlay: "variants/map-dispatch", passes: true },
  { name: "starter", overlay: "starter", passes: false },
  { name: "no-welcome", overlay: "near-misses/1.3-no-welcome", passes: false },
  { name: "pong-to-all", overlay: "near-misses/1.5-everyone", passes: false },
  { name: "silent", overlay: "near-misses/2.1-silent", passes: false },
  { name: "echo", overlay: "near-misses/3.1-echo", passes: false },
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
  for (let number = 0; number < size; number++) {
    const member = members[number % members.length];
    const name = `${member.name}-${String(number).padStart(4, "0")}`;
    const submission = path.join(folder, name);
    mkdirSync(submission);
    const lay = (from) => cpSync(path.join(root, from), submission, { recursive: true });
    for (const file of ["server.ts", "ws-server.ts", "app.ts"])
      cpSync(path.join(root, "solutions/lesson-ws", file), path.join(submission, file));
    if (member.overlay === "starter") lay("lessons/lesson-ws");
    else if (member.overlay !== undefined) lay(`checks/lesson-ws/${member.overlay}`);
    appendFileSync(path.join(submission, "server.ts"), `\n// submission ${number}\n`);
    passes.set(name, member.passes);
  }
  return { folder, passes, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
