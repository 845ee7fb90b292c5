import type { JSX } from "preact";
import type { HintView } from "../../api.ts";
import { hinting, takeHint } from "../state/grading.ts";
import { lesson } from "../state/page.ts";
import { SourceLink } from "./source-link.tsx";

/** The names of the hint levels, in order. */
const NAMES: readonly string[] = ["a question", "a pointer", "the lines to look at"];

/** The hints taken so far for an exercise, and a button for the next one. */
export function Hints({ slug, exercise }: { readonly slug: string; readonly exercise: number }): JSX.Element {
  const hints = lesson.value?.hints.filter((hint) => hint.exercise === exercise) ?? [];
  const taken = hints.at(-1)?.level ?? 0;
  const next = NAMES[taken];
  return (
    <div class="hints">
      {hints.length > 0 && (
        <ol>
          {hints.map((hint) => (
            <Hint key={hint.level} hint={hint} />
          ))}
        </ol>
      )}
      {next !== undefined && (
        <button type="button" disabled={hinting.busy} onClick={() => takeHint(slug, exercise)}>
          {taken === 0 ? "Hint" : "Next hint"}: {next}
        </button>
      )}
      {hinting.fault.value !== "" && <p class="notice failed">{hinting.fault}</p>}
    </div>
  );
}

function Hint({ hint: { level, paragraphs, excerpt } }: { readonly hint: HintView }): JSX.Element {
  return (
    <li>
      <span class="label">
        Hint {level} of {NAMES.length}
      </span>
      {paragraphs.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {excerpt !== null && (
        <figure>
          <figcaption class="small">
            <SourceLink location={{ file: excerpt.file, line: excerpt.focus }} />
          </figcaption>
          <pre tabIndex={0}>
            {excerpt.lines.map((text, index) => {
              const number = excerpt.from + index;
              const mark = number === excerpt.focus ? ">" : " ";
              return `${mark} ${String(number).padStart(4)}  ${text}\n`;
            })}
          </pre>
        </figure>
      )}
    </li>
  );
}
