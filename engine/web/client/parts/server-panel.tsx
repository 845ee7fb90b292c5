import type { JSX } from "preact";
import { locationIn } from "../../../source-location.ts";
import { request, server } from "../state/console.ts";
import { Refusal } from "./refusal.tsx";
import { SourceLink } from "./source-link.tsx";
import { StateMark, type StateName } from "./state-mark.tsx";
import type { ServerState } from "../../api-live.ts";

const MARKS: Readonly<Record<ServerState["state"], StateName>> = {
  stopped: "waiting",
  starting: "working",
  running: "passed",
  ended: "failed",
  failed: "failed",
};

/** The state of the reader's own server, with buttons to start and stop it. */
export function ServerPanel(): JSX.Element {
  const now = server.value;
  const state = now?.state ?? "stopped";
  const isUp = state === "running" || state === "starting";
  const location = locationIn(now?.reason ?? {});
  const word = state === "running" && now?.port !== null ? `running, port ${now?.port}` : state;
  return (
    <div class="panel" role="group" aria-label="Your server">
      <div class="bar">
        <h2>Your server</h2>
        <StateMark state={MARKS[state]} word={word} />
        <button
          type="button"
          class={isUp ? undefined : "primary"}
          disabled={now === null}
          onClick={() => request({ type: isUp ? "stop-server" : "start-server" })}
        >
          {isUp ? "Stop server" : "Start server"}
        </button>
      </div>
      <Refusal of={["start-server", "stop-server"]} />
      {now !== null && now.reason !== null && (
        <div class="notice failed">
          <p>{now.reason.message}</p>
          {location !== undefined && (
            <p>
              at <SourceLink location={location} />
            </p>
          )}
          {now.reason.details !== undefined && <pre tabIndex={0}>{now.reason.details}</pre>}
        </div>
      )}
      {now !== null && isUp && now.saved.length > 0 && (
        <p class="small soft">Restarted, because {now.saved.join(", ")} was saved.</p>
      )}
    </div>
  );
}
