import type { JSX } from "preact";
import type { LessonView } from "../../api.ts";
import { ServerHtml } from "../parts/html.tsx";
import { copyPath, SourceLink } from "../parts/source-link.tsx";

/** The lesson's README and its files. */
export function LessonText({ lesson }: { readonly lesson: LessonView }): JSX.Element {
  return (
    <article class="text" aria-label="Lesson" onClick={copyFile}>
      <p class="files small">
        <span class="soft">Edit</span>{" "}
        {lesson.files
          .filter(({ role }) => role === "edit")
          .map(({ name, exists }, index) => (
            <span key={name}>
              {index > 0 && ", "}
              <SourceLink location={{ file: name }} />
              {!exists && <span class="soft"> (to be created)</span>}
            </span>
          ))}
      </p>
      <ServerHtml class="prose" html={lesson.html} />
    </article>
  );
}

/** Without a known editor, files in the text are buttons that copy their path. */
function copyFile(event: MouseEvent): void {
  const file = (event.target as Element).closest<HTMLElement>("button[data-file]")?.dataset["file"];
  if (file !== undefined) void copyPath(file);
}
