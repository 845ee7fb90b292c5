import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** The width of an element in whole pixels, updated as it changes; `undefined` before layout. */
export function useWidth<E extends HTMLElement>(): [RefObject<E | null>, number | undefined] {
  const place = useRef<E>(null);
  const [width, setWidth] = useState<number>();
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [place, width];
}
