/**
 * Checks that this shell allows Node the address space it needs. Node reserves far more addresses than it uses: 8 GB and
 * more for each WebAssembly memory, and its own `fetch` has one. With a lower `ulimit -v`, a server dies while Node itself
 * loads, before its first line runs, and a correct server would get a zero.
 *
 * Plain JavaScript, because it also runs before anything is compiled.
 */
import { readFileSync } from "node:fs";

/** Node 20 to 26 need 11 to 12 GB for a server that answers its first request. */
export const ADDRESS_SPACE_BYTES = 16 * 1024 ** 3;

/**
 * Why nothing can be graded in this shell, as a sentence that says what to do; undefined when the limit is high enough.
 * @param {string} [limits] the text of /proc/self/limits, which only Linux has
 * @returns {string | undefined}
 */
export function addressSpaceFault(limits = ownLimits()) {
  const [, soft] = /^Max address space +(\d+) /m.exec(limits) ?? [];
  if (soft === undefined || Number(soft) >= ADDRESS_SPACE_BYTES) return undefined;
  const has = Math.floor(Number(soft) / 1024 ** 2);
  return (
    `This shell limits a process to ${has} MB of address space (ulimit -v), and Node needs ` +
    `${ADDRESS_SPACE_BYTES / 1024 ** 2} MB to run a server: type ulimit -v unlimited and run the command again.`
  );
}

function ownLimits() {
  if (process.platform !== "linux") return "";
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    return "";
  }
}
