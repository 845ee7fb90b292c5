import type { JSX } from "preact";
import { signal } from "@preact/signals";
import { HTTP_METHODS } from "../../../text/http-syntax.ts";
import type { RequestToSend } from "../../api-console.ts";
import type { ConsoleOffers } from "../../api.ts";
import { clients, request, server } from "../state/console.ts";
import { headersIn } from "./headers-in.ts";
import { OfferedList } from "./offered-list.tsx";
import { Refusal } from "./refusal.tsx";
import { SentRequest } from "./sent-request.tsx";

type ListedRequest = NonNullable<ConsoleOffers["requests"]>[number];

const METHODS_WITH_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

const method = signal<RequestToSend["method"]>("GET");
const path = signal("/");
const headers = signal("");
const body = signal("");
const hold = signal(false);

/** HTTP requests: the form, requests that wait for their answers, the last answers, and what the lesson lists. */
export function Requests({ requests }: { readonly requests: readonly ListedRequest[] }): JSX.Element {
  const isRunning = server.value?.state === "running";
  const sent = clients.value.filter((client) => client.transport === "http");
  const hasBody = METHODS_WITH_BODY.has(method.value);
  const headerFault = headersIn(headers.value).fault;
  return (
    <section class="panel" aria-labelledby="requests">
      <form
        class="request"
        onSubmit={(event) => {
          event.preventDefault();
          request({ type: "request", ...typed(hasBody) });
        }}
      >
        <h2 id="requests">Requests</h2>
        <span class="bar">
          <select
            aria-label="Method"
            value={method}
            onChange={({ currentTarget }) =>
              (method.value = HTTP_METHODS.find((one) => one === currentTarget.value) ?? "GET")
            }
          >
            {HTTP_METHODS.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
          <input
            id="request-path"
            type="text"
            class="mono"
            aria-label="Path"
            spellcheck={false}
            value={path}
            onInput={({ currentTarget }) => (path.value = currentTarget.value)}
          />
          <label class="small">
            <input
              type="checkbox"
              checked={hold}
              onChange={({ currentTarget }) => (hold.value = currentTarget.checked)}
            />{" "}
            hold: wait without a limit
          </label>
          <button type="submit" class="primary" disabled={!isRunning || headerFault !== ""}>
            Send request
          </button>
        </span>
        {hasBody && (
          <label class="small">
            <span class="soft">body, sent as JSON</span>
            <textarea
              rows={2}
              spellcheck={false}
              value={body}
              onInput={({ currentTarget }) => (body.value = currentTarget.value)}
            />
          </label>
        )}
        {hasBody && !isJson(body.value) && <p class="small soft">This is not JSON. It is sent as it is.</p>}
        <details>
          <summary class="small">Headers</summary>
          <textarea
            aria-label="Headers, one on each line, for example accept: text/html"
            rows={2}
            spellcheck={false}
            value={headers}
            onInput={({ currentTarget }) => (headers.value = currentTarget.value)}
          />
          {headerFault !== "" && (
            <p class="small state failed" role="alert">
              {headerFault}
            </p>
          )}
        </details>
      </form>
      <Refusal of={["request", "abort"]} />
      {sent.length === 0 ? (
        <p class="small soft">{isRunning ? "None has been sent." : "Start your server, then send requests to it."}</p>
      ) : (
        <ul class="exchanges">
          {sent.map((one) => (
            <SentRequest key={one.name} sent={one} />
          ))}
        </ul>
      )}
      <OfferedList
        title="Requests of this lesson"
        canAct={isRunning}
        offered={requests.map((one) => ({
          shown: `${one.method} ${one.path}`,
          label: one.label,
          does: one.hold === true ? "hold" : "send",
          act: () => request({ type: "request", ...requestOf(one) }),
          fillIn: () => fillIn(one),
        }))}
      />
    </section>
  );
}

function typed(hasBody: boolean): RequestToSend {
  return {
    method: method.value,
    path: path.value,
    headers: headersIn(headers.value).headers,
    hold: hold.value,
    ...(hasBody && body.value !== "" ? { body: body.value } : {}),
  };
}

function requestOf({ method, path, json, headers, hold }: ListedRequest): RequestToSend {
  return {
    method,
    path,
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(headers === undefined ? {} : { headers }),
    ...(hold === undefined ? {} : { hold }),
  };
}

function fillIn(listed: ListedRequest): void {
  method.value = listed.method;
  path.value = listed.path;
  headers.value = Object.entries(listed.headers ?? {})
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
  body.value = listed.json === undefined ? "" : JSON.stringify(listed.json);
  hold.value = listed.hold ?? false;
  document.getElementById("request-path")?.focus();
}

function isJson(text: string): boolean {
  if (text === "") return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
