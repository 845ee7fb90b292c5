import type { JSX } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { Connection } from "./parts/connection.tsx";
import { Missing } from "./parts/missing.tsx";
import { AccessForm } from "./views/access-form.tsx";
import { ClassPage } from "./views/class.tsx";
import { Contents } from "./views/contents.tsx";
import { LessonPage, VIEW_TITLES } from "./views/lesson.tsx";
import { arrivals, route, toPlace, type Route } from "./route.ts";
import { remarks, results } from "./state/announce.ts";
import { ask } from "./state/ask.ts";
import { loadFault } from "./state/load.ts";
import { course, lesson, session } from "./state/page.ts";

export function App(): JSX.Element {
  return (
    <>
      {session.value.role === null || route.value.page === "code" ? <AccessForm /> : <Workbook />}
      {[results, remarks].map((region, index) => (
        <p key={index} class="visually-hidden" role="status">
          {region}
        </p>
      ))}
    </>
  );
}

function Workbook(): JSX.Element {
  const shown = route.value;
  useEffect(() => {
    document.title = titleOf(shown);
  });
  // Announces and focuses the new page after navigation; the browser itself announces the first one.
  useLayoutEffect(() => {
    if (arrivals.value === 0) return;
    document.getElementById("main")?.focus({ preventScroll: true });
    if (!toPlace()) scrollTo(0, 0);
  }, [arrivals.value]);
  return (
    <>
      <a class="skip" href="#main" onClick={toMain}>
        Skip to the content
      </a>
      <header class="frame masthead">
        <a class="course" href="/">
          {course.value?.title ?? "Workbook"}
        </a>
        <Connection />
        <nav aria-label="Course">
          <a href="/" aria-current={shown.page === "contents" ? "page" : undefined}>
            Contents
          </a>
          {session.value.hasClass && (
            <a href="/class" aria-current={shown.page === "class" ? "page" : undefined}>
              Class
            </a>
          )}
          {session.value.takesCode && !session.value.enteredCode && <a href="/code">Enter a code</a>}
          {session.value.enteredCode && (
            <button type="button" class="plain" onClick={() => void leave()}>
              Leave
            </button>
          )}
        </nav>
      </header>
      <main id="main" class="frame" tabIndex={-1}>
        {loadFault.value === "" ? <Page shown={shown} /> : <Missing sentence={loadFault.value} />}
      </main>
    </>
  );
}

function Page({ shown }: { readonly shown: Route }): JSX.Element {
  switch (shown.page) {
    case "contents":
      return <Contents />;
    case "lesson":
      return <LessonPage view={shown.view} query={shown.query} />;
    case "class":
      return <ClassPage submission={shown.submission} query={shown.query} />;
    case "code":
    case "unknown":
      return <Missing sentence="The workbook has no page at this address." />;
  }
}

function titleOf(shown: Route): string {
  const name = course.value?.title ?? "Workbook";
  if (shown.page === "class") return `${shown.submission === undefined ? "" : `${shown.submission} · `}Class · ${name}`;
  if (shown.page !== "lesson" || lesson.value === null) return name;
  const view = shown.view === "text" ? "" : `${VIEW_TITLES[shown.view]} · `;
  return `${view}${lesson.value.title} · ${name}`;
}

/** Does not change the address, whose hash may name a place in the lesson. */
function toMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

async function leave(): Promise<void> {
  session.value = await ask("POST /api/leave");
  course.value = null;
  lesson.value = null;
}
