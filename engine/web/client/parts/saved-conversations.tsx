import type { JSX } from "preact";
import { signal } from "@preact/signals";
import type { LessonView, Replay, ConversationSummary } from "../../api.ts";
import { action } from "../state/action.ts";
import { announce } from "../state/announce.ts";
import { ask } from "../state/ask.ts";
import { live } from "../state/live.ts";
import { count } from "../../../text/phrases.ts";
import { textField } from "./text-field.ts";
import { ReplayTable } from "./replay-table.tsx";

const saving = action();
const replaying = action();
/** The id of the conversation that a second click deletes. */
const awaitingDeletion = signal("");
/** The last replay, with its conversation. */
const replay = signal<{ readonly conversation: ConversationSummary; readonly result: Replay } | null>(null);

/** Saved conversations, which can be replayed with a server. */
export function SavedConversations({ lesson: { slug, unlocked } }: { readonly lesson: LessonView }): JSX.Element {
  const { conversations } = live.value;
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const name = textField(form, "name");
    void saving.run(async () => {
      await ask("POST /api/lessons/:slug/conversations", { at: { slug }, body: { name } });
      form.reset();
      announce(`Saved as ${name}`);
    });
  };
  const startReplay = (conversation: ConversationSummary, against: "mine" | "solution") =>
    void replaying.run(async () => {
      const result = await ask("POST /api/lessons/:slug/conversations/:id/replay", {
        at: { slug, id: conversation.id },
        body: { against },
      });
      replay.value = { conversation, result };
      announce(differencesOf(result));
    });
  const remove = ({ id, name }: ConversationSummary) => {
    if (awaitingDeletion.value !== id) {
      awaitingDeletion.value = id;
      return;
    }
    awaitingDeletion.value = "";
    void saving.run(async () => {
      await ask("DELETE /api/lessons/:slug/conversations/:id", { at: { slug, id } });
      announce(`Deleted ${name}`);
    });
  };
  return (
    <section class="panel conversations" aria-labelledby="conversations">
      <form class="bar" onSubmit={save}>
        <h2 id="conversations">Saved conversations</h2>
        <label class="small">
          <span class="soft">name</span> <input type="text" name="name" required maxLength={80} size={16} />
        </label>
        <button type="submit" disabled={saving.busy}>
          Save this conversation
        </button>
      </form>
      {[saving, replaying].map(
        ({ fault }, index) =>
          fault.value !== "" && (
            <p key={index} class="notice failed" role="alert">
              {fault}
            </p>
          ),
      )}
      {conversations.length === 0 ? (
        <p class="small soft">None yet. A saved conversation can be replayed after you have changed your server.</p>
      ) : (
        <ul>
          {conversations.map((conversation) => (
            <li key={conversation.id}>
              <span class="name">{conversation.name}</span>
              <span class="small soft">
                {count(conversation.events, "event")}, {count(conversation.clients, "client")}
              </span>
              <button
                type="button"
                class="plain"
                disabled={replaying.busy}
                onClick={() => startReplay(conversation, "mine")}
              >
                replay<span class="visually-hidden"> {conversation.name}</span>
              </button>
              <button
                type="button"
                class="plain"
                disabled={replaying.busy.value || !unlocked}
                title={unlocked ? undefined : "Opens when every exercise has passed"}
                onClick={() => startReplay(conversation, "solution")}
              >
                replay with the solution<span class="visually-hidden"> {conversation.name}</span>
              </button>
              <button type="button" class="plain" disabled={saving.busy} onClick={() => remove(conversation)}>
                {awaitingDeletion.value === conversation.id ? "really delete" : "delete"}
                <span class="visually-hidden"> {conversation.name}</span>
              </button>
              {awaitingDeletion.value === conversation.id && (
                <button type="button" class="plain" onClick={() => (awaitingDeletion.value = "")}>
                  keep<span class="visually-hidden"> {conversation.name}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {replaying.busy.value && <p class="soft">A new server is starting for the replay.</p>}
      {replay.value !== null && !replaying.busy.value && (
        <ReplayTable
          title={`${replay.value.conversation.name}, replayed with ${replay.value.result.against === "mine" ? "your server" : "the solution"}`}
          summary={differencesOf(replay.value.result)}
          replay={replay.value.result}
        />
      )}
    </section>
  );
}

function differencesOf({ reason, differences }: Replay): string {
  if (reason !== null) return `No server could be started: ${reason.message}`;
  return differences === 0 ? "Nothing differs" : count(differences, "difference");
}
