/** Names the keys that are pressed in a terminal. */
import { emitKeypressEvents, type Interface, type Key as KeyEvent } from "node:readline";
import type { Readable } from "node:stream";

/**
 * A lower-case letter or other character, or one of `up`, `down`, `enter`, `escape`, `ctrl-c`, `ctrl-z` and the like.
 */
export type Key = string;

/** An escape that nothing follows within this time is the key itself, not the start of a sequence. */
const ESCAPE_LIMIT_MS = 50;
const NAMED = new Set(["up", "down", "left", "right", "home", "end", "escape", "backspace"]);

/**
 * Calls back with the keys that arrive on a terminal in raw mode, those of one read together. Keys without a name here,
 * such as function keys, are ignored.
 * @returns stops listening
 */
export function listenForKeys(input: Readable, onKeys: (keys: readonly Key[]) => void): () => void {
  let arrived: Key[] = [];
  const take = (text: string | undefined, event: KeyEvent) => {
    const key = keyOf(text, event);
    if (key === undefined) return;
    // All keys of one read are emitted synchronously.
    if (arrived.length === 0)
      queueMicrotask(() => {
        const keys = arrived;
        arrived = [];
        onKeys(keys);
      });
    arrived.push(key);
  };
  // Node only reads `escapeCodeTimeout` of the interface; the default is 500 ms.
  emitKeypressEvents(input, { escapeCodeTimeout: ESCAPE_LIMIT_MS } as unknown as Interface);
  input.on("keypress", take);
  return () => void input.off("keypress", take);
}

function keyOf(text: string | undefined, { name, ctrl = false, meta = false }: KeyEvent): Key | undefined {
  if (name === "escape") return name;
  // Alt with a key has no function.
  if (meta) return undefined;
  if (name === "return" || name === "enter") return "enter";
  if (name !== undefined && NAMED.has(name)) return name;
  if (ctrl) return name === undefined ? undefined : `ctrl-${name}`;
  // An unknown sequence arrives without text.
  return text === undefined || text.startsWith("\u001b") ? undefined : text.toLowerCase();
}
