/** Sessions that were ended before they expired. Cookies of them are no longer valid. */
import { appendFile, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { writeAtomic } from "../../state/write-atomic.ts";

const LINE = /^([\w-]{1,64}) (\d{1,12})$/;

export class RevokedSessions {
  readonly #file: string;
  /** When each session's cookie expires, in seconds since 1970, by session. */
  readonly #until: Map<string, number>;

  private constructor(file: string, until: Map<string, number>) {
    this.#file = file;
    this.#until = until;
  }

  /**
   * Loads the sessions of a file, which outlives the process. Never rejects: where the file cannot be written, a
   * session stays revoked while the process runs.
   */
  static async open(file: string): Promise<RevokedSessions> {
    const text = await readFile(file, "utf8").catch(() => "");
    const now = Date.now() / 1000;
    const lines = text.split("\n").map((line) => LINE.exec(line));
    const until = new Map(
      lines.flatMap((found) => (found === null ? [] : [[found[1] ?? "", Number(found[2])] as const])),
    );
    for (const [id, end] of until) if (end < now) until.delete(id);
    const revoked = new RevokedSessions(file, until);
    if (until.size < lines.length - 1) await writeAtomic(file, revoked.#text()).catch(() => undefined);
    return revoked;
  }

  has(id: string): boolean {
    return this.#until.has(id);
  }

  /** @param until when the cookie expires, in seconds since 1970 */
  async add(id: string, until: number): Promise<void> {
    if (this.#until.has(id)) return;
    this.#until.set(id, until);
    await mkdir(path.dirname(this.#file), { recursive: true }).catch(() => undefined);
    await appendFile(this.#file, `${id} ${until}\n`, { mode: 0o600 }).catch(() => undefined);
  }

  #text(): string {
    return [...this.#until].map(([id, until]) => `${id} ${until}\n`).join("");
  }
}
