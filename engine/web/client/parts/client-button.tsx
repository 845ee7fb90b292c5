import type { JSX } from "preact";

export interface ClientButtonProps {
  /** The client's, which only screen readers need: the button stands beside it. */
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
