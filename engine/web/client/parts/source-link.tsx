/** A place in the reader's files: opens in the editor, or can be copied where no editor is known. */
import { createContext, type ComponentChildren, type JSX } from "preact";
import { useContext } from "preact/hooks";
import { editorLink } from "../../editor-link.ts";
import type { SourceLocation } from "../../../source-location.ts";
import { announce } from "../state/announce.ts";
import { lesson, session } from "../state/page.ts";

/** Whose files a place is in: those of a submission are shown, and opened nowhere. null: the reader's own. */
export const SubmissionContext = createContext<string | null>(null);

export interface PlaceProps {
  readonly location: SourceLocation;
  /** What to show instead of `folder/file:line`. */
  readonly children?: ComponentChildren;
}

export function SourceLink({ location, children }: PlaceProps): JSX.Element {
  const { file, line } = location;
  const { name, title } = session.value.editor;
  const submission = useContext(SubmissionContext);
  const own = submission === null ? lesson.value : null;
  const { folder = submission ?? "", absoluteFolder = "" } = own ?? {};
  const shown = `${folder}/${file}${line === undefined ? "" : `:${line}`}`;
  const link = absoluteFolder === "" ? null : editorLink(name, { ...location, file: `${absoluteFolder}/${file}` });
  if (link !== null)
    return (
      <a class="place" href={link} title={`Open in ${title}`}>
        {children ?? shown}
      </a>
    );
  return (
    <button type="button" class="plain place" title="Copy the path" onClick={() => void copyPath(shown)}>
      {children ?? shown}
    </button>
  );
}

/** Puts a path where it can be pasted from, and says so. */
export async function copyPath(shown: string): Promise<void> {
  await navigator.clipboard.writeText(shown).then(
    () => announce(`Copied ${shown}`),
    () => announce(`${shown} could not be copied: the browser does not allow it`),
  );
}
