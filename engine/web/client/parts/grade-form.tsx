import type { JSX } from "preact";
import type { ClassView, Override, SubmissionView } from "../../api.ts";
import { navigate } from "../route.ts";
import { action } from "../state/action.ts";
import { announce } from "../state/announce.ts";
import { ask } from "../state/ask.ts";
import { namesQuery, refresh } from "../state/class.ts";
import { draftOf, keepDraft, type Typed } from "../state/drafts.ts";
import { neighbourHref, neighboursOf } from "./submission-neighbours.tsx";

const saving = action();
/** The field of the points, for a link to it. */
export const POINTS_ID = "points";
const BY_KEY = "workbook-decided-by";
const MOST_COMMENT = 10_000;
const MOST_NAME = 200;

interface GradeFormProps {
  readonly submission: SubmissionView;
  readonly about: ClassView;
  readonly query: URLSearchParams;
  /** Called with the submission as it is once the file is written. */
  readonly onSaved: (submission: SubmissionView) => void;
}

/** Points, excuse and comment of a person, which are written to grading.json. */
export function GradeForm({ submission, about, query, onSaved }: GradeFormProps): JSX.Element {
  const { row, override, fault } = submission;
  // With what the form began with: another tab or an editor may change the file meanwhile.
  const draft = draftOf(row.id);
  const shown = draft?.typed ?? typedOf(override);
  const change = (part: Partial<Typed>) =>
    keepDraft(row.id, { before: draft === undefined ? override : draft.before, typed: { ...shown, ...part } });
  const forget = () => keepDraft(row.id, undefined);
  const isOutdated = draft !== undefined && !isSame(draft.before, override);
  const isMore = row.grade !== null && !shown.excused && Number(shown.points) > row.grade.possible;
  const write = (after: Override | null, isNext: boolean) => {
    const next = isNext ? neighboursOf(row.id, about, query).after : undefined;
    const send = async () => {
      const isDone = await saving.run(async () => {
        const saved = await ask("POST /api/class/:id/override", {
          at: { id: row.id },
          query: namesQuery(),
          body: { before: draft === undefined ? override : draft.before, after },
        });
        localStorage.setItem(BY_KEY, shown.by);
        forget();
        onSaved(saved);
        await refresh();
        announce(after === null ? `Taken back: ${row.name}` : `Saved: ${row.name}`);
      });
      if (!isDone) await refresh();
      else if (next !== undefined) navigate(neighbourHref(next, query));
    };
    void send();
  };
  const save = (isNext: boolean) => write(overrideIn(shown), isNext);
  return (
    <form
      class="grade-form"
      aria-labelledby="by-a-person"
      onSubmit={(event) => {
        event.preventDefault();
        save(event.submitter?.getAttribute("value") === "next");
      }}
    >
      <h2 id="by-a-person">Points and comment</h2>
      {fault !== "" && <p class="notice failed">{fault}</p>}
      {saving.fault.value !== "" && (
        <p class="notice failed" role="alert">
          {saving.fault}
        </p>
      )}
      {isOutdated && (
        <div class="notice">
          <p>grading.json was changed meanwhile and says: {inWords(override)}. What you typed is still here.</p>
          <button type="button" onClick={() => keepDraft(row.id, { before: override, typed: shown })}>
            Replace that with mine
          </button>{" "}
          <button type="button" onClick={forget}>
            Take that
          </button>
        </div>
      )}
      <label>
        <span class="label">Points{row.grade === null ? "" : `, of ${row.grade.possible}`}</span>
        <input
          id={POINTS_ID}
          type="number"
          min="0"
          step="any"
          value={shown.points}
          disabled={shown.excused}
          placeholder={row.grade?.final == null ? "" : String(row.grade.final)}
          onInput={({ currentTarget }) => change({ points: currentTarget.value })}
        />
        {isMore && <span class="soft small"> more than there are</span>}
      </label>
      <label class="tick">
        <input
          type="checkbox"
          checked={shown.excused}
          onChange={({ currentTarget }) => change({ excused: currentTarget.checked })}
        />{" "}
        Excused: no score, and no zero
      </label>
      <label>
        <span class="label">Comment for the student</span>
        <textarea
          rows={5}
          maxLength={MOST_COMMENT}
          value={shown.comment}
          onInput={({ currentTarget }) => change({ comment: currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            if (event.currentTarget.form?.reportValidity() === true) save(true);
          }}
        />
      </label>
      <label>
        <span class="label">Decided by</span>
        <input
          type="text"
          required
          maxLength={MOST_NAME}
          value={shown.by}
          onInput={({ currentTarget }) => change({ by: currentTarget.value })}
        />
      </label>
      <div class="tools">
        <button type="submit" class="primary" disabled={saving.busy.value || fault !== ""}>
          Save
        </button>
        <button
          type="submit"
          value="next"
          title="Ctrl+Enter in the comment"
          disabled={saving.busy.value || fault !== ""}
        >
          Save and next
        </button>
        {override !== null && (
          <button type="button" disabled={saving.busy.value || fault !== ""} onClick={() => write(null, false)}>
            Take back
          </button>
        )}
      </div>
      <p class="soft small">Kept in grading.json. Empty points leave what was counted.</p>
    </form>
  );
}

function typedOf(override: Override | null): Typed {
  const { points, excused = false, comment = "", by } = override ?? {};
  return {
    points: points === undefined ? "" : String(points),
    excused,
    comment,
    by: by ?? localStorage.getItem(BY_KEY) ?? "",
  };
}

/** Null when nothing was decided. */
function overrideIn({ points, excused, comment, by }: Typed): Override | null {
  const decided = {
    ...(excused ? { excused: true as const } : points === "" ? {} : { points: Number(points) }),
    ...(comment.trim() === "" ? {} : { comment: comment.trim() }),
  };
  return Object.keys(decided).length === 0 ? null : { ...decided, by: by.trim() };
}

function isSame(one: Override | null, other: Override | null): boolean {
  return JSON.stringify(typedOf(one)) === JSON.stringify(typedOf(other));
}

function inWords(override: Override | null): string {
  if (override === null) return "nothing about this student";
  const { points, excused, comment, by } = override;
  const what = [
    ...(excused === true ? ["excused"] : points === undefined ? [] : [`${points} points`]),
    ...(comment === undefined ? [] : [`“${comment}”`]),
  ];
  return `${what.join(", ") || "no points"} (${by})`;
}
