import type { JSX } from "preact";
import type { AnswerView } from "../../api-console.ts";
import { size } from "../state/sentences.ts";
import { indentedJson } from "./event-detail.tsx";
import { HeaderList } from "./header-list.tsx";

/** An answer to a request: status, time, headers and body. */
export function Answer({ name, answer }: { readonly name: string; readonly answer: AnswerView }): JSX.Element {
  const { status, headers, body, bytes, tookMs } = answer;
  return (
    <div class="answer" role="group" aria-label={`Answer to ${name}`}>
      <p class="small numeric">
        status {status}, {size(bytes)}, after {tookMs} ms
      </p>
      <HeaderList headers={headers} />
      {body !== "" && (
        <pre class="payload-full" tabIndex={0} aria-label={`Body of the answer to ${name}`}>
          {indentedJson(body) ?? body}
        </pre>
      )}
    </div>
  );
}
