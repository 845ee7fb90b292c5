import { sanitizeLine } from "../text/sanitize-text.ts";
import { hang, spread, type Page } from "../text/layout.ts";
import { count, duration } from "../text/phrases.ts";
import { arrowOf, payloadOf } from "../text/wire.ts";
import type { TranscriptEvent } from "../transcript-event.ts";
import type { Behaviour, CheckComparison, ExerciseComparison, PeerComparison } from "./behaviour.ts";
import { isDifference, type Mark, type Row } from "./row.ts";
import { ROLES, type SideNames } from "./side-names.ts";

/** The number of equal rows shown around a difference. */
const CONTEXT = 2;
const MARK_WIDTH = 10;
const PAYLOAD_LINES = 3;
const WORDS = { passed: "ok", failed: "FAIL", error: "error", skipped: "skipped" } as const;

/** The behaviour view: what each server sent to the same clients. */
export function behaviourLines(page: Page, behaviour: Behaviour, names: SideNames = ROLES): string[] {
  return behaviour.exercises.flatMap((exercise) => ["", ...exerciseLines(page, exercise, names)]);
}

function exerciseLines(page: Page, exercise: ExerciseComparison, names: SideNames): string[] {
  const right = statuses(exercise, names);
  return [
    ...spread(page, `  ${exercise.id}  `, sanitizeLine(exercise.title, { maxChars: 200 }), right, {
      text: page.colors.bold,
    }),
    ...exercise.checks.flatMap((check) => checkLines(page, check, names)),
  ];
}

function checkLines(page: Page, check: CheckComparison, names: SideNames): string[] {
  const { dim } = page.colors;
  const prefix = `     ${check.id}  `;
  const title = sanitizeLine(check.title, { maxChars: 200 });
  const same = check.reference === check.submission;
  if (check.notSent !== null) return hang(page, prefix, sanitizeLine(check.notSent, { maxChars: 300 }), { text: dim });
  const rows = check.peers.flatMap((peer) => peer.rows);
  const reworded = rows.filter(({ mark }) => mark === "wording").length;
  const received = rows.filter(({ mark }) => mark !== "sent" && mark !== "not-observed").length;
  if (check.differences === 0 && reworded === 0 && same)
    return hang(page, prefix, `alike, ${count(received, "message")}`, { text: dim });
  const news = [
    ...(check.differences === 0 ? [] : [count(check.differences, "difference")]),
    ...(reworded === 0 ? [] : [`${reworded} with other wording`]),
  ];
  const shown = check.peers.filter((peer) => peer.rows.some(({ mark }) => isShown(mark)));
  const notSent = check.peers
    .filter((peer) => peer.rows.every(({ mark }) => mark === "not-sent"))
    .map(({ peer }) => sanitizeLine(peer, { maxChars: 20 }));
  return [
    ...spread(
      page,
      prefix,
      `${title}${news.length === 0 ? "" : `: ${news.join(", ")}`}`,
      same ? "" : statuses(check, names),
    ),
    ...shown.flatMap((peer) => peerLines(page, peer, names)),
    ...(notSent.length === 0
      ? []
      : hang(page, "          ", `${notSent.join(", ")}: not sent, because the check had already failed`, {
          text: dim,
        })),
  ];
}

/** For example `both ok` or `submission FAIL`. */
export function statuses(
  {
    reference,
    submission,
  }: {
    readonly reference: keyof typeof WORDS | null;
    readonly submission: keyof typeof WORDS | null;
  },
  names: SideNames,
): string {
  const word = (status: keyof typeof WORDS | null) => (status === null ? "not reached" : WORDS[status]);
  if (reference === submission) return `both ${word(reference)}`;
  return reference === "passed"
    ? `${names.submission.short} ${word(submission)}`
    : `${names.reference.short} ${word(reference)}, ${names.submission.short} ${word(submission)}`;
}

function isShown(mark: Mark): boolean {
  return isDifference(mark) || mark === "wording";
}

function peerLines(page: Page, { peer, rows }: PeerComparison, names: SideNames): string[] {
  const near = (index: number) =>
    rows.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => isShown(mark));
  const lines = hang(page, "          ", sanitizeLine(peer, { maxChars: 20 }), { text: page.colors.dim });
  const left = { alike: 0, notSent: 0 };
  const skipped = () => {
    const parts = [
      ...(left.alike === 0 ? [] : [`${left.alike} alike`]),
      ...(left.notSent === 0 ? [] : [`${left.notSent} not sent, because the check had already failed`]),
    ];
    if (parts.length > 0)
      lines.push(
        ...hang(page, `${" ".repeat(10 + MARK_WIDTH)}... `, parts.join(", "), {
          prefix: page.colors.dim,
          text: page.colors.dim,
        }),
      );
    [left.alike, left.notSent] = [0, 0];
  };
  for (const [index, row] of rows.entries()) {
    if (row.mark === "not-sent") left.notSent++;
    else if (!near(index)) left.alike++;
    else {
      skipped();
      lines.push(...rowLines(page, row, names));
    }
  }
  skipped();
  return lines;
}

function rowLines(page: Page, row: Row, names: SideNames): string[] {
  const { reference, submission } = row;
  const [theirs, own] = [names.reference, names.submission];
  switch (row.mark) {
    case "sent":
    case "same":
      return eventLines(page, "", submission, "");
    case "not-sent":
      return [];
    case "not-observed":
      return eventLines(
        page,
        "",
        submission ?? reference,
        ` (${submission === null ? theirs.short : own.short}; the other client had left)`,
      );
    case "missing":
      return eventLines(page, "missing", reference, "");
    case "extra":
      return eventLines(page, "extra", submission, "");
    case "moved":
      return eventLines(page, "moved", submission, ` (elsewhere in ${theirs.inSentence})`);
    case "late":
      return eventLines(page, "late", submission, ` (${duration(row.lateMs ?? 0)} later than ${theirs.inSentence})`);
    case "wording":
    case "different":
      return [
        ...eventLines(page, row.mark, reference, ` (${theirs.short})`),
        ...eventLines(page, "", submission, ` (${own.short})`),
      ];
  }
}

function eventLines(page: Page, mark: string, event: TranscriptEvent | null, note: string): string[] {
  if (event === null) return [];
  const { dim, red, yellow } = page.colors;
  const plain = mark === "" && note === "";
  const paint = mark === "" || mark === "wording" ? dim : mark === "missing" || mark === "different" ? red : yellow;
  const prefix = `${" ".repeat(10)}${mark.padEnd(MARK_WIDTH)}${arrowOf(event)} `;
  const room = (page.columns - prefix.length) * PAYLOAD_LINES - note.length;
  return hang(page, prefix, payloadOf(event, room) + note, { prefix: paint, ...(plain ? { text: dim } : {}) });
}
