/**
 * Proof that what lies in the queue was put there by somebody who knows the grading secret. Anybody who reaches the
 * server can write to it; the secret itself never lies there.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** What a value is taken for. Part of the proof: a proof for one kind is none for another. */
export type Sealed = "job" | "submission" | "result" | "attempt";

const MAC_BYTES = 32;
const TAG_CHARS = 12;

export class Seal {
  readonly #key: Buffer;

  /** @param secret see `gradingSecret` */
  constructor(secret: string) {
    // A key of its own: seeds come from the same secret, and no seed must ever tell a piece of a proof.
    this.#key = createHmac("sha256", secret).update("workbook queue authentication/1").digest();
  }

  /** Tells queues of different secrets apart and tells nothing about the secret. 12 hexadecimal digits. */
  get tag(): string {
    return createHmac("sha256", this.#key).update("tag").digest("hex").slice(0, TAG_CHARS);
  }

  /** @param name what the value belongs to, such as a job's id: moved elsewhere, it proves nothing */
  mac(kind: Sealed, name: string, value: Uint8Array): Buffer {
    // JSON has no line end of its own, so no name can pass for the beginning of a value.
    return createHmac("sha256", this.#key)
      .update(`${JSON.stringify([kind, name])}\n`)
      .update(value)
      .digest();
  }

  isRight(mac: Uint8Array, kind: Sealed, name: string, value: Uint8Array): boolean {
    return mac.byteLength === MAC_BYTES && timingSafeEqual(mac, this.mac(kind, name, value));
  }

  /** The value with its proof before it. */
  seal(kind: Sealed, name: string, value: Buffer): Buffer {
    return Buffer.concat([this.mac(kind, name, value), value]);
  }

  /** The value; undefined when the proof is missing or wrong. */
  open(kind: Sealed, name: string, sealed: Buffer): Buffer | undefined {
    const value = sealed.subarray(MAC_BYTES);
    return this.isRight(sealed.subarray(0, MAC_BYTES), kind, name, value) ? value : undefined;
  }
}
