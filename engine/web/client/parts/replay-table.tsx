import type { JSX } from "preact";
import { isDifference, type Mark, type Row } from "../../../compare/row.ts";
import type { Replay } from "../../api.ts";
import { StateMark } from "./state-mark.tsx";

const WORDS: Readonly<Record<Mark, string>> = {
  sent: "sent",
  same: "same",
  wording: "same, in other words",
  "not-sent": "not asked this time",
  "not-observed": "not waited for",
  missing: "missing",
  extra: "extra",
  different: "different",
  late: "late",
  moved: "in another order",
};

export interface ReplayTableProps {
  readonly title: string;
  readonly summary: string;
  readonly replay: Replay;
}

/** The saved conversation and its replay, line by line. */
export function ReplayTable({ title, summary, replay: { peers, differences, reason } }: ReplayTableProps): JSX.Element {
  return (
    <div class="replay">
      <h3>{title}</h3>
      <p>
        <StateMark state={differences === 0 && reason === null ? "passed" : "failed"} word={summary} />
      </p>
      {peers.map(({ peer, rows }) => (
        <div key={peer} class="table" tabIndex={0} role="region" aria-label={`Replay of ${peer}`}>
          <table>
            <caption>{peer}</caption>
            <thead>
              <tr>
                <th scope="col">saved</th>
                <th scope="col">this time</th>
                <th scope="col">compared</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <Line key={index} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </div>
  );
}

function Line({ row: { mark, reference, submission } }: { readonly row: Row }): JSX.Element {
  return (
    <tr class={isDifference(mark) ? "differs" : undefined}>
      <td class="mono">{said(reference)}</td>
      <td class="mono">{said(submission)}</td>
      <td>
        {isDifference(mark) ? <StateMark state="failed" word={WORDS[mark]} /> : <span class="soft">{WORDS[mark]}</span>}
      </td>
    </tr>
  );
}

function said(event: Row["reference"]): string {
  if (event === null) return "";
  return `${{ out: "→ ", in: "← ", none: "" }[event.dir]}${event.text}`;
}
