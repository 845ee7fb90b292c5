import type { JSX } from "preact";
import { timeNeeded } from "../../../text/time-needed.ts";
import type { LessonEntry } from "../../api.ts";
import { lessonHref } from "../route.ts";

/** What a reader needs at the first visit: the lesson to begin with, and how an exercise is done. */
export function WhereToBegin({ first }: { readonly first: LessonEntry }): JSX.Element {
  return (
    <section class="begin" aria-labelledby="begin">
      <h2 id="begin">Where to begin</h2>
      <p class="first-lesson">
        <a href={lessonHref(first.slug)}>
          Lesson {first.number}: {first.title}
        </a>
        {first.minutes !== null && <span class="soft small">{timeNeeded(first.minutes)}</span>}
      </p>
      <ol>
        <li>Read the lesson. It explains what its exercises need, with small examples that run.</li>
        <li>
          Open <code>lessons/{first.slug}/</code> in your editor, and write your code where a <code>TODO</code> marks
          the place.
        </li>
        <li>
          Save. The page starts your server, talks to it, and shows what happened on the wire and why that is not yet
          right.
        </li>
      </ol>
      <p class="soft">
        Each lesson stands alone and says what it expects you to know, so you can also begin with the one you need. In
        the terminal, <code>npm run check</code> does the same.
      </p>
    </section>
  );
}
