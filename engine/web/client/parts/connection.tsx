import type { JSX } from "preact";
import { connection } from "../state/live.ts";

/** Says so, quietly, while the server does not answer; what is on the screen stays. */
export function Connection(): JSX.Element {
  return (
    <p class="connection" role="status">
      {connection.value === "lost" ? "Reconnecting…" : ""}
    </p>
  );
}
