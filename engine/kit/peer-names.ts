/** The names of a check's clients in the transcript: `http-1`, `stream-2`. */
export class PeerNames {
  readonly #taken = new Map<string, Set<number>>();

  /**
   * Takes the lowest free number, so that consecutive requests share a name, and thus a lane of the diagram, while
   * simultaneous ones do not.
   * @param kind the prefix of the name, for example `http`
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
