import type { JSX } from "preact";
import { signal } from "@preact/signals";
import { SEND_LIMIT_BYTES } from "../../api-console.ts";
import type { ConsoleOffers } from "../../api.ts";
import { clients, refuse, request } from "../state/console.ts";
import { OfferedList } from "./offered-list.tsx";
import { Refusal } from "./refusal.tsx";

/** The number of sent messages that the arrow keys can recall. */
const HISTORY_KEPT = 50;

const text = signal("");
const chosen = signal("");
const kind = signal<"text" | "binary">("text");
let history: string[] = [];
let recalled = 0;

/** Sends messages that are typed, or chosen from the lesson's protocol table. */
export function Composer({ messages }: { readonly messages: NonNullable<ConsoleOffers["messages"]> }): JSX.Element {
  const open = clients.value.flatMap((one) => (one.transport === "websocket" && one.state === "open" ? one.name : []));
  const client = open.includes(chosen.value) ? chosen.value : (open[0] ?? "");
  const send = (said: string) => {
    const bytes = new TextEncoder().encode(said);
    if (bytes.length > SEND_LIMIT_BYTES) {
      refuse(`A message sent by hand may have ${SEND_LIMIT_BYTES} bytes; this one has ${bytes.length}.`, "send");
      return;
    }
    if (kind.value === "text") request({ type: "send", client, text: said });
    else request({ type: "send-binary", client, base64: btoa(String.fromCharCode(...bytes)) });
    history = [...history.filter((line) => line !== said), said].slice(-HISTORY_KEPT);
    recalled = 0;
  };
  const sendTyped = () => {
    if (client === "") return refuse("No client is connected: connect one, then send this message again.", "send");
    send(text.value);
    text.value = "";
  };
  return (
    <div class="panel" role="group" aria-label="Send">
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          sendTyped();
        }}
      >
        <label for="message" class="label">
          Message <span class="small">(Enter sends, Shift+Enter begins a line, arrow up recalls)</span>
        </label>
        <span class="bar">
          <select
            aria-label="Client that sends"
            value={client}
            disabled={open.length === 0}
            onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}
          >
            {open.length === 0 && <option value="">no client</option>}
            {open.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
          <select
            aria-label="Kind of frame"
            value={kind}
            onChange={({ currentTarget }) => (kind.value = currentTarget.value === "binary" ? "binary" : "text")}
          >
            <option value="text">text</option>
            <option value="binary">binary</option>
          </select>
        </span>
        <textarea
          id="message"
          rows={1}
          spellcheck={false}
          value={text}
          onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              sendTyped();
            }
            const isUp = event.key === "ArrowUp";
            if ((isUp || event.key === "ArrowDown") && !text.value.includes("\n") && history.length > 0) {
              event.preventDefault();
              recalled = Math.max(0, Math.min(history.length, recalled + (isUp ? 1 : -1)));
              text.value = recalled === 0 ? "" : (history.at(-recalled) ?? "");
            }
          }}
        />
        <button type="submit" class="primary" disabled={client === ""}>
          Send
        </button>
      </form>
      <Refusal of={["send", "send-binary", "ping", "close", "terminate"]} />
      <OfferedList
        title="Messages of this lesson"
        canAct={client !== ""}
        offered={messages.map(({ label, text: message }) => ({
          shown: message === "" ? "(empty)" : message,
          label,
          does: "send",
          act: () => send(message),
          fillIn: () => {
            text.value = message;
            document.getElementById("message")?.focus();
          },
        }))}
      />
    </div>
  );
}
