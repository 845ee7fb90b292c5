/** The graded class: kept as it is on disk while a page of it is shown, so that all tabs and the terminal agree. */
import { effect, signal } from "@preact/signals";
import type { ClassView, Names } from "../../api.ts";
import { route } from "../route.ts";
import { announce } from "./announce.ts";
import { ask, AskError } from "./ask.ts";
import { session } from "./page.ts";

/** How often a visible page asks whether anything has changed. */
const ASK_EVERY_MS = 1_000;
const NAMES_KEY = "workbook-names";

/** The class, a sentence that says why it cannot be shown, or null while it is loading. */
export const classView = signal<ClassView | string | null>(null);
/** Whether this browser hides the names. */
export const namesHidden = signal(localStorage.getItem(NAMES_KEY) === "hidden");

/** The part of a request that says whether names are hidden. */
export function namesQuery(): Names {
  return namesHidden.value ? { names: "hidden" } : {};
}

/** Hides or shows the names in all tabs of this browser. */
export function hideNames(hide: boolean): void {
  localStorage.setItem(NAMES_KEY, hide ? "hidden" : "shown");
  namesHidden.value = hide;
}

/** Keeps the class up to date from now on, while it is shown. */
export function followClass(): void {
  addEventListener("storage", ({ key, newValue }) => {
    if (key === NAMES_KEY) namesHidden.value = newValue === "hidden";
  });
  effect(() => {
    if (route.value.page !== "class" || session.value.role !== "instructor") return undefined;
    void refresh(namesHidden.value);
    const timer = setInterval(() => {
      if (!document.hidden) void refreshIfChanged();
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  });
}

/** Reads the class again at once. Never rejects. */
export async function refresh(hidden = namesHidden.peek()): Promise<void> {
  try {
    const found = await ask("GET /api/class", { query: hidden ? { names: "hidden" } : {} });
    // Of two answers, that to the later question counts.
    if (hidden !== namesHidden.peek()) return;
    const before = classView.peek();
    classView.value = found;
    if (typeof before === "object" && before?.grading === true && !found.grading)
      announce(found.fault === "" ? "The class was graded" : found.fault);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    // What is shown stays while the server does not answer.
    if (error.code !== "no-answer" || classView.peek() === null) classView.value = error.message;
  }
}

async function refreshIfChanged(): Promise<void> {
  const before = classView.peek();
  if (typeof before !== "object" || before === null) return refresh();
  const now = await ask("GET /api/class-state").catch((error: unknown) => {
    if (!(error instanceof AskError)) throw error;
    return undefined;
  });
  if (now === undefined) return;
  const { version, grading, fault } = now;
  if (version !== before.version || grading !== before.grading || fault !== before.fault) await refresh();
}
