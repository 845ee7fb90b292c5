import type { JSX } from "preact";
import { pinSeed } from "../state/grading.ts";
import { live } from "../state/live.ts";

/** The seed of the last run. While it is pinned, every run sends the same input. */
export function Seed({ slug }: { readonly slug: string }): JSX.Element | null {
  const { seed: pinned, latest } = live.value;
  const shown = pinned ?? latest?.verdict.seed;
  if (shown === undefined) return null;
  return (
    <span class="small numeric seed">
      <span class="soft">seed</span> {shown}{" "}
      <button
        type="button"
        class="plain"
        aria-pressed={pinned !== null}
        onClick={() => pinSeed(slug, pinned === null ? shown : null)}
      >
        {pinned === null ? "pin" : "pinned, release"}
      </button>
    </span>
  );
}
