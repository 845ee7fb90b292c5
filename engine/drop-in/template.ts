import { readFile } from "node:fs/promises";
import path from "node:path";

/** Debian's packages for graders: the sandbox of submissions, and the server for lessons with a Redis. */
const PACKAGES = ["bubblewrap", "redis-server"];

/**
 * A template with every `@NAME@` in it replaced.
 * @param file absolute path
 * @throws RangeError for a name without a value
 */
export async function filledTemplate(file: string, values: Readonly<Record<string, string>>): Promise<string> {
  const known: Readonly<Record<string, string>> = { PACKAGES: PACKAGES.join(" "), ...values };
  return (await readFile(file, "utf8")).replaceAll(/@([A-Z]+)@/g, (placeholder, name: string) => {
    const value = known[name];
    if (value === undefined)
      throw new RangeError(`${path.basename(file)} has a placeholder without a value: ${placeholder}`);
    return value;
  });
}
