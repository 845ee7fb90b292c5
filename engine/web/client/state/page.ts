/** The session, the course and the lesson: embedded in the page at first, updated later. */
import { signal } from "@preact/signals";
import type { CourseView, LessonView, PageState, Session } from "../../api.ts";

const embedded = JSON.parse(document.getElementById("workbook-page")?.textContent ?? "null") as PageState;

export const session = signal<Session>(embedded.session);
export const course = signal<CourseView | null>(embedded.course);
/** The lesson of the address; null while it is loading. */
export const lesson = signal<LessonView | null>(embedded.lesson);
