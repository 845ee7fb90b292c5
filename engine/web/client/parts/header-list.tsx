import type { JSX } from "preact";
import type { Headers } from "../../api-console.ts";
import { count } from "../../../text/phrases.ts";

/** The headers of a request or an answer, one below the other; folded, as their number says enough at first. */
export function HeaderList({ headers }: { readonly headers: Headers }): JSX.Element {
  return (
    <details class="header-list">
      <summary class="small">{count(headers.length, "header")}</summary>
      <dl>
        {headers.map(([name, value], index) => (
          <div key={index}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
