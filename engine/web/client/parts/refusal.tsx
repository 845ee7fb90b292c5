import type { JSX } from "preact";
import type { ConsoleRequest } from "../../api-console.ts";
import { refusal } from "../state/console.ts";

/** Why the last request could not be met, when it was one of these. */
export function Refusal({ of }: { readonly of: readonly ConsoleRequest["type"][] }): JSX.Element | null {
  if (refusal.value === null || !of.includes(refusal.value.request)) return null;
  return (
    <p class="notice failed" role="alert">
      {refusal.value.message}
    </p>
  );
}
