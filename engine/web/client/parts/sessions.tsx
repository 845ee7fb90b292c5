import type { JSX } from "preact";
import { signal } from "@preact/signals";
import type { LessonView, Replay, SessionSummary } from "../../api.ts";
import { action } from "../state/action.ts";
import { announce } from "../state/announce.ts";
import { ask } from "../state/ask.ts";
import { live } from "../state/live.ts";
import { count } from "../../../text/phrases.ts";
import { textField } from "./text-field.ts";
import { ReplayTable } from "./replay-table.tsx";

const saving = action();
const replaying = action();
/** The id of the session that a second click deletes. */
const awaitingDeletion = signal("");
/** The last replay, with its session. */
const replay = signal<{ readonly session: SessionSummary; readonly result: Replay } | null>(null);

/** Saved conversations, which can be replayed with a server. */
export function Sessions({ lesson: { slug, unlocked } }: { readonly lesson: LessonView }): JSX.Element {
  const { sessions } = live.value;
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const name = textField(form, "name");
    void saving.run(async () => {
      await ask("POST /api/lessons/:slug/sessions", { at: { slug }, body: { name } });
      form.reset();
      announce(`Saved as ${name}`);
    });
  };
  const startReplay = (session: SessionSummary, against: "mine" | "solution") =>
    void replaying.run(async () => {
      const result = await ask("POST /api/lessons/:slug/sessions/:id/replay", {
        at: { slug, id: session.id },
        body: { against },
      });
      replay.value = { session, result };
      announce(differencesOf(result));
    });
  const remove = ({ id, name }: SessionSummary) => {
    if (awaitingDeletion.value !== id) {
      awaitingDeletion.value = id;
      return;
    }
    awaitingDeletion.value = "";
    void saving.run(async () => {
      await ask("DELETE /api/lessons/:slug/sessions/:id", { at: { slug, id } });
      announce(`Deleted ${name}`);
    });
  };
  return (
    <section class="panel sessions" aria-labelledby="sessions">
      <form class="bar" onSubmit={save}>
        <h2 id="sessions">Saved conversations</h2>
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
      {sessions.length === 0 ? (
        <p class="small soft">None yet. A saved conversation can be replayed after you have changed your server.</p>
      ) : (
        <ul>
          {sessions.map((session) => (
            <li key={session.id}>
              <span class="name">{session.name}</span>
              <span class="small soft">
                {count(session.events, "event")}, {count(session.clients, "client")}
              </span>
              <button
                type="button"
                class="plain"
                disabled={replaying.busy}
                onClick={() => startReplay(session, "mine")}
              >
                replay<span class="visually-hidden"> {session.name}</span>
              </button>
              <button
                type="button"
                class="plain"
                disabled={replaying.busy.value || !unlocked}
                title={unlocked ? undefined : "Opens when every exercise has passed"}
                onClick={() => startReplay(session, "solution")}
              >
                replay with the solution<span class="visually-hidden"> {session.name}</span>
              </button>
              <button type="button" class="plain" disabled={saving.busy} onClick={() => remove(session)}>
                {awaitingDeletion.value === session.id ? "really delete" : "delete"}
                <span class="visually-hidden"> {session.name}</span>
              </button>
              {awaitingDeletion.value === session.id && (
                <button type="button" class="plain" onClick={() => (awaitingDeletion.value = "")}>
                  keep<span class="visually-hidden"> {session.name}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {replaying.busy.value && <p class="soft">A new server is starting for the replay.</p>}
      {replay.value !== null && !replaying.busy.value && (
        <ReplayTable
          title={`${replay.value.session.name}, replayed with ${replay.value.result.against === "mine" ? "your server" : "the solution"}`}
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
