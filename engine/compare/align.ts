/** How similar two items are. `unlike` ones are never paired. */
export type Likeness = "same" | "wording" | "different" | "unlike";

/** One step of an alignment: a pair, or an item of one side only. The indexes refer to the two sequences. */
export interface Step {
  readonly likeness: Exclude<Likeness, "unlike"> | "missing" | "extra";
  /** Undefined for `extra`. */
  readonly reference: number | undefined;
  /** Undefined for `missing`. */
  readonly submission: number | undefined;
}

/** Larger sequences are paired by index instead: both are floods, and the table would take too much memory and time. */
const MAX_TABLE = 2_000_000;

/**
 * Pairs two sequences in order: with as many `same` pairs as possible (a longest common subsequence), then as many
 * `wording` pairs, then as many pairs of any kind.
 */
export function align<T>(
  reference: readonly T[],
  submission: readonly T[],
  likeness: (a: T, b: T) => Likeness,
): Step[] {
  const shorter = Math.min(reference.length, submission.length);
  let start = 0;
  while (start < shorter && likeness(reference[start] as T, submission[start] as T) === "same") start++;
  let end = 0;
  while (end < shorter - start && likeness(reference.at(-1 - end) as T, submission.at(-1 - end) as T) === "same") end++;
  const middle = alignMiddle(
    reference.slice(start, reference.length - end),
    submission.slice(start, submission.length - end),
    likeness,
  );

  const pair = (a: number, b: number): Step => ({ likeness: "same", reference: a, submission: b });
  return [
    ...Array.from({ length: start }, (_, index) => pair(index, index)),
    ...middle.map((step) => ({
      ...step,
      reference: shifted(step.reference, start),
      submission: shifted(step.submission, start),
    })),
    ...Array.from({ length: end }, (_, index) => pair(reference.length - end + index, submission.length - end + index)),
  ];
}

function shifted(index: number | undefined, by: number): number | undefined {
  return index === undefined ? undefined : index + by;
}

function alignMiddle<T>(a: readonly T[], b: readonly T[], likeness: (a: T, b: T) => Likeness): Step[] {
  if (a.length * b.length > MAX_TABLE) return inOrder(a, b, likeness);
  // The weights are so far apart that no number of lesser pairs outweighs one better pair.
  const base = Math.max(a.length, b.length) + 1;
  const weights = { same: base * base, wording: base, different: 1, unlike: Number.NEGATIVE_INFINITY };
  const width = b.length + 1;
  const best = new Float64Array((a.length + 1) * width);
  const at = (i: number, j: number) => best[i * width + j] ?? 0;
  const paired = (i: number, j: number) => weights[likeness(a[i] as T, b[j] as T)] + at(i + 1, j + 1);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) best[i * width + j] = Math.max(paired(i, j), at(i + 1, j), at(i, j + 1));

  const steps: Step[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const likely = i < a.length && j < b.length ? likeness(a[i] as T, b[j] as T) : "unlike";
    if (likely !== "unlike" && paired(i, j) === at(i, j))
      steps.push({ likeness: likely, reference: i++, submission: j++ });
    else if (i < a.length && (j === b.length || at(i + 1, j) === at(i, j)))
      steps.push({ likeness: "missing", reference: i++, submission: undefined });
    else steps.push({ likeness: "extra", reference: undefined, submission: j++ });
  }
  return steps;
}

function inOrder<T>(a: readonly T[], b: readonly T[], likeness: (a: T, b: T) => Likeness): Step[] {
  const steps: Step[] = [];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const likely = index < a.length && index < b.length ? likeness(a[index] as T, b[index] as T) : "unlike";
    if (likely !== "unlike") {
      steps.push({ likeness: likely, reference: index, submission: index });
      continue;
    }
    if (index < a.length) steps.push({ likeness: "missing", reference: index, submission: undefined });
    if (index < b.length) steps.push({ likeness: "extra", reference: undefined, submission: index });
  }
  return steps;
}
