import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { LogLine } from "../../api-live.ts";
import { live } from "../state/live.ts";
import { SourceLink } from "./source-link.tsx";

/** The output of the reader's server, with links to its files. It scrolls with new lines unless scrolled back. */
export function Log(): JSX.Element {
  const { log } = live.value;
  const place = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const last = log.at(-1)?.n;
  useLayoutEffect(() => {
    if (place.current !== null && follows.current) place.current.scrollTop = place.current.scrollHeight;
  }, [last]);
  return (
    <section class="panel" aria-labelledby="log">
      <div class="bar">
        <h2 id="log">Server log</h2>
      </div>
      <div
        class="log"
        ref={place}
        tabIndex={0}
        role="region"
        aria-label="Lines of the server log"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          (follows.current = scrollHeight - scrollTop - clientHeight < 24)
        }
      >
        {log.length === 0 ? (
          <p class="soft">Your server has printed nothing.</p>
        ) : (
          log.map((line, index) => <Line key={line.n} line={line} isFirst={line.start !== log[index - 1]?.start} />)
        )}
      </div>
    </section>
  );
}

function Line({ line, isFirst }: { readonly line: LogLine; readonly isFirst: boolean }): JSX.Element {
  return (
    <>
      {isFirst && <p class="soft start">start {line.start}</p>}
      <p class={line.stream}>
        {line.stream === "stderr" && <span class="visually-hidden">error: </span>}
        {pieces(line)}
      </p>
    </>
  );
}

function pieces({ text, places }: LogLine): ComponentChildren[] {
  const found: ComponentChildren[] = [];
  let at = 0;
  for (const { from, to, ...location } of places) {
    found.push(
      text.slice(at, from),
      <SourceLink key={from} location={location}>
        {text.slice(from, to)}
      </SourceLink>,
    );
    at = to;
  }
  return [...found, text.slice(at)];
}
