import type { JSX } from "preact";
import type { LessonEntry } from "../../api.ts";
import { StateMark } from "../parts/state-mark.tsx";
import { lessonHref } from "../route.ts";
import { course } from "../state/page.ts";
import { plural } from "../state/sentences.ts";

const QUESTION = { open: ", question open", right: ", question answered" } as const;
const ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"];

/** The outline of the course with the reader's progress. Lessons that are not built are listed without a link. */
export function Contents(): JSX.Element | null {
  if (course.value === null) return null;
  const { title, parts, next } = course.value;
  const nextEntry = parts.flatMap(({ lessons }) => lessons).find(({ slug }) => slug === next);
  return (
    <div class="narrow">
      <header class="plain-head">
        <h1>{title}</h1>
        {nextEntry !== undefined && (
          <p class="next">
            Next: <a href={lessonHref(nextEntry.slug)}>{nextEntry.title}</a>
          </p>
        )}
      </header>
      <div class="contents view">
        {parts.map((part, index) => (
          <section key={part.title} aria-labelledby={`part-${index}`}>
            <h2 id={`part-${index}`}>
              <span class="label">Part {ROMAN[index] ?? index + 1}</span>
              {part.title}
            </h2>
            <ol>
              {part.lessons.map((entry) => (
                <Entry key={entry.slug} entry={entry} />
              ))}
            </ol>
          </section>
        ))}
      </div>
    </div>
  );
}

function Entry({ entry: { slug, title, number, status, passed, exercises, quiz } }: { readonly entry: LessonEntry }) {
  if (status === "coming")
    return (
      <li class="coming">
        <span class="number">{number}</span>
        <span class="title">{title}</span>
        <span class="progress">coming</span>
      </li>
    );
  const question = quiz === null ? "" : QUESTION[quiz];
  return (
    <li>
      <span class="number">{number}</span>
      <a class="title" href={lessonHref(slug)}>
        {title}
      </a>
      <span class="progress">
        {status === "passed" ? <StateMark state="passed" /> : `${passed} of ${plural(exercises, "exercise")}`}
        {question}
      </span>
    </li>
  );
}
