import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Redis } from "ioredis";
import type { z } from "zod";
import type { Grading } from "../batch/grade-one.ts";
import type { Store, Stored } from "../batch/store.ts";
import { MAX_TOTAL_BYTES } from "../grade/limits.ts";
import type { Seal, Sealed } from "./seal.ts";
import { gradingSchema, storedSchema } from "./stored-schema.ts";

/** Everything here can be regenerated, so nothing needs to outlive a class. */
export const KEPT_SECONDS = 24 * 60 * 60;

/** Larger than any verdict, whose texts and transcripts are capped. */
const MAX_RESULT_BYTES = 32 * 1024 * 1024;
const MAX_PACKED_RESULT_BYTES = 8 * 1024 * 1024;
/** Twice the limit of a submission leaves room for base64; gzip only makes it smaller. */
const MAX_PACKED_SUBMISSION_BYTES = 2 * MAX_TOTAL_BYTES;

/**
 * What a grading and its workers exchange besides jobs: submissions by the hash of their content, results by their key,
 * and gradings without a result. Compressed, because all of it takes memory of the server.
 *
 * Values are untrusted: each is read up to a size limit, authenticated, unpacked up to a limit and parsed with its
 * schema. One that fails is removed and counts as absent, so it is made again.
 */
export class SharedStore implements Store {
  readonly #client: Redis;
  readonly #seal: Seal;
  readonly #onBadValue: () => void;

  /** @param onBadValue called for each value that was removed because it is not valid */
  constructor(client: Redis, seal: Seal, onBadValue: () => void = () => {}) {
    this.#client = client;
    this.#seal = seal;
    this.#onBadValue = onBadValue;
  }

  async read(key: string): Promise<Stored | undefined> {
    const found = await this.#value("result", key, storedSchema);
    if (found === undefined || found.key === key) return found;
    await this.#throwAway("result", key);
    return undefined;
  }

  async write(result: Stored, { replace = false }: { readonly replace?: boolean } = {}): Promise<boolean> {
    const at = placeOf("result", result.key);
    const value = await this.#packed("result", result.key, result);
    if (replace) return (await this.#client.set(at, value, "EX", KEPT_SECONDS)) === "OK";
    if ((await this.#client.set(at, value, "EX", KEPT_SECONDS, "NX")) === "OK") return true;
    // The existing value may be invalid, in which case `read` removes it.
    if ((await this.read(result.key)) !== undefined) return false;
    return (await this.#client.set(at, value, "EX", KEPT_SECONDS, "NX")) === "OK";
  }

  async forget(key: string): Promise<void> {
    await this.#client.del(placeOf("result", key));
  }

  /** @param pack is called only when the submission is not there yet */
  async putSubmission(hash: string, pack: () => Promise<Buffer>): Promise<void> {
    const at = placeOf("submission", hash);
    const isThere = (await this.#client.expire(at, KEPT_SECONDS)) === 1;
    if (!isThere) await this.#client.set(at, this.#seal.seal("submission", hash, await pack()), "EX", KEPT_SECONDS);
  }

  async submission(hash: string): Promise<Buffer | undefined> {
    return this.#opened("submission", hash, MAX_PACKED_SUBMISSION_BYTES);
  }

  /** @param id of the job, which says what was graded and how many gradings came before */
  async putGrading(id: string, grading: Grading): Promise<void> {
    await this.#client.set(placeOf("grading", id), await this.#packed("grading", id, grading), "EX", KEPT_SECONDS);
  }

  async grading(id: string): Promise<Grading | undefined> {
    return this.#value("grading", id, gradingSchema);
  }

  async #packed(kind: Sealed, name: string, value: object): Promise<Buffer> {
    const packed = await promisify(gzip)(JSON.stringify(value));
    if (packed.byteLength > MAX_PACKED_RESULT_BYTES) throw new Error(`a ${kind} is too large for the queue`);
    return this.#seal.seal(kind, name, packed);
  }

  async #value<T>(kind: Sealed, name: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const packed = await this.#opened(kind, name, MAX_PACKED_RESULT_BYTES);
    if (packed === undefined) return undefined;
    try {
      const text = await promisify(gunzip)(packed, { maxOutputLength: MAX_RESULT_BYTES });
      return schema.parse(JSON.parse(text.toString("utf8")));
    } catch {
      await this.#throwAway(kind, name);
      return undefined;
    }
  }

  /** @param limit in bytes; nothing beyond it is fetched */
  async #opened(kind: Sealed, name: string, limit: number): Promise<Buffer | undefined> {
    const found = await this.#client.getrangeBuffer(placeOf(kind, name), 0, limit).catch((error: Error) => {
      // The key may hold a list or a set.
      if (error.message.startsWith("WRONGTYPE")) return undefined;
      throw error;
    });
    // GETRANGE returns an empty string for a missing key.
    if (found?.byteLength === 0) return undefined;
    const value = found === undefined ? undefined : this.#seal.open(kind, name, found);
    if (value === undefined) await this.#throwAway(kind, name);
    return value;
  }

  async #throwAway(kind: Sealed, name: string): Promise<void> {
    await this.#client.del(placeOf(kind, name));
    this.#onBadValue();
  }
}

/** The number separates these values from those of an older version, which were not authenticated. */
const placeOf = (kind: Sealed, name: string) => `workbook:2:${kind}:${name}`;
