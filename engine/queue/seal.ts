/**
 * Authenticates what is stored in the queue with the grading secret (HMAC-SHA-256), because anyone who can reach the
 * server can write to it. The secret itself is never stored there.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** The kind of a value is part of its MAC, so that a value of one kind is not valid as another. */
export type Sealed = "job" | "submission" | "result" | "grading";

const MAC_BYTES = 32;
const TAG_CHARS = 12;

export class Seal {
  readonly #key: Buffer;

  /** @param secret see `gradingSecret` */
  constructor(secret: string) {
    // A derived key: seeds come from the same secret, and a seed must never reveal part of a MAC.
    this.#key = createHmac("sha256", secret).update("workbook queue authentication/1").digest();
  }

  /** Distinguishes queues of different secrets without revealing the secret. 12 hexadecimal digits. */
  get tag(): string {
    return createHmac("sha256", this.#key).update("tag").digest("hex").slice(0, TAG_CHARS);
  }

  /** @param name what the value belongs to, such as a job's id: under another name the MAC is invalid */
  mac(kind: Sealed, name: string, value: Uint8Array): Buffer {
    // JSON escapes line ends, so no name can run into the value.
    return createHmac("sha256", this.#key)
      .update(`${JSON.stringify([kind, name])}\n`)
      .update(value)
      .digest();
  }

  isRight(mac: Uint8Array, kind: Sealed, name: string, value: Uint8Array): boolean {
    return mac.byteLength === MAC_BYTES && timingSafeEqual(mac, this.mac(kind, name, value));
  }

  /** Returns the value with its MAC in front. */
  seal(kind: Sealed, name: string, value: Buffer): Buffer {
    return Buffer.concat([this.mac(kind, name, value), value]);
  }

  /** Returns the value, or undefined when the MAC is missing or wrong. */
  open(kind: Sealed, name: string, sealed: Buffer): Buffer | undefined {
    const value = sealed.subarray(MAC_BYTES);
    return this.isRight(sealed.subarray(0, MAC_BYTES), kind, name, value) ? value : undefined;
  }
}
