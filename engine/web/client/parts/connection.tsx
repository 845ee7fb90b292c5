import type { JSX } from "preact";
import { connection } from "../state/live.ts";

/** A notice while the server does not answer. The rest of the page stays. */
export function Connection(): JSX.Element {
  return (
    <p class="connection" role="status">
      {connection.value === "lost" ? "Reconnecting…" : ""}
    </p>
  );
}
