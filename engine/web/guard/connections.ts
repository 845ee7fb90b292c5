/** Limits the connections that stay open (event streams and WebSockets) per client. */
import { ApiFault } from "../api-fault.ts";
import type { Visitor } from "./access.ts";
import { networkOf } from "./code-guesses.ts";

/** A tab with a lesson uses two. */
const PER_CLIENT = 32;
const ALTOGETHER = 512;

/** One counted connection. */
export interface Place {
  /** Aborted when the client leaves its session, which must end the connection. */
  readonly left: AbortSignal;
  /** Stops counting the connection; calling it again has no effect. */
  readonly release: () => void;
}

/** Identifies a client: by its session when a code was entered, otherwise by its address. */
export function clientOf({ session }: Visitor, address: string): string {
  return session === null ? `at ${networkOf(address)}` : `session ${session}`;
}

export class Connections {
  readonly #places = new Map<string, Set<Place & { readonly end: () => void }>>();
  #count = 0;

  /** @throws ApiFault when the client or the server has reached its limit */
  take(client: string): Place {
    if (this.#count >= ALTOGETHER)
      throw new ApiFault(
        "page-full",
        `The workbook has reached its limit of ${ALTOGETHER} connections; try again later.`,
      );
    const own = this.#places.get(client) ?? new Set();
    if (own.size >= PER_CLIENT)
      throw new ApiFault(
        "too-many-connections",
        `You already have ${PER_CLIENT} connections to the workbook; close some of its tabs.`,
      );
    const left = new AbortController();
    const place = {
      left: left.signal,
      end: () => left.abort(new Error("the session was left")),
      release: () => {
        if (!own.delete(place)) return;
        this.#count -= 1;
        if (own.size === 0 && this.#places.get(client) === own) this.#places.delete(client);
      },
    };
    own.add(place);
    this.#places.set(client, own);
    this.#count += 1;
    return place;
  }

  /** Ends the open connections of a session. */
  endSession(session: string): void {
    for (const place of this.#places.get(`session ${session}`) ?? []) place.end();
  }
}
