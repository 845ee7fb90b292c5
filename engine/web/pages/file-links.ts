import path from "node:path";
import type { Editor } from "../api.ts";
import { editorLink } from "../editor-link.ts";
import { escapeAttribute, unescapeMarkup } from "../../text/escape-markup.ts";

/**
 * Turns the `<workbook-file>` elements of a rendered text into links that open the editor, or into buttons that copy
 * the path.
 * @param root absolute path of the workbook
 */
export function withFileLinks(html: string, editor: Editor["name"], root: string): string {
  if (editor === "none")
    return html
      .replaceAll(/<workbook-file path="([^"]*)">/g, '<button type="button" class="file" data-file="$1">')
      .replaceAll("</workbook-file>", "</button>");
  return html
    .replaceAll(/<workbook-file path="([^"]*)">/g, (_, file: string) => {
      const link = editorLink(editor, { file: path.join(root, unescapeMarkup(file)) }) ?? "";
      return `<a class="file" data-file="${file}" href="${escapeAttribute(link)}">`;
    })
    .replaceAll("</workbook-file>", "</a>");
}
