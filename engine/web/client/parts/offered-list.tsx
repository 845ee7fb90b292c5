import type { JSX } from "preact";

/** Something that the lesson offers to send or to open. */
export interface Offered {
  /** For example `POST /tasks`. */
  readonly shown: string;
  /** A few words: what it is for. */
  readonly label: string;
  /** What a click on the second button does, for example `send`. */
  readonly does: string;
  readonly act: () => void;
  /** Puts it into the form above, to be changed. */
  readonly fillIn: () => void;
}

export interface OfferedListProps {
  /** For example `Requests of this lesson`. */
  readonly title: string;
  readonly canAct: boolean;
  readonly offered: readonly Offered[];
}

/** What the lesson lists for a transport: put into the form at a click on it, sent or opened at a click beside it. */
export function OfferedList({ title, canAct, offered }: OfferedListProps): JSX.Element | null {
  if (offered.length === 0) return null;
  return (
    <details class="protocol" open>
      <summary class="small">{title}</summary>
      <ul>
        {offered.map(({ shown, label, does, act, fillIn }) => (
          <li key={`${shown} ${label}`}>
            <button type="button" class="plain" title="Put it into the form" onClick={fillIn}>
              {shown}
            </button>
            <span class="small soft">{label}</span>
            <button type="button" class="plain small" disabled={!canAct} onClick={act}>
              {does}
              <span class="visually-hidden">
                {" "}
                {shown}, {label}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
