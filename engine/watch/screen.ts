/** Renders the state of watch mode as lines that fit the screen. Pure. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { sanitizeLine } from "../text/sanitize-text.ts";
import { flow, hang, isNarrow, pageFor, spread, type Page } from "../text/layout.ts";
import { count, seconds } from "../text/phrases.ts";
import { linesOf, PRIORITY, type Section } from "../report/section.ts";
import { displayWidth } from "../text/width.ts";
import { terminalLink } from "../terminal-codes.ts";
import type { Verdict } from "../verdict.ts";
import { bodySections } from "./body.ts";
import { fit } from "./fit.ts";
import { keysOf, type KeyLabel } from "./key-labels.ts";
import { lessonListLines } from "./lesson-list.ts";
import { rowsOf } from "./visible.ts";
import { currentPlace, type WatchState } from "./watch-state.ts";

export interface ScreenSize {
  readonly rows: number;
  readonly columns: number;
}

/** The lines of the screen. They take at most `rows` rows, unless what is always shown needs more. */
export function screenLines(state: WatchState, size: ScreenSize, color: boolean): string[] {
  const page = pageFor({ color, columns: size.columns });
  const top = [...headerLines(page, state), ...statusLines(page, state)];
  const middle = [...questionLines(page, state), ...noteLines(page, state)];
  if (state.mode === "lessons") {
    const keys = keyLines(page, keysOf(state));
    const rows = size.rows - rowsOf([...top, "", ...apart(middle), "", ...keys], size.columns);
    return [...top, "", ...lessonListLines(page, state, rows), ...apart(middle), "", ...keys];
  }
  const place = [...progressLines(page, state), ...fileLines(page, state)];
  if (state.mode !== "report") return [...top, ...middle, ...place, ...keyLines(page, keysOf(state))];

  const body = bodySections(page, state);
  const bottom = (keys: readonly KeyLabel[]) => [...apart(middle), "", ...place, ...keyLines(page, keys)];
  const keys = keysOf(state);
  const all = [...top, "", ...linesOf(body), ...bottom(keys)];
  if (rowsOf(all, size.columns) <= size.rows) return all;
  // Not everything fits, so a key offers the rest. Its label may need a line of its own.
  const below = bottom([...keys.slice(0, 1), { key: "v", label: "view all" }, ...keys.slice(1)]);
  const rows = size.rows - rowsOf([...top, "", ...below], size.columns);
  const note = (lines: number, leftOut: readonly Section[]) => {
    const key = leftOut.every(({ priority }) => priority === PRIORITY.conversation) ? "t" : "v";
    return page.colors.dim(
      `${isNarrow(page) ? "    " : "        "}... ${count(lines, "line")} left out; ${key} shows all`,
    );
  };
  return [...top, "", ...fit(body, { rows, columns: size.columns, note }), ...below];
}

/** Puts an empty line before lines, if there are any. */
function apart(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", ...lines];
}

/** The last screen, which stays after the program has ended. */
export function farewellLines(state: WatchState, size: ScreenSize, color: boolean): string[] {
  const page = pageFor({ color, columns: size.columns });
  return [
    ...headerLines(page, state),
    ...statusLines(page, { ...state, grading: false }),
    ...hang(page, "  ", `npm run watch ${state.lesson.slug} goes on from here`),
  ];
}

function headerLines(page: Page, { lesson, course }: WatchState): string[] {
  const { bold, dim } = page.colors;
  const place = isNarrow(page) ? "" : `lesson ${lesson.number} of ${course.length}`;
  return spread(page, `${lesson.slug}  `, lesson.title, place, { prefix: bold, text: bold, right: dim });
}

/** The progress of the run or its result, and why the folder is polled. */
function statusLines(page: Page, state: WatchState): string[] {
  const { grading, graded, again, verdict, checkedAt, fault, polling } = state;
  const { bold, cyan, dim, green } = page.colors;
  const poll = polling === undefined ? [] : flow(page, "  ", [`looking for saves twice a second: ${polling}`], dim);
  if (grading) {
    const then = again ? ["again after that"] : [];
    // Probes run once every exercise has passed; otherwise only the servers are still being stopped.
    const more = graded?.passed === true ? "probing further ..." : "checking ...";
    const doing = graded === undefined ? [more] : [scoreOf(graded), more];
    return [...flow(page, "  ", [...doing, ...then], (text) => bold(cyan(text))), ...poll];
  }
  if (verdict === undefined || checkedAt === undefined || fault !== undefined) return poll;
  const parts = [
    scoreOf(verdict),
    seconds(verdict.durationMs),
    `at ${checkedAt.toTimeString().slice(0, 8)}`,
    // Narrow terminals have little room; the whole report names the seed.
    ...(isNarrow(page) ? [] : [`seed ${verdict.seed}`]),
  ];
  return [...flow(page, "  ", parts, verdict.passed ? green : bold), ...poll];
}

function scoreOf({ outcome, passed, score: { earned, possible } }: Verdict): string {
  const score = outcome === "graded" ? `${earned} of ${count(possible, "exercise")}` : "not graded";
  return passed ? `passed: ${score}` : score;
}

function questionLines(page: Page, { mode, changed, lessonFolder }: WatchState): string[] {
  if (mode !== "reset") return [];
  const files = changed.map((file) => `${lessonFolder}/${file}`).join(", ");
  return hang(page, "  ", `Put the starter back in ${files}? A copy of all your files is kept first. y or n`, {
    text: page.colors.bold,
  });
}

function noteLines(page: Page, { notes, lasting }: WatchState): string[] {
  return [...lasting, ...notes].flatMap((note) => hang(page, "  ", note));
}

/** One sign for each lesson, in the order of the course, and a summary in words. */
function progressLines(page: Page, { course, lesson }: WatchState): string[] {
  const built = course.filter((mark) => mark.lesson.built);
  const passed = built.filter((mark) => mark.passed).length;
  const coming = course.length - built.length;
  const long = `${passed} of ${count(built.length, "lesson")} passed`;
  const words = [...(coming === 0 ? [] : [`${long}, ${coming} coming`]), long, `${passed} of ${built.length} passed`];
  const signs = course.map((mark) =>
    mark.passed ? "#" : mark.lesson.slug === lesson.slug ? ">" : mark.lesson.built ? "-" : ".",
  );
  const bar = `[${signs.join("")}]`;
  const fitting = words.find((text) => displayWidth(`  ${bar}  ${text}`) <= page.columns);
  if (fitting === undefined) return hang(page, "  ", words[0] ?? "");
  const { green } = page.colors;
  return [`  ${bar.replace(/#+/g, (run) => green(run))}  ${fitting}`];
}

function fileLines(page: Page, state: WatchState): string[] {
  const place = currentPlace(state);
  const shown = `${state.lessonFolder}/${sanitizeLine(place.file, { maxChars: 200 })}${place.line === undefined ? "" : `:${place.line}`}`;
  const url = pathToFileURL(path.join(state.lesson.folder, place.file)).href;
  return hang(page, "  file  ", shown, { prefix: page.colors.dim, text: (text) => linked(page, text, url) });
}

/** A link that terminals open on a click (OSC 8); without colours, the text alone. */
function linked(page: Page, text: string, url: string): string {
  const { isColorSupported, cyan } = page.colors;
  return isColorSupported ? terminalLink(url, cyan(text)) : text;
}

/** Keys joined by middle dots; lines break between keys. */
function keyLines(page: Page, keys: readonly KeyLabel[]): string[] {
  const { bold } = page.colors;
  const lines: string[] = [];
  let width = 0;
  for (const { key, label } of keys) {
    const added = displayWidth(`${key} ${label}`);
    const painted = `${bold(key)} ${label}`;
    if (lines.length > 0 && width + 3 + added <= page.columns) {
      lines.push(`${lines.pop() ?? ""} · ${painted}`);
      width += 3 + added;
    } else {
      lines.push(painted);
      width = added;
    }
  }
  return lines;
}
