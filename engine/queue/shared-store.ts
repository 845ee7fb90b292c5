import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Redis } from "ioredis";
import type { Attempt } from "../batch/grade-one.ts";
import type { Store, Stored } from "../batch/store.ts";

/** Everything here can be made again, so nothing stays longer than a class takes. */
export const KEPT_SECONDS = 24 * 60 * 60;

/**
 * What a grading and its workers hand each other beside the jobs themselves: submissions by the hash of their content,
 * results by their key, and attempts that came to no result. Compressed, because all of it lies in the server's memory.
 */
export class SharedStore implements Store {
  readonly #client: Redis;

  constructor(client: Redis) {
    this.#client = client;
  }

  async has(key: string): Promise<boolean> {
    return (await this.#client.exists(resultAt(key))) === 1;
  }

  async read(key: string): Promise<Stored | undefined> {
    return (await this.#json(resultAt(key))) as Stored | undefined;
  }

  async write(result: Stored, { replace = false }: { readonly replace?: boolean } = {}): Promise<boolean> {
    const value = await compressed(result);
    const at = resultAt(result.key);
    if (replace) return (await this.#client.set(at, value, "EX", KEPT_SECONDS)) === "OK";
    return (await this.#client.set(at, value, "EX", KEPT_SECONDS, "NX")) === "OK";
  }

  async forget(key: string): Promise<void> {
    await this.#client.del(resultAt(key));
  }

  /** @param pack is called only when the submission is not there yet */
  async putSubmission(hash: string, pack: () => Promise<Buffer>): Promise<void> {
    const isThere = (await this.#client.expire(submissionAt(hash), KEPT_SECONDS)) === 1;
    if (!isThere) await this.#client.set(submissionAt(hash), await pack(), "EX", KEPT_SECONDS);
  }

  async submission(hash: string): Promise<Buffer | undefined> {
    return (await this.#client.getBuffer(submissionAt(hash))) ?? undefined;
  }

  /** @param id the job's */
  async putAttempt(id: string, attempt: Attempt): Promise<void> {
    await this.#client.set(attemptAt(id), await compressed(attempt), "EX", KEPT_SECONDS);
  }

  async attempt(id: string): Promise<Attempt | undefined> {
    return (await this.#json(attemptAt(id))) as Attempt | undefined;
  }

  async #json(at: string): Promise<unknown> {
    const value = await this.#client.getBuffer(at);
    return value === null ? undefined : JSON.parse((await promisify(gunzip)(value)).toString("utf8"));
  }
}

function compressed(value: object): Promise<Buffer> {
  return promisify(gzip)(JSON.stringify(value));
}

const resultAt = (key: string) => `workbook:result:${key}`;
const submissionAt = (hash: string) => `workbook:submission:${hash}`;
const attemptAt = (id: string) => `workbook:attempt:${id}`;
