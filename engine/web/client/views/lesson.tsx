import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Notices } from "../parts/notices.tsx";
import { ProgressSummary } from "../parts/progress-summary.tsx";
import { lessonHref, type LessonView as ViewName } from "../route.ts";
import { lesson } from "../state/page.ts";
import { ComparePage } from "./compare.tsx";
import { Console } from "./console.tsx";
import { Costs } from "./costs.tsx";
import { Exercises } from "./exercises.tsx";
import { LessonText } from "./lesson-text.tsx";
import { Question } from "./question.tsx";
import { Wire } from "./wire.tsx";
import type { LessonView } from "../../api.ts";

export const VIEW_TITLES: Readonly<Record<ViewName, string>> = {
  text: "Lesson",
  exercises: "Exercises",
  wire: "Wire",
  console: "Console",
  compare: "Compare",
  costs: "Costs",
  question: "Question",
};

export interface LessonPageProps {
  readonly view: ViewName;
  readonly query: URLSearchParams;
}

/** A lesson: its heading, the status of its exercises, and one of its views. */
export function LessonPage({ view, query }: LessonPageProps): JSX.Element | null {
  const shown = lesson.value;
  if (shown === null) return null;
  return (
    <>
      <header class="lesson-head">
        <p class="label">
          {shown.part} · lesson {shown.number}
        </p>
        <h1>{shown.title}</h1>
      </header>
      <StickyHeader lesson={shown} view={view} />
      <Notices />
      <div class="view">
        <View lesson={shown} view={view} query={query} />
      </div>
      <Foot lesson={shown} />
    </>
  );
}

function View({ lesson, view, query }: LessonPageProps & { readonly lesson: LessonView }): JSX.Element {
  switch (view) {
    case "text":
    case "exercises":
      return (
        <div class="reading" data-shows={view}>
          <LessonText lesson={lesson} />
          <Exercises lesson={lesson} chosen={query.get("check")} view={view} />
        </div>
      );
    case "wire":
      return <Wire lesson={lesson} query={query} />;
    case "console":
      return <Console lesson={lesson} query={query} />;
    case "compare":
      return <ComparePage lesson={lesson} query={query} />;
    case "costs":
      return <Costs key={lesson.slug} lesson={lesson} />;
    case "question":
      return <Question lesson={lesson} />;
  }
}

/** Stays at the top while the view below scrolls. */
function StickyHeader({ lesson, view }: { readonly lesson: LessonView; readonly view: ViewName }): JSX.Element {
  const header = useRef<HTMLDivElement>(null);
  // Elements below need the header's height for their scroll positions, and it depends on the width.
  useEffect(() => {
    const element = header.current;
    if (element === null) return;
    const observer = new ResizeObserver(() =>
      document.documentElement.style.setProperty("--stuck", `${element.offsetHeight + 16}px`),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // The row of views may be wider than a small window.
  useEffect(() => {
    header.current?.querySelector(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [view]);
  const names = Object.keys(VIEW_TITLES) as ViewName[];
  return (
    <div class="sticky-header" ref={header}>
      <ProgressSummary lesson={lesson} />
      <nav class="views" aria-label="Views of the lesson">
        {names
          .filter((name) => (name !== "question" || lesson.quiz !== null) && (name !== "costs" || lesson.hasCosts))
          .map((name) => (
            <a
              key={name}
              href={lessonHref(lesson.slug, name)}
              class={
                name === "exercises" ? "narrow-only" : name === "text" && view === "exercises" ? "also-here" : undefined
              }
              aria-current={name === view ? "page" : undefined}
            >
              {VIEW_TITLES[name]}
            </a>
          ))}
      </nav>
    </div>
  );
}

function Foot({ lesson: { previous, next } }: { readonly lesson: LessonView }): JSX.Element {
  return (
    <footer class="foot">
      <span>
        {previous !== null && (
          <>
            Before:{" "}
            {previous.built ? <a href={lessonHref(previous.slug)}>{previous.title}</a> : `${previous.title} (coming)`}
          </>
        )}
      </span>
      <span>
        {next !== null && (
          <>Next: {next.built ? <a href={lessonHref(next.slug)}>{next.title}</a> : `${next.title} (coming)`}</>
        )}
      </span>
    </footer>
  );
}
