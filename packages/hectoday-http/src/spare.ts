/** Restores the response as it was before `onResponse`, when that hook fails. */

import { type Recording, record } from "./recording.ts";
import { keepAlive, rewrap } from "./response.ts";

/** Every property of a response through which its body can be taken. */
const WAYS_TO_THE_BODY = ["arrayBuffer", "blob", "body", "bytes", "clone", "formData", "json", "text"] as const;

/** Tracks what a hook does to its response. It ends with exactly one call of `settle` or `restore`. */
interface Spare {
  /** What to give to the hook: the response itself, whenever that is possible. */
  readonly given: Response;
  /** The hook returned `answer`, which is not checked. Returns the response to send. */
  settle(answer: Response): Response;
  /** The hook failed. Returns the response as it was before. */
  restore(): Response;
}

/**
 * Prepares a response for a hook, so that it can be restored.
 *
 * Headers are copied, which is cheap. The body is not, because it may have no end. The first use of one of the
 * properties above puts a recording in its place: what the hook takes is kept until the hook is done, so that it can
 * be sent after all. For a hook that only reads the status or sets headers, the body is not touched, and the answer is the
 * handler's own response object.
 */
export function keepSpare(response: Response): Spare {
  const { body } = response;
  const headers = new Headers(response.headers);
  let recording: Recording | undefined;
  let standIn: Response | undefined;

  function beginRecording(source: NonNullable<typeof body>): Response {
    recording = record(source);
    return (standIn = rewrap(response, recording.stream, response.headers));
  }

  function disarm(): void {
    for (const name of WAYS_TO_THE_BODY) Reflect.deleteProperty(response, name);
  }

  let given = response;
  if (body && isUnread(response)) {
    // A frozen response cannot be prepared, so the hook gets another one.
    if (!Object.isExtensible(response)) given = beginRecording(body);
    else {
      for (const name of WAYS_TO_THE_BODY) {
        const get = () => readThrough((standIn ??= beginRecording(body)), name, response.headers);
        Object.defineProperty(response, name, { configurable: true, get });
      }
    }
  }

  return {
    given,
    settle(answer) {
      disarm();
      recording?.release();
      // The hook used the body of the response it returns, so the rest of that body is in the stand-in.
      if (answer === response && standIn && isUnread(standIn)) return rewrap(standIn, standIn.body, response.headers);
      if (answer !== response && answer instanceof Response) keepAlive(answer, standIn ?? response);
      return answer;
    },
    restore() {
      disarm();
      // Without a body, a status that no new response can have may be the reason (101, or 0 of Response.error()).
      if (response.status < 200) return response;
      if (recording) return rewrap(response, recording.restart(), headers);
      // The handler had read the body, or the hook did so unnoticed: it cannot be restored.
      return isUnread(response) ? rewrap(response, body, headers) : response;
    },
  };
}

/** Whether the body, if there is one, is neither read nor locked. */
function isUnread(response: Response): boolean {
  return !response.bodyUsed && !response.body?.locked;
}

/** Reads a property of the stand-in as if it were one of the response itself, whose headers may have changed since. */
function readThrough(standIn: Response, name: (typeof WAYS_TO_THE_BODY)[number], headers: Headers): unknown {
  if (name === "clone") {
    return () => {
      const clone = standIn.clone();
      return rewrap(clone, clone.body, headers);
    };
  }
  const value: unknown = Reflect.get(standIn, name);
  return typeof value === "function" ? value.bind(standIn) : value;
}
