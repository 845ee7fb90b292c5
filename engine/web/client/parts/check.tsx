import type { ComponentChildren, JSX } from "preact";
import { lessonHref } from "../route.ts";
import { duration } from "../../../text/phrases.ts";
import type { CheckStatusShown } from "../state/exercise-status.ts";
import { CheckFigure } from "./check-figure.tsx";
import { Fields } from "./fields.tsx";
import { StateMark } from "./state-mark.tsx";

export interface CheckLineProps {
  readonly slug: string;
  readonly check: CheckStatusShown;
  /** Whether the details are shown. */
  readonly open: boolean;
  readonly view: "text" | "exercises";
  /** Rendered after a failure. */
  readonly children: ComponentChildren;
}

/** One check: a line with its state, and its details when open. */
export function CheckLine({ slug, check: { result, old }, open, view, children }: CheckLineProps): JSX.Element {
  const { id, title, status, failure, skipped, transcript, durationMs } = result;
  const state = old ? "waiting" : status;
  const line = (
    <>
      <StateMark state={state} {...(old ? { word: "again" } : {})} />
      <span class="id">{id}</span>
      <span class="title">{title}</span>
      <span class="aside">{skipped ?? (durationMs > 0 ? duration(durationMs) : "")}</span>
    </>
  );
  const hasMore = failure !== null || transcript.length > 0;
  return (
    <li class={`check ${state}`} id={`check-${id}`}>
      {hasMore ? (
        <a class="check-line" href={lessonHref(slug, view, { check: open ? "none" : id })} aria-expanded={open}>
          {line}
        </a>
      ) : (
        <div class="check-line">{line}</div>
      )}
      {open && hasMore && (
        <div class={failure === null ? "check-more" : "failure"}>
          {failure !== null && <Fields failure={failure} />}
          <CheckFigure slug={slug} check={result} />
          {failure !== null && children}
        </div>
      )}
    </li>
  );
}
