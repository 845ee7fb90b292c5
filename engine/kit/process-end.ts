import type { SourceLocation } from "../source-location.ts";

/** How a server process ended; `endSentence` puts it into words. */
export type ServerEnd = { readonly exitCode: number | null; readonly signal: string | null } & (
  | {
      /** By an uncaught error. */
      readonly code: "server-stopped";
      /** On one line, for example `SyntaxError: Unexpected token 'h'`. */
      readonly error: string;
      /** Where in the submission it was thrown, if known. */
      readonly location?: SourceLocation;
      /** Details of the error, several lines long. */
      readonly details?: string;
      /** Whether it is the reason of a promise that nothing handled. */
      readonly rejected?: boolean;
    }
  | {
      /** By the grader, or by a limit that the grader had set. */
      readonly code: "server-killed";
      /** The limit that was exceeded, for example `it used more than 512 MB of memory`. */
      readonly limit: string;
    }
  | { readonly code: "server-exited" | "server-signalled" }
);
