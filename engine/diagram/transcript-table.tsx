import { bytesOf } from "../transcript-event.ts";
import type { JSX } from "preact";
import type { DiagramItem } from "./items.ts";
import type { DiagramLayout } from "./layout.ts";
import { wordsOf } from "./row-words.ts";

/** The content of the sequence diagram as a table. */
export function TranscriptTable({
  layout,
  caption,
}: {
  readonly layout: DiagramLayout;
  /** For example `The conversation of check 2.1`. */
  readonly caption: string;
}): JSX.Element {
  return (
    <table class="transcript">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">time</th>
          <th scope="col">from, to</th>
          <th scope="col">what</th>
          <th scope="col" class="size">
            bytes
          </th>
          <th scope="col">remark</th>
        </tr>
      </thead>
      <tbody>
        {layout.rows.map(({ index, item, shape }) =>
          shape === "blank" ? null : <Line key={index} item={item} shape={shape} />,
        )}
      </tbody>
    </table>
  );
}

function Line({ item, shape }: { readonly item: DiagramItem; readonly shape: string }): JSX.Element {
  const { time, way, what, remark } = wordsOf(item);
  return (
    <tr class={item.kind === "event" && item.offending ? "is-offending" : `is-${shape}`}>
      <td>{time}</td>
      <td class="way">{way}</td>
      <td class="what">{what}</td>
      <td class="size">{item.kind === "event" ? bytesOf(item.event) : null}</td>
      <td class="remark">{remark}</td>
    </tr>
  );
}
