import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { itemsOf } from "../../../diagram/items.ts";
import { layoutItems } from "../../../diagram/layout.ts";
import { SequenceDiagram } from "../../../diagram/sequence-diagram.tsx";
import type { CheckResult } from "../../../verdict.ts";
import { lessonHref } from "../route.ts";
import { count } from "../../../text/phrases.ts";
import { useWidth } from "./use-width.ts";

/** Of a longer conversation only the end is drawn, where the check fails; the wire view shows all of it. */
const ROWS_SHOWN = 14;

/** The conversation of a check as a diagram, small enough for below its failure. */
export function CheckFigure({
  slug,
  check,
}: {
  readonly slug: string;
  readonly check: CheckResult;
}): JSX.Element | null {
  const { id, transcript, failure } = check;
  const [place, width] = useWidth<HTMLDivElement>();
  // The marks depend on all events, so only the drawing is cut.
  const layout = useMemo(
    () => layoutItems(itemsOf(transcript, failure).slice(-ROWS_SHOWN), { width }),
    [transcript, failure, width],
  );
  if (transcript.length === 0) return null;
  return (
    <figure>
      <figcaption class="figure-head">
        <span>
          On the wire
          {transcript.length > ROWS_SHOWN && `, the last ${ROWS_SHOWN} of ${count(transcript.length, "event")}`}
        </span>
        <a href={lessonHref(slug, "wire", { check: id })}>
          payloads and table<span class="visually-hidden"> of check {id}</span>
        </a>
      </figcaption>
      <div class="picture" ref={place} tabIndex={0} role="region" aria-label={`Picture of check ${id}`}>
        <SequenceDiagram layout={layout} label={`The conversation of check ${id}`} />
      </div>
    </figure>
  );
}
