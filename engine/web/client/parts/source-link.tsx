/** A location in the reader's files: a link that opens the editor, or a button that copies the path. */
import { createContext, type ComponentChildren, type JSX } from "preact";
import { useContext } from "preact/hooks";
import { editorLink } from "../../editor-link.ts";
import type { SourceLocation } from "../../../source-location.ts";
import { announce } from "../state/announce.ts";
import { lesson, session } from "../state/page.ts";

/** The owner of the files: locations in another's submission are shown without a link. null: the reader's own files. */
export const SubmissionContext = createContext<string | null>(null);

export interface PlaceProps {
  readonly location: SourceLocation;
  /** Shown instead of `folder/file:line`. */
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

/** Copies a path to the clipboard and announces it. */
export async function copyPath(shown: string): Promise<void> {
  await navigator.clipboard.writeText(shown).then(
    () => announce(`Copied ${shown}`),
    () => announce(`${shown} could not be copied: the browser does not allow it`),
  );
}
