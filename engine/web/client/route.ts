/**
 * The route, which depends on the address alone: every lesson, check, message and view can be linked, and a reload
 * shows the same page.
 */
import { batch, computed, signal } from "@preact/signals";

/** `text` and `exercises` are shown side by side where there is room for both. */
export const LESSON_VIEWS = ["text", "exercises", "wire", "console", "compare", "costs", "question"] as const;

export type LessonView = (typeof LESSON_VIEWS)[number];

export type Route =
  | { readonly page: "contents" }
  | { readonly page: "lesson"; readonly slug: string; readonly view: LessonView; readonly query: URLSearchParams }
  | { readonly page: "class"; readonly submission: string | undefined; readonly query: URLSearchParams }
  | { readonly page: "code" }
  | { readonly page: "unknown" };

const address = signal(new URL(location.href));

/** The current route. */
export const route = computed(() => routeOf(address.value));

/** Parses an address of the workbook. */
export function routeOf({ pathname, searchParams }: URL): Route {
  const [first, second, third, ...more] = pathname.split("/").filter(Boolean).map(decodeURIComponent);
  if (first === undefined) return { page: "contents" };
  if (first === "code" && second === undefined) return { page: "code" };
  if (first === "class" && third === undefined) return { page: "class", submission: second, query: searchParams };
  if (first !== "lessons" || second === undefined || more.length > 0) return { page: "unknown" };
  const view = LESSON_VIEWS.find((name) => name === (third ?? "text"));
  return view === undefined ? { page: "unknown" } : { page: "lesson", slug: second, view, query: searchParams };
}

/** The address of a view of a lesson. Undefined parameters are left out. */
export function lessonHref(
  slug: string,
  view: LessonView = "text",
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const path = `/lessons/${encodeURIComponent(slug)}${view === "text" ? "" : `/${view}`}`;
  return path + queryOf(query);
}

/** The address of the class, or of one of its submissions. */
export function classHref(
  submission?: string,
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  return `/class${submission === undefined ? "" : `/${encodeURIComponent(submission)}`}${queryOf(query)}`;
}

function queryOf(query: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}

export interface NavigateOptions {
  /** Replaces the current entry of the history. */
  readonly replace?: boolean;
}

/** Goes to an address of the workbook without loading the page again. */
export function navigate(href: string, { replace = false }: NavigateOptions = {}): void {
  const next = new URL(href, location.href);
  const moved = next.pathname !== address.value.pathname;
  if (replace) history.replaceState(null, "", next);
  else if (next.href !== location.href) history.pushState(null, "", next);
  batch(() => {
    address.value = next;
    if (moved) arrivals.value += 1;
  });
  if (!moved && next.hash !== "") toPlace();
}

/** Scrolls to the element of the address's hash. @returns whether there is one */
export function toPlace(): boolean {
  const place = document.getElementById(decodeURIComponent(address.value.hash.slice(1)));
  place?.scrollIntoView();
  return place !== null;
}

/** Counts navigations to other pages, after which the heading takes the focus, as after a load. */
export const arrivals = signal(0);

/** Handles clicks on the workbook's links, and the history, from now on. */
export function followLinks(): void {
  addEventListener("popstate", () => (address.value = new URL(location.href)));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest("a");
    if (link === null || link.origin !== location.origin || link.target !== "" || link.hasAttribute("download")) return;
    if (routeOf(new URL(link.href)).page === "unknown") return;
    event.preventDefault();
    navigate(link.href);
  });
}
