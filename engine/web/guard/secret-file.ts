import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";

const SECRET_BYTES = 32;

/**
 * Reads the random bytes in `file`, or creates them, readable for this account only. Never rejects: where the file
 * cannot be written, the secret lasts as long as the process.
 */
export async function keptSecret(file: string): Promise<Buffer> {
  const known = await readFile(file).catch(() => undefined);
  if (known?.length === SECRET_BYTES) return known;
  const secret = randomBytes(SECRET_BYTES);
  // A page and its threads may make it at the same moment.
  const scratch = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(scratch, "wx", 0o600);
    await handle.writeFile(secret);
    await handle.close();
    await rename(scratch, file);
  } catch {
    await rm(scratch, { force: true }).catch(() => undefined);
  }
  return secret;
}
