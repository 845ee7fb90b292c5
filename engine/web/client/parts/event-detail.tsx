import { bytesOf, codeOf } from "../../../transcript-event.ts";
import type { JSX } from "preact";
import type { DiagramItem } from "../../../diagram/items.ts";
import { wordsOf } from "../../../diagram/row-words.ts";
import { size } from "../state/sentences.ts";

/** One row of a diagram with its whole payload. JSON is indented, with a remark that it is. */
export function EventDetail({
  item,
  href,
}: {
  readonly item: DiagramItem;
  readonly href: string | undefined;
}): JSX.Element {
  const { time, way, remark } = wordsOf(item);
  const event = item.kind === "event" ? item.event : undefined;
  const text = event?.text ?? wordsOf(item).what;
  const json = event === undefined ? undefined : indentedJson(text);
  const bytes = event === undefined ? undefined : bytesOf(event);
  const code = event === undefined ? undefined : codeOf(event);
  const facts = [
    time,
    way,
    event === undefined ? "" : event.kind,
    bytes === undefined ? "" : size(bytes),
    code === undefined ? "" : `code ${code}`,
  ].filter((fact) => fact !== "");
  return (
    <>
      <p class="small soft numeric">
        {facts.join(" · ")}
        {href !== undefined && (
          <>
            {" · "}
            <a href={href}>link</a>
          </>
        )}
      </p>
      {remark !== "" && <p class="state failed">{remark}</p>}
      <pre class="payload-full" tabIndex={0} aria-label="Payload">
        {json ?? text}
      </pre>
      {json !== undefined && <p class="small soft">indented for reading; sent on one line: {text.length} characters</p>}
    </>
  );
}

/** JSON with more than one member, on several lines; undefined for other text. */
export function indentedJson(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return undefined;
  }
}
