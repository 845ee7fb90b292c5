import type { JSX } from "preact";
import { signal } from "@preact/signals";
import { CLIENT_LIMIT, type ConsoleClient } from "../../api-console.ts";
import { clients, request, server } from "../state/console.ts";
import { StateMark, type StateName } from "./state-mark.tsx";

const MARKS: Readonly<Record<ConsoleClient["state"], StateName>> = {
  connecting: "working",
  open: "passed",
  closing: "working",
  closed: "waiting",
};

const path = signal("/");

/** The clients of the console, with a button that adds one. */
export function Clients(): JSX.Element {
  const isRunning = server.value?.state === "running";
  const open = clients.value.filter(({ state }) => state !== "closed").length;
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
      {clients.value.length === 0 ? (
        <p class="small soft">
          {isRunning ? "No client is connected." : "Start your server, then connect one or several clients."}
        </p>
      ) : (
        <ul class="clients">
          {clients.value.map((client) => (
            <Client key={client.name} client={client} canConnect={isRunning} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Client({ client, canConnect }: { readonly client: ConsoleClient; readonly canConnect: boolean }): JSX.Element {
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
          <Button name={name} does="ping" ask={() => request({ type: "ping", client: name })} />
          <Button name={name} does="close" ask={() => request({ type: "close", client: name, code: 1000 })} />
          <Button name={name} does="break off" ask={() => request({ type: "terminate", client: name })} />
        </>
      )}
      {state === "closed" && canConnect && (
        <Button name={name} does="connect again" ask={() => request({ type: "open", client: name, path: where })} />
      )}
    </li>
  );
}

interface ButtonProps {
  readonly name: string;
  readonly does: string;
  readonly ask: () => void;
}

function Button({ name, does, ask }: ButtonProps): JSX.Element {
  return (
    <button type="button" class="plain small" onClick={ask}>
      {does}
      <span class="visually-hidden"> {name}</span>
    </button>
  );
}
