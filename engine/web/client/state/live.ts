/** The stream of server events, reopened after lost connections and restarts of the server. */
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { LiveEvent, LiveEventName, ProgressNews } from "../../api-live.ts";
import { announce, announceResult } from "./announce.ts";
import { renewSession } from "./ask.ts";
import { NOTHING_KNOWN, reduce } from "./live-state.ts";
import { course, lesson, session } from "./page.ts";
import { resultSentence } from "./sentences.ts";

const NAMES = Object.keys({
  snapshot: 0,
  "run-started": 0,
  check: 0,
  decided: 0,
  verdict: 0,
  "run-ended": 0,
  polling: 0,
  progress: 0,
  seed: 0,
  server: 0,
  log: 0,
  conversations: 0,
  notice: 0,
} satisfies Record<LiveEventName, 0>) as LiveEventName[];

/** The delay before a stream is opened again that the browser has given up; until then the browser retries itself. */
const RETRY_MS = 1_000;
/**
 * A hidden page closes its stream after this time, because a browser allows six connections per address for all tabs.
 */
const HIDDEN_LIMIT_MS = 30_000;

export const live = signal(NOTHING_KNOWN);
export const connection = signal<"connecting" | "open" | "lost">("connecting");

/** Subscribes to the lesson that `slug` returns (null: to the course), and follows its changes. */
export function listen(slug: () => string | null): void {
  // Computed, so that only another lesson or reader reopens the stream.
  const about = computed(slug);
  const isReader = computed(() => session.value.role !== null);
  let before = about.peek();
  effect(() => {
    if (about.value !== before) untracked(() => (live.value = NOTHING_KNOWN));
    before = about.value;
    return isReader.value ? follow(about.value) : undefined;
  });
}

/** Keeps a stream open until the returned function is called. */
function follow(about: string | null): () => void {
  let source: EventSource | undefined;
  let lastId = "";
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hidden: ReturnType<typeof setTimeout> | undefined;
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };
  const open = () => {
    close();
    const query = new URLSearchParams({
      ...(about === null ? {} : { lesson: about }),
      ...(lastId === "" ? {} : { after: lastId }),
    });
    source = new EventSource(`/api/events?${query.toString()}`);
    source.addEventListener("open", () => (connection.value = "open"));
    source.addEventListener("error", () => {
      connection.value = "lost";
      if (source?.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(() => {
        // The server may have asked for a code; then the renewed session says so and ends this stream.
        void renewSession()
          .catch(() => undefined)
          .then(() => source !== undefined && open());
      }, RETRY_MS);
    });
    for (const name of NAMES)
      source.addEventListener(name, (message: MessageEvent<string>) => {
        lastId = message.lastEventId;
        receive({ name, lesson: about, data: JSON.parse(message.data) as unknown } as LiveEvent);
      });
  };
  const onVisibility = () => {
    clearTimeout(hidden);
    if (document.hidden) hidden = setTimeout(close, HIDDEN_LIMIT_MS);
    else if (source === undefined) open();
  };
  document.addEventListener("visibilitychange", onVisibility);
  open();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    clearTimeout(hidden);
    close();
  };
}

function receive(event: LiveEvent): void {
  batch(() => {
    const wasTold = live.value.grading?.decided != null;
    live.value = reduce(live.value, event);
    if (event.name === "snapshot") {
      if (event.data.lesson === null) course.value = event.data.course;
      else take(event.data.progress);
    }
    if (event.name === "progress") take(event.data);
    const isNews = event.name === "decided" || (event.name === "verdict" && !wasTold);
    if (isNews) announceResult(resultSentence(event.data.verdict));
    if (event.name === "run-ended" && event.data.fault !== null) announce(event.data.fault);
    if (event.name === "notice") announce(event.data.message);
  });
}

/** Progress updates the current lesson and its line in the contents. */
function take({ lesson: slug, entry, exercises, quiz, hints, unlocked }: ProgressNews): void {
  if (lesson.value?.slug === slug) lesson.value = { ...lesson.value, exercises, quiz, hints, unlocked };
  if (course.value === null) return;
  const parts = course.value.parts.map((part) => ({
    ...part,
    lessons: part.lessons.map((line) => (line.slug === slug ? entry : line)),
  }));
  course.value = { ...course.value, parts };
}

/** Removes a notice. */
export function dismiss(notice: string): void {
  live.value = { ...live.value, notices: live.value.notices.filter((text) => text !== notice) };
}
