import type { JSX } from "preact";
import type { Reason } from "../../../verdict.ts";
import { Hints } from "./hints.tsx";
import { SourceLink } from "./source-link.tsx";

/** Why nothing could be graded: the compiler's words, or how the server ended. `slug` offers hints. */
export function ReasonBlock({ reason, slug }: { readonly reason: Reason; readonly slug?: string }): JSX.Element {
  const { message, file, line, column, details, hint } = reason;
  return (
    <section class="failure reason" aria-labelledby="reason">
      <h3 id="reason">Not graded: {message}</h3>
      {file !== undefined && (
        <p>
          at <SourceLink file={file} line={line} column={column} />
        </p>
      )}
      {details !== undefined && details !== "" && <pre tabIndex={0}>{details}</pre>}
      {hint !== undefined && <p>{hint}</p>}
      {slug !== undefined && <Hints slug={slug} exercise={1} />}
    </section>
  );
}
