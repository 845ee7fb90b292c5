import type { JSX } from "preact";
import { locationIn } from "../../../source-location.ts";
import type { Reason } from "../../../verdict.ts";
import { Hints } from "./hints.tsx";
import { SourceLink } from "./source-link.tsx";

/** Why nothing could be graded: the compiler's message, or how the server ended. `slug` enables hints. */
export function ReasonBlock({ reason, slug }: { readonly reason: Reason; readonly slug?: string }): JSX.Element {
  const { message, details, hint } = reason;
  const location = locationIn(reason);
  return (
    <section class="failure reason" aria-labelledby="reason">
      <h3 id="reason">Not graded: {message}</h3>
      {location !== undefined && (
        <p>
          at <SourceLink location={location} />
        </p>
      )}
      {details !== undefined && details !== "" && <pre tabIndex={0}>{details}</pre>}
      {hint !== undefined && <p>{hint}</p>}
      {slug !== undefined && <Hints slug={slug} exercise={1} />}
    </section>
  );
}
