import type { JSX } from "preact";
import { signal } from "@preact/signals";
import { CLIENT_LIMIT, isActive, type StreamView } from "../../api-console.ts";
import type { ConsoleOffers } from "../../api.ts";
import { clients, request, server } from "../state/console.ts";
import { ClientButton } from "./client-button.tsx";
import { OfferedList } from "./offered-list.tsx";
import { Refusal } from "./refusal.tsx";
import { StateMark, type StateName } from "./state-mark.tsx";

const MARKS: Readonly<Record<StreamView["state"], StateName>> = {
  connecting: "working",
  open: "passed",
  ended: "waiting",
};

/** What the reader typed; null: the lesson's first stream. */
const typed = signal<string | null>(null);

/** Event streams: one or several, each closed and opened again at a click, after its last event or from the start. */
export function Streams({ streams }: { readonly streams: NonNullable<ConsoleOffers["streams"]> }): JSX.Element {
  const path = typed.value ?? streams[0]?.path ?? "/";
  const isRunning = server.value?.state === "running";
  const opened = clients.value.filter((client) => client.transport === "sse");
  const canOpen = isRunning && opened.filter(isActive).length < CLIENT_LIMIT;
  return (
    <section class="panel" aria-labelledby="streams">
      <form
        class="bar"
        onSubmit={(event) => {
          event.preventDefault();
          request({ type: "open-stream", path });
        }}
      >
        <h2 id="streams">Event streams</h2>
        <label class="small">
          <span class="soft">path of the stream</span>{" "}
          <input
            type="text"
            class="mono"
            size={14}
            spellcheck={false}
            value={path}
            onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={!canOpen}>
          Open a stream
        </button>
      </form>
      <Refusal of={["open-stream", "close-stream"]} />
      {opened.length === 0 ? (
        <p class="small soft">{isRunning ? "None is open." : "Start your server, then open one or several streams."}</p>
      ) : (
        <ul class="exchanges">
          {opened.map((stream) => (
            <Stream key={stream.name} stream={stream} canOpen={canOpen} />
          ))}
        </ul>
      )}
      <OfferedList
        title="Event streams of this lesson"
        canAct={canOpen}
        offered={streams.map((one) => ({
          shown: one.path,
          label: one.label,
          does: "open",
          act: () => request({ type: "open-stream", path: one.path }),
          fillIn: () => (typed.value = one.path),
        }))}
      />
    </section>
  );
}

function Stream({ stream, canOpen }: { readonly stream: StreamView; readonly canOpen: boolean }): JSX.Element {
  const { name, state, path: where, status, lastEventId, retryMs, reason } = stream;
  const word = state === "ended" && reason !== null ? `ended: ${reason}` : state;
  const again = { type: "open-stream", client: name, path: where } as const;
  return (
    <li>
      <p class="exchange">
        <span class="mono">{name}</span>
        <span class="mono">{where}</span>
        <StateMark state={MARKS[state]} word={word} />
        {status !== null && <span class="small soft">status {status}</span>}
        {retryMs !== null && <span class="small soft">retry {retryMs} ms</span>}
        {state !== "ended" && (
          <ClientButton name={name} does="close" ask={() => request({ type: "close-stream", client: name })} />
        )}
        {state === "ended" && canOpen && (
          <>
            {lastEventId !== "" && (
              <ClientButton
                name={name}
                does={`reconnect with Last-Event-ID ${lastEventId}`}
                ask={() => request({ ...again, lastEventId })}
              />
            )}
            <ClientButton name={name} does="open again" ask={() => request(again)} />
          </>
        )}
      </p>
    </li>
  );
}
