/** A way back to the response as it was before `onResponse` ran. */

import { discard, keepAlive, rewrap } from "./response.ts";

/** Every property of a response through which its body can be taken. */
const WAYS_TO_THE_BODY = ["arrayBuffer", "blob", "body", "bytes", "clone", "formData", "json", "text"] as const;

/** What `onResponse` may need when it fails. Exactly one of the two functions is to be called, once. */
interface Spare {
  /** The hook returned `answer`, which nobody has checked: nothing to go back to. */
  release(answer: unknown): void;
  /** The hook failed: returns the response as it was before. */
  restore(): Response;
}

/**
 * Remembers a response before a hook gets hold of it.
 *
 * The obvious way is to clone every response first. But the two halves of a cloned body are fed together: what the client reads
 * from one piles up in the other, without end for a stream without end. So the body is cloned only when the hook takes it, that is on the
 * first use of one of the properties above, which stand in front of the real ones until then. A hook that only looks at the
 * status or sets headers leaves the body alone. The copy is cancelled as soon as the hook has succeeded; from then on the
 * other half behaves like the original, backpressure and cancellation included.
 */
export function keepSpare(response: Response): Spare {
  const headers = new Headers(response.headers);
  let copy: Response | undefined;

  function disarm(): void {
    for (const name of WAYS_TO_THE_BODY) Reflect.deleteProperty(response, name);
  }

  function copyNow(): void {
    disarm();
    // A body that is already spoken for cannot be cloned; then there is nothing to save either.
    if (!response.bodyUsed && !response.body?.locked) copy = response.clone();
  }

  // A frozen response takes no stand-ins, so its copy is made right away.
  if (!Object.isExtensible(response)) copyNow();
  else {
    for (const name of WAYS_TO_THE_BODY) {
      Object.defineProperty(response, name, {
        configurable: true,
        get() {
          copyNow();
          return response[name as keyof Response];
        },
      });
    }
  }

  return {
    release(answer) {
      disarm();
      if (copy) discard(copy);
      if (answer !== response && answer instanceof Response) keepAlive(answer, response);
    },
    restore() {
      disarm();
      // Such a status (101, or 0 of Response.error()) cannot be given to a new Response; it never has a body either.
      if (response.status < 200) return response;
      if (!copy) return rewrap(response, response.body, headers);
      discard(response);
      return rewrap(copy, copy.body, headers);
    },
  };
}
