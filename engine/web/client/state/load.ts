/** Fetches what the address names and the page does not hold yet. */
import { effect, signal } from "@preact/signals";
import { route } from "../route.ts";
import { ask, AskError } from "./ask.ts";
import { course, lesson, session } from "./page.ts";

/** Why the page of the address cannot be shown, one sentence; empty when it can. */
export const loadFault = signal("");

/** Keeps the course and the lesson of the address at hand from now on. */
export function loadPages(): void {
  effect(() => {
    if (session.value.role === null || course.value !== null) return;
    void fetched(async () => (course.value = await ask("GET /api/course")));
  });
  effect(() => {
    const { value } = route;
    if (session.value.role === null || value.page !== "lesson") return;
    const { slug } = value;
    if (lesson.peek()?.slug === slug) return;
    lesson.value = null;
    void fetched(async () => {
      const found = await ask("GET /api/lessons/:slug", { at: { slug } });
      const now = route.peek();
      if (now.page === "lesson" && now.slug === slug) lesson.value = found;
    });
  });
}

async function fetched(work: () => Promise<unknown>): Promise<void> {
  loadFault.value = "";
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    loadFault.value = error.message;
  }
}
