/**
 * Mistakes of a check that a type checker reports too, but that prove and check must name by themselves: an expectation that
 * does not exist, and one that is not awaited, so that it could never fail the check.
 */

/** The expectations that were begun and are not met, by what they are about. */
const unmet = new WeakMap<object, Set<Begun>>();

interface Begun {
  readonly name: string;
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
        if (result instanceof Promise) remember(subject, String(name), result);
        return result;
      };
    },
  });
}

/** The name of an expectation of one of these that was begun and is not met; undefined when all are. */
export function unmetOf(subjects: readonly object[]): string | undefined {
  return subjects.flatMap((subject) => [...(unmet.get(subject) ?? [])])[0]?.name;
}

/** One that fails stays: it failed the check, or else nothing awaited it. */
function remember(subject: object, name: string, result: Promise<unknown>): void {
  const begun = unmet.get(subject) ?? new Set();
  const one = { name };
  unmet.set(subject, begun.add(one));
  result.then(
    () => begun.delete(one),
    () => {},
  );
}

function methodsOf(expectation: object): string[] {
  return Object.getOwnPropertyNames(Object.getPrototypeOf(expectation)).filter((name) => name.startsWith("to"));
}
