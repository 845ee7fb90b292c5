/** Connections that stay open: event streams and WebSockets. So many for each client and in all, and no more. */
import { ApiFault } from "../api-fault.ts";
import type { Visitor } from "./access.ts";
import { networkOf } from "./attempts.ts";

/** A tab of a lesson has two. */
const PER_CLIENT = 32;
const ALTOGETHER = 512;

/** The place of one connection. */
export interface Place {
  /** Called when the client's session has been ended; set by whoever holds the connection. */
  onEnded: () => void;
  /** Gives the place back; again has no effect. */
  release(): void;
}

/** Who counts as one client: a browser that entered a code, else an address. */
export function clientOf({ session }: Visitor, address: string): string {
  return session === null ? `at ${networkOf(address)}` : `session ${session}`;
}

export class Connections {
  readonly #places = new Map<string, Set<Place>>();
  #count = 0;

  /** @throws ApiFault when the client or the server has as many as it may */
  take(client: string): Place {
    if (this.#count >= ALTOGETHER)
      throw new ApiFault("page-full", `The workbook holds ${ALTOGETHER} connections, and takes no more for now.`);
    const own = this.#places.get(client) ?? new Set<Place>();
    if (own.size >= PER_CLIENT)
      throw new ApiFault(
        "too-many-connections",
        `You have ${PER_CLIENT} connections to the workbook already; close some of its tabs.`,
      );
    const place: Place = {
      onEnded: () => {},
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

  /** Ends what a session has open. */
  endSession(session: string): void {
    for (const place of this.#places.get(`session ${session}`) ?? []) place.onEnded();
  }
}
