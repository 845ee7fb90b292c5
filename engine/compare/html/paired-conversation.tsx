/** Two conversations as aligned sequence diagrams and as a table. */
import type { JSX } from "preact";
import { pairedLayout, type ItemPair } from "../../diagram/paired-layout.ts";
import { wordsOf } from "../../diagram/row-words.ts";
import { SequenceDiagram } from "../../diagram/sequence-diagram.tsx";
import type { SideNames } from "../side-names.ts";

const WIDTH = 540;

export interface PairedConversationProps {
  readonly pairs: readonly ItemPair[];
  readonly names: SideNames;
  /** For example `check 2.1`. */
  readonly about: string;
}

export function PairedConversation({ pairs, names, about }: PairedConversationProps): JSX.Element {
  const [left, right] = pairedLayout(pairs, { width: WIDTH });
  const label = (side: string) => `The conversation of ${about} with ${side}, as a sequence diagram`;
  return (
    <figure>
      <div class="scroll" role="group" tabIndex={0} aria-label={`${about}: both conversations`}>
        <div class="pair">
          {[
            { layout: left, name: names.reference },
            { layout: right, name: names.submission },
          ].map(({ layout, name }) => (
            <div key={name.short}>
              <p class="side">
                <bdi>{name.short}</bdi>
              </p>
              <SequenceDiagram layout={layout} label={label(name.inSentence)} />
            </div>
          ))}
        </div>
      </div>
      <details>
        <summary>the same as text</summary>
        <div class="scroll" role="group" tabIndex={0} aria-label={`${about}: both conversations as text`}>
          <PairedTable pairs={pairs} names={names} about={about} />
        </div>
      </details>
    </figure>
  );
}

function PairedTable({ pairs, names, about }: PairedConversationProps): JSX.Element {
  return (
    <table class="transcript">
      <caption>The conversations of {about}</caption>
      <thead>
        <tr>
          <th scope="col">from, to</th>
          {[names.reference.short, names.submission.short].map((name) => (
            <th key={name} scope="colgroup" colSpan={2}>
              <bdi>{name}</bdi>
            </th>
          ))}
          <th scope="col">remark</th>
        </tr>
      </thead>
      <tbody>
        {pairs.map((pair, index) => (
          <PairedLine key={index} pair={pair} />
        ))}
      </tbody>
    </table>
  );
}

function PairedLine({ pair: [left, right] }: { readonly pair: ItemPair }): JSX.Element {
  const theirs = wordsOf(left);
  const own = wordsOf(right);
  const isMissing = right.kind === "missing";
  const isOffending = isMissing || (right.kind === "event" && right.offending);
  return (
    <tr class={isOffending ? "is-offending" : ""}>
      <td class="way">{theirs.way || own.way}</td>
      <td>{theirs.time}</td>
      <td class="what">{theirs.what}</td>
      <td>{own.time}</td>
      <td class="what">{isMissing ? "" : own.what}</td>
      <td class="remark">{own.remark || theirs.remark}</td>
    </tr>
  );
}
