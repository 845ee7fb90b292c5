import type { JSX } from "preact";

export interface ClientButtonProps {
  /** The client's name, for screen readers only: on screen the button is next to it. */
  readonly name: string;
  /** For example `close`. */
  readonly does: string;
  readonly ask: () => void;
}

/** What can be done with a client of the console. */
export function ClientButton({ name, does, ask }: ClientButtonProps): JSX.Element {
  return (
    <button type="button" class="plain small" onClick={ask}>
      {does}
      <span class="visually-hidden"> {name}</span>
    </button>
  );
}
