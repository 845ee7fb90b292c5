/** Loads the course and the lesson that the address needs. */
import { computed, effect, signal } from "@preact/signals";
import { route } from "../route.ts";
import { ask, AskError } from "./ask.ts";
import { course, lesson, session } from "./page.ts";

/** Why the page of the address cannot be shown, as one sentence; empty when it can. */
export const loadFault = signal("");

/** Keeps the course and the address's lesson loaded from now on. */
export function loadPages(): void {
  const isReader = computed(() => session.value.role !== null);
  const wanted = computed(() => (route.value.page === "lesson" ? route.value.slug : undefined));
  effect(() => {
    if (!isReader.value || course.value !== null) return;
    void fetched(async () => (course.value = await ask("GET /api/course")));
  });
  effect(() => {
    const slug = wanted.value;
    if (!isReader.value || slug === undefined || lesson.peek()?.slug === slug) return;
    lesson.value = null;
    void fetched(async () => {
      const found = await ask("GET /api/lessons/:slug", { at: { slug } });
      if (wanted.peek() === slug) lesson.value = found;
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
