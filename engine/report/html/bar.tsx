import type { JSX } from "preact";

const WIDTH = 120;
const HEIGHT = 14;

/** A share as a bar. It is hidden from screen readers, because the number is next to it as text. */
export function Bar({ share }: { readonly share: number }): JSX.Element {
  const width = Math.round(Math.min(1, Math.max(0, share)) * (WIDTH - 2));
  return (
    <svg
      class="bar"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect class="bar-frame" x="0.5" y="0.5" width={WIDTH - 1} height={HEIGHT - 1} />
      {width === 0 ? null : <rect class="bar-fill" x="1" y="1" width={width} height={HEIGHT - 2} />}
    </svg>
  );
}

/** For example `33 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}\u00a0%`;
}
