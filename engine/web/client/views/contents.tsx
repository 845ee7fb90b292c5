import type { JSX } from "preact";
import { minutesLeftIn, timeNeeded } from "../../../text/time-needed.ts";
import type { LessonEntry } from "../../api.ts";
import { StateMark } from "../parts/state-mark.tsx";
import { WhereToBegin } from "../parts/where-to-begin.tsx";
import { lessonHref } from "../route.ts";
import { course } from "../state/page.ts";
import { count } from "../../../text/phrases.ts";

const QUESTION = { open: ", question open", right: ", question answered" } as const;
const ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"];

/**
 * The outline of the course with the reader's progress, and where to begin when there is none yet. Lessons that are not built are
 * listed without a link.
 */
export function Contents(): JSX.Element | null {
  if (course.value === null) return null;
  const { title, parts, next, isNew } = course.value;
  const entries = parts.flatMap(({ lessons }) => lessons);
  const nextEntry = entries.find(({ slug }) => slug === next);
  return (
    <div class="narrow">
      <header class="plain-head">
        <h1>{title}</h1>
        {!isNew && <Summary entries={entries} />}
        {!isNew && nextEntry !== undefined && (
          <p class="next">
            Next: <a href={lessonHref(nextEntry.slug)}>{nextEntry.title}</a>
          </p>
        )}
      </header>
      {isNew && nextEntry !== undefined && <WhereToBegin first={nextEntry} />}
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

/** What is done of all lessons that are built, and how long the rest takes. */
function Summary({ entries }: { readonly entries: readonly LessonEntry[] }) {
  const built = entries.filter(({ status }) => status !== "coming");
  const passed = built.filter(({ status }) => status === "passed").length;
  const minutes = minutesLeftIn(built);
  return (
    <p class="soft">
      {passed} of {count(built.length, "lesson")} passed
      {minutes > 0 && `, about ${timeNeeded(minutes)} left`}
    </p>
  );
}

function Entry({ entry }: { readonly entry: LessonEntry }) {
  const { slug, title, number, status, passed, exercises, quiz, minutesLeft } = entry;
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
        {status === "passed" ? <StateMark state="passed" /> : `${passed} of ${count(exercises, "exercise")}`}
        {question}
        {minutesLeft > 0 && `, ${timeNeeded(minutesLeft)}`}
      </span>
    </li>
  );
}
