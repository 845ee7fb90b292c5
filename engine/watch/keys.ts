/** The keys of a terminal, by name. */
import { emitKeypressEvents, type Interface, type Key as KeyEvent } from "node:readline";
import type { Readable } from "node:stream";

/** A lower-case letter or other character, or one of `up`, `down`, `enter`, `escape`, `ctrl-c`, `ctrl-z` and the like. */
export type Key = string;

/** An escape that nothing follows within this time was the key itself, not the beginning of a sequence. */
const ESCAPE_LIMIT_MS = 50;
const NAMED = new Set(["up", "down", "left", "right", "home", "end", "escape", "backspace"]);

/**
 * Calls back with the keys that arrive on a terminal in raw mode, those of one read together. Keys without a name here,
 * such as function keys, are left out.
 * @returns stops listening
 */
export function listenForKeys(input: Readable, onKeys: (keys: readonly Key[]) => void): () => void {
  let arrived: Key[] = [];
  const take = (text: string | undefined, event: KeyEvent) => {
    const key = keyOf(text, event);
    if (key === undefined) return;
    // All keys of one read are emitted before anything else can run.
    if (arrived.length === 0)
      queueMicrotask(() => {
        const keys = arrived;
        arrived = [];
        onKeys(keys);
      });
    arrived.push(key);
  };
  // Of an interface, only its limit is looked at, which is half a second by default.
  emitKeypressEvents(input, { escapeCodeTimeout: ESCAPE_LIMIT_MS } as unknown as Interface);
  input.on("keypress", take);
  return () => void input.off("keypress", take);
}

function keyOf(text: string | undefined, { name, ctrl = false, meta = false }: KeyEvent): Key | undefined {
  if (name === "escape") return name;
  // Alt with a key, which means nothing here.
  if (meta) return undefined;
  if (name === "return" || name === "enter") return "enter";
  if (name !== undefined && NAMED.has(name)) return name;
  if (ctrl) return name === undefined ? undefined : `ctrl-${name}`;
  // A sequence without a name arrives without a text.
  return text === undefined || text.startsWith("\u001b") ? undefined : text.toLowerCase();
}
