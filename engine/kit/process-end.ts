import type { SourceLocation } from "../source-location.ts";

/** How a server process ended; `endSentence` says it in words. */
export type ServerEnd = { readonly exitCode: number | null; readonly signal: string | null } & (
  | {
      /** By an uncaught error. */
      readonly code: "server-stopped";
      /** On one line, for example `SyntaxError: Unexpected token 'h'`. */
      readonly error: string;
      /** Where the submission was, when that is known. */
      readonly location?: SourceLocation;
      /** More about the error, in several lines. */
      readonly details?: string;
      /** Whether it is the reason of a promise that nothing handled. */
      readonly rejected?: boolean;
    }
  | {
      /** By the grader, or by a limit that the grader had set. */
      readonly code: "server-killed";
      /** Which limit, for example `it used more than 512 MB of memory`. */
      readonly limit: string;
    }
  | { readonly code: "server-exited" | "server-signalled" }
);
