import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { DiffView, LessonView } from "../../api.ts";
import { DiffFiles } from "../parts/diff-files.tsx";
import { lessonHref } from "../route.ts";
import { ask, AskError } from "../state/ask.ts";
import { live } from "../state/live.ts";
import { session } from "../state/page.ts";
import { exerciseStatusOf } from "../state/exercise-status.ts";

export interface ComparePageProps {
  readonly lesson: LessonView;
  readonly query: URLSearchParams;
}

/** The reader's files compared with the solution's, once every exercise has passed. */
export function ComparePage({ lesson, query }: ComparePageProps): JSX.Element {
  const { slug, unlocked } = lesson;
  const isOpen = unlocked || session.value.role === "instructor";
  // Every run may have graded changed files.
  const gradedAt = live.value.latest?.gradedAt;
  const found = useDiff(isOpen, `${slug} ${gradedAt ?? ""}`, () =>
    ask("GET /api/lessons/:slug/diff", { at: { slug } }),
  );
  if (!isOpen) return <Locked lesson={lesson} />;
  if (typeof found === "string") return <p class="notice failed">{found}</p>;
  if (found === undefined) return <p class="soft">Comparing…</p>;
  const view = query.get("view") === "unified" ? "unified" : "sides";
  return (
    <DiffFiles
      diff={found}
      layout={view}
      hrefOf={(name) => lessonHref(slug, "compare", name === "sides" ? {} : { view: name })}
    />
  );
}

/** The diff, a sentence that says why there is none, or undefined while it is loading. */
export function useDiff(isOpen: boolean, key: string, fetch: () => Promise<DiffView>): DiffView | string | undefined {
  const [found, setFound] = useState<DiffView | string>();
  useEffect(() => {
    if (!isOpen) return;
    let isCurrent = true;
    void fetch().then(
      (diff) => isCurrent && setFound(diff),
      (error: unknown) => {
        if (!(error instanceof AskError)) throw error;
        if (isCurrent) setFound(error.message);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [isOpen, key]);
  return found;
}

function Locked({ lesson }: { readonly lesson: LessonView }): JSX.Element {
  const left = exerciseStatusOf(lesson.exercises, live.value).filter(({ state }) => state !== "passed");
  return (
    <section aria-labelledby="locked">
      <h2 id="locked">The comparison opens when every exercise has passed</h2>
      <p class="soft">
        Try on your own first: you remember best what you find out yourself. Still to do:{" "}
        {left.map(({ id, title }, index) => (
          <span key={id}>
            {index > 0 && ", "}
            <a href={`${lessonHref(lesson.slug, "exercises")}#exercise-${id}`}>
              {id}. {title}
            </a>
          </span>
        ))}
        .
      </p>
    </section>
  );
}
