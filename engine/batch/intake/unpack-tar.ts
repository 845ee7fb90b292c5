import { createReadStream } from "node:fs";
import type { ReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { PassThrough } from "node:stream";
import type { Duplex, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import type { Header } from "tar-stream";
import { NotGradable } from "../../grade/not-gradable.ts";
import { megabytes } from "../../grade/submitted-files.ts";
import { MAX_INFLATED_BYTES, MAX_RATIO, RATIO_FLOOR_BYTES } from "./archive-limits.ts";
import type { Entry, Unpacking } from "./unpacking.ts";

/** RFC 1952 section 2.3.1. */
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
/** A tar archive is a sequence of blocks; a block of zeros ends it (POSIX pax, "ustar Interchange Format"). */
const BLOCK_BYTES = 512;

/** The kinds of entry, as tar-stream names them. Everything else is refused. */
const KINDS = new Map<Header["type"], Entry["kind"]>([
  ["file", "file"],
  ["contiguous-file", "file"],
  ["directory", "folder"],
  ["symlink", "symbolic link"],
  ["link", "hard link"],
  ["character-device", "device"],
  ["block-device", "device"],
  ["fifo", "pipe"],
]);

/**
 * Unpacks a tar archive, compressed by gzip or not (its first bytes say which), while it is read.
 * @param file absolute path of the archive
 * @throws NotGradable in one sentence; or a file system error when writing failed
 */
export async function unpackTar(file: string, unpacking: Unpacking): Promise<void> {
  const packed = createReadStream(file);
  const entries = extract();
  const inflated: Duplex = (await isGzip(file)) ? createGunzip() : new PassThrough();
  const limited = (source: AsyncIterable<Buffer>) => withinLimits(source, packed, unpacking);
  // tar-stream uses the streamx package, whose streams behave like Node's here.
  const fed = pipeline(packed, inflated, limited, entries as unknown as Writable);
  const unpacked = (async () => {
    for await (const entry of entries) {
      const { header } = entry;
      if (Object.keys(header.pax ?? {}).some((key) => key.startsWith("GNU.sparse")))
        throw unpacking.refusal(header.name, "is a sparse file");
      const kind = KINDS.get(header.type) ?? "entry of an unknown kind";
      const described: Entry = { name: header.name, kind, bytes: header.size };
      const place = await unpacking.admit(described);
      if (place === undefined) entry.resume();
      else await unpacking.write(place, described, entry as AsyncIterable<Buffer>);
    }
  })();
  // The first failure (a full disk, a refused entry, a truncated file) ends both.
  const [feeding, unpackingDone] = await Promise.allSettled([
    fed,
    unpacked.catch((error: Error) => {
      entries.destroy(error);
      packed.destroy();
      throw error;
    }),
  ]);
  const reasons = [unpackingDone, feeding].flatMap((end) => (end.status === "rejected" ? [end.reason as Error] : []));
  const [first] = reasons;
  if (first === undefined) return;
  throw reasons.find((reason) => reason instanceof NotGradable) ?? ownFault(first) ?? broken(first, unpacking);
}

/** Yields the decompressed archive. Throws NotGradable when it grows too much or its end is missing. */
async function* withinLimits(
  source: AsyncIterable<Buffer>,
  packed: ReadStream,
  unpacking: Unpacking,
): AsyncGenerator<Buffer> {
  let total = 0;
  let last = Buffer.alloc(0);
  for await (const chunk of source) {
    total += chunk.byteLength;
    if (total > MAX_INFLATED_BYTES)
      throw unpacking.refusalOfAll(`was not unpacked: it contains more than ${megabytes(MAX_INFLATED_BYTES)}`);
    if (total > RATIO_FLOOR_BYTES && total > packed.bytesRead * MAX_RATIO)
      throw unpacking.refusalOfAll(`was not unpacked: it would grow to more than ${MAX_RATIO} times its packed size`);
    last = Buffer.concat([last, chunk.subarray(-BLOCK_BYTES)]).subarray(-BLOCK_BYTES);
    yield chunk;
  }
  if (total % BLOCK_BYTES !== 0 || last.byteLength < BLOCK_BYTES || last.some((byte) => byte !== 0))
    throw unpacking.refusalOfAll("is not a complete tar archive: its end is missing");
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(GZIP_MAGIC.byteLength), 0, GZIP_MAGIC.byteLength, 0);
    return buffer.equals(GZIP_MAGIC);
  } finally {
    await handle.close();
  }
}

/** Errors that say nothing about the archive: those of the file system, and an abort. */
function ownFault(error: NodeJS.ErrnoException): Error | undefined {
  return error.syscall !== undefined || error.name === "AbortError" ? error : undefined;
}

function broken(error: Error, unpacking: Unpacking): NotGradable {
  return unpacking.refusalOfAll(`is not a complete tar archive: ${error.message}`);
}
