import type { JSX } from "preact";
import { signal } from "@preact/signals";
import { CLIENT_LIMIT, type SocketView } from "../../api-console.ts";
import { clients, request, server } from "../state/console.ts";
import { ClientButton } from "./client-button.tsx";
import { Refusal } from "./refusal.tsx";
import { StateMark, type StateName } from "./state-mark.tsx";

const MARKS: Readonly<Record<SocketView["state"], StateName>> = {
  connecting: "working",
  open: "passed",
  closing: "working",
  closed: "waiting",
};

const path = signal("/");

/** The clients of the console, with a button that adds one. */
export function Clients(): JSX.Element {
  const isRunning = server.value?.state === "running";
  const sockets = clients.value.filter((client) => client.transport === "websocket");
  const open = sockets.filter(({ state }) => state !== "closed").length;
  return (
    <div class="panel" role="group" aria-label="Clients">
      <form
        class="bar"
        onSubmit={(event) => {
          event.preventDefault();
          request({ type: "open", path: path.value });
        }}
      >
        <h2>Clients</h2>
        <label class="small">
          <span class="soft">path</span>{" "}
          <input
            type="text"
            class="mono"
            size={8}
            value={path}
            onInput={({ currentTarget }) => (path.value = currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={!isRunning || open >= CLIENT_LIMIT}>
          Connect a client
        </button>
      </form>
      <Refusal of={["open"]} />
      {sockets.length === 0 ? (
        <p class="small soft">
          {isRunning ? "No client is connected." : "Start your server, then connect one or several clients."}
        </p>
      ) : (
        <ul class="clients">
          {sockets.map((client) => (
            <Client key={client.name} client={client} canConnect={isRunning} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Client({ client, canConnect }: { readonly client: SocketView; readonly canConnect: boolean }): JSX.Element {
  const { name, state, path: where, protocol, closed } = client;
  const word = state === "closed" && closed !== null ? `closed ${closed.code}` : state;
  return (
    <li>
      <span class="mono">{name}</span>
      <StateMark state={MARKS[state]} word={word} />
      <span class="small soft">
        {where}
        {protocol !== "" && `, ${protocol}`}
      </span>
      {state === "open" && (
        <>
          <ClientButton name={name} does="ping" ask={() => request({ type: "ping", client: name })} />
          <ClientButton name={name} does="close" ask={() => request({ type: "close", client: name, code: 1000 })} />
          <ClientButton name={name} does="break off" ask={() => request({ type: "terminate", client: name })} />
        </>
      )}
      {state === "closed" && canConnect && (
        <ClientButton
          name={name}
          does="connect again"
          ask={() => request({ type: "open", client: name, path: where })}
        />
      )}
    </li>
  );
}
