import type { JSX } from "preact";
import type { LessonView } from "../../api.ts";
import { lessonHref } from "../route.ts";

/** What the reader can do once every exercise has passed. */
export function NextSteps({ lesson: { slug, next, quiz } }: { readonly lesson: LessonView }): JSX.Element {
  return (
    <section class="next-steps" aria-labelledby="next-steps">
      <h3 id="next-steps">Every exercise passed</h3>
      <ul>
        <li>
          <a href={lessonHref(slug, "compare")}>Compare with the solution</a>, which is one way to do it
        </li>
        {quiz !== null && !quiz.right && (
          <li>
            <a href={lessonHref(slug, "question")}>Answer the question</a>
          </li>
        )}
        {next !== null && (
          <li>Next: {next.built ? <a href={lessonHref(next.slug)}>{next.title}</a> : `${next.title} is coming`}</li>
        )}
      </ul>
    </section>
  );
}
