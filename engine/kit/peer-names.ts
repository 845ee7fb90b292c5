/** The names of a check's clients in the transcript: `http-1`, `stream-2`. */
export class PeerNames {
  readonly #taken = new Map<string, Set<number>>();

  /**
   * The lowest number that is free, so that requests one after the other share a name, and with it a lane of the
   * picture, and requests at a time do not.
   * @param kind what stands before the number, for example `http`
   */
  take(kind: string): { readonly name: string; readonly release: () => void } {
    const taken = this.#taken.get(kind) ?? new Set();
    this.#taken.set(kind, taken);
    let number = 1;
    while (taken.has(number)) number++;
    taken.add(number);
    return { name: `${kind}-${number}`, release: () => void taken.delete(number) };
  }
}
