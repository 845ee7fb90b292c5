import { createHash } from "node:crypto";
import type { Code } from "./code.ts";

/**
 * The same text for code that differs only in names, comments and layout, in whichever order and under whichever names its
 * files are. Empty for a submission without code.
 */
export function contentOf({ tokens, starts }: Code): string {
  const files = starts.slice(0, -1).flatMap((start, index) => {
    const own = tokens.subarray(start, starts[index + 1]);
    return own.length === 0 ? [] : [digest(Buffer.from(own.buffer, own.byteOffset, own.byteLength))];
  });
  return files.length === 0 ? "" : digest(Buffer.from(files.toSorted().join("\n")));
}

function digest(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
