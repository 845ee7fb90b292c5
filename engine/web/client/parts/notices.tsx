import type { JSX } from "preact";
import { dismiss, live } from "../state/live.ts";

/** Faults of the workbook itself and notices of the server. */
export function Notices(): JSX.Element | null {
  const { notices, fault, polling } = live.value;
  if (notices.length === 0 && fault === null && polling === null) return null;
  return (
    <div class="notices">
      {fault !== null && (
        <p class="notice failed">The workbook could not grade, which is no fault of your server: {fault}</p>
      )}
      {polling !== null && <p class="notice small">Saves are looked for twice a second, because {polling}.</p>}
      {notices.map((text) => (
        <p key={text} class="notice">
          {text}{" "}
          <button type="button" class="plain" onClick={() => dismiss(text)}>
            Dismiss
          </button>
        </p>
      ))}
    </div>
  );
}
