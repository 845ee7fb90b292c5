/**
 * Mistakes of a check that a type checker reports too, but that prove and check must name by themselves: an expectation that
 * does not exist, and one that is not awaited, so that it could never fail the check.
 */

/** The expectations that nothing has awaited, by what they are about. */
const unawaited = new WeakMap<object, Map<symbol, string>>();

/** The promise of an expectation, which knows whether something waits for it. */
class ExpectationPromise<T> extends Promise<T> {
  readonly #awaited: () => void;
  /** Promises derived from it, and those of `Promise.all`, are ordinary ones. */
  static override get [Symbol.species]() {
    return Promise;
  }

  constructor(work: Promise<T>, awaited: () => void) {
    super((resolve, reject) => {
      work.then(resolve, reject);
    });
    this.#awaited = awaited;
    // When nothing awaits it, the check says so at its end; as an unhandled rejection, it would end the grader.
    super.then(undefined, () => {});
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise: `await` calls this
  override then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#awaited();
    return super.then(fulfilled, rejected);
  }
}

/**
 * The same expectation, which throws for a name it does not have and remembers what was not awaited.
 * @param what its subject, for example `an event stream`
 */
export function guarded<T extends object>(expectation: T, subject: object, what: string): T {
  return new Proxy(expectation, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") {
        if (typeof name === "string" && name !== "then" && method === undefined)
          throw new Error(`there is no ${name} for ${what}; it has ${methodsOf(target).join(", ")}`);
        return method;
      }
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(method, target, args);
        return result instanceof Promise ? remembered(subject, String(name), result) : result;
      };
    },
  });
}

/** The name of an expectation of one of these that nothing has awaited; undefined when there is none. */
export function unawaitedOf(subjects: readonly object[]): string | undefined {
  return subjects.flatMap((subject) => [...(unawaited.get(subject)?.values() ?? [])])[0];
}

function remembered(subject: object, name: string, result: Promise<unknown>): Promise<unknown> {
  const names = unawaited.get(subject) ?? new Map<symbol, string>();
  const key = Symbol(name);
  unawaited.set(subject, names.set(key, name));
  return new ExpectationPromise(result, () => names.delete(key));
}

function methodsOf(expectation: object): string[] {
  return Object.getOwnPropertyNames(Object.getPrototypeOf(expectation)).filter((name) => name.startsWith("to"));
}
