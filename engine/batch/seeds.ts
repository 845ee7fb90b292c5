/**
 * Derives a seed for each submission from a secret and the submission's content: students get different inputs that
 * they cannot predict, and grading again repeats them.
 */
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";

/** Sets the secret, so that several machines can grade one class together. */
export const SECRET_VARIABLE = "WORKBOOK_GRADING_SECRET";
const SECRET_BYTES = 32;
/** Every report prints a seed, from which a shorter secret could be found by brute force. */
const SHORTEST_SECRET = 16;
const LARGEST_SEED = 999_999_999;

/** The secret cannot be used. The message is one sentence. */
export class SecretError extends Error {
  override name = "SecretError";
}

/**
 * The secret of this workbook, created if there is none. It is in `.workbook/` rather than in the output folder,
 * because output folders are passed on, and so that two output folders of one class have the same seeds.
 * @param given the value of the environment variable, which takes precedence
 * @throws SecretError when it is too short; a file system error
 */
export async function gradingSecret(state: string, given: string | undefined): Promise<string> {
  const file = fileIn(state);
  return (await knownSecret(state, given)) ?? (await newSecret(file)) ?? (await secretIn(file)) ?? refuse(file);
}

/**
 * The secret, if there is one. A queue worker must not create its own, which the other machines would not know.
 * @param given the value of the environment variable, which takes precedence
 * @throws SecretError when it is too short; a file system error
 */
export async function knownSecret(state: string, given: string | undefined): Promise<string | undefined> {
  if (given === undefined || given === "") return secretIn(fileIn(state));
  if (given.length < SHORTEST_SECRET)
    throw new SecretError(`${SECRET_VARIABLE} must have ${SHORTEST_SECRET} characters or more.`);
  return given;
}

function fileIn(state: string): string {
  return path.join(state, "grading-secret");
}

/** Returns a seed from 1 to 999,999,999. */
export function seedFor(secret: string, lesson: string, submission: string): number {
  const number = createHmac("sha256", secret)
    .update(JSON.stringify([lesson, submission]))
    .digest()
    .readUIntBE(0, 6);
  return (number % LARGEST_SEED) + 1;
}

async function secretIn(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  return text.trim().length >= SHORTEST_SECRET ? text.trim() : refuse(file);
}

/** Returns undefined when another command created the file first; its secret then counts. */
async function newSecret(file: string): Promise<string | undefined> {
  await mkdir(path.dirname(file), { recursive: true });
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const scratch = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(scratch, "wx", 0o600);
    await handle.writeFile(`${secret}\n`);
    await handle.sync();
    await handle.close();
    await link(scratch, file);
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw error;
  } finally {
    await rm(scratch, { force: true });
  }
}

function refuse(file: string): never {
  throw new SecretError(`${file} contains no secret; remove it, and every submission gets a new seed.`);
}
