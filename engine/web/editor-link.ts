import type { SourceLocation } from "../source-location.ts";
import type { Editor } from "./api.ts";

/**
 * The URL that opens a file in the reader's editor; null without an editor.
 * @param location its file must be an absolute path
 */
export function editorLink(editor: Editor["name"], { file, line, column }: SourceLocation): string | null {
  if (editor === "none" || file === "") return null;
  const slashed = file.replaceAll("\\", "/");
  const path = encodeURI(slashed.startsWith("/") ? slashed : `/${slashed}`)
    .replaceAll("?", "%3F")
    .replaceAll("#", "%23");
  if (editor === "idea") {
    const place = [`file=${encodeURIComponent(slashed)}`, ...(line === undefined ? [] : [`line=${line}`])];
    return `idea://open?${[...place, ...(column === undefined ? [] : [`column=${column}`])].join("&")}`;
  }
  const place = [line, column].filter((number) => number !== undefined).map((number) => `:${number}`);
  return `${editor}://file${path}${place.join("")}`;
}
