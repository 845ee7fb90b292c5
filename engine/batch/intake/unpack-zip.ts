import { crc32 } from "node:zlib";
import { getFileNameLowLevel, openPromise } from "yauzl";
import type { Entry as ZipEntry, ZipFile } from "yauzl";
import { fileSystemCode } from "../../grade/machine-fault.ts";
import { NotGradable } from "../../grade/not-gradable.ts";
import { MAX_RATIO, RATIO_FLOOR_BYTES } from "./archive-limits.ts";
import type { Entry, Unpacking } from "./unpacking.ts";

/** Unix writers put a file's mode into the high half of the external attributes; S_IFMT is its kind (inode(7)). */
const MODE_SHIFT = 16;
const KIND_MASK = 0o170000;
const KINDS = new Map<number, Entry["kind"]>([
  [0o120000, "symbolic link"],
  [0o010000, "pipe"],
  [0o020000, "device"],
  [0o060000, "device"],
  [0o140000, "entry of an unknown kind"],
]);
/** General purpose bit 3: sizes and checksum follow the content (APPNOTE.TXT section 4.4.4). */
const SIZES_FOLLOW = 0x08;
/** The actual value is in the zip64 extra field (section 4.4.8). */
const IN_EXTRA_FIELD = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;

/**
 * Unpacks a zip archive, one entry after the other. Reads the central directory, as tools that list archives do, and
 * refuses the archive when a local header disagrees with it.
 * @param file absolute path of the archive
 * @throws NotGradable in one sentence; or a file system error when writing failed
 */
export async function unpackZip(file: string, unpacking: Unpacking): Promise<void> {
  const zip = await openPromise(file, { decodeStrings: false, autoClose: false }).catch(refuseBroken(unpacking));
  try {
    // Entries that share bytes would unpack to more than the archive holds (a zip bomb).
    const spans: { readonly from: number; readonly to: number; readonly name: string }[] = [];
    for await (const entry of entriesOf(zip, unpacking)) {
      const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
      const bytes = entry.uncompressedSize;
      const described: Entry = { name, kind: kindOf(entry, name), bytes };
      const place = await unpacking.admit(described);
      if (place === undefined) continue;
      refuseUnpackable(entry, name, unpacking);
      const from = entry.relativeOffsetOfLocalHeader;
      const start = await startOfContent(zip, entry, name, unpacking);
      const to = start + entry.compressedSize;
      const other = spans.find((span) => span.from < to && from < span.to);
      if (other !== undefined) throw unpacking.refusal(name, `shares its content with ${other.name}`);
      spans.push({ from, to, name });
      await unpacking.write(place, described, contentOf(zip, entry, name, unpacking));
    }
  } finally {
    zip.close();
  }
}

async function* entriesOf(zip: ZipFile, unpacking: Unpacking): AsyncGenerator<ZipEntry> {
  const entries = zip.eachEntry();
  for (;;) {
    const next = await entries.next().catch(refuseBroken(unpacking));
    if (next.done === true) return;
    yield next.value;
  }
}

/** A name that ends with a slash is a folder; writers on Windows give no other sign. */
function kindOf(entry: ZipEntry, name: string): Entry["kind"] {
  const special = KINDS.get((entry.externalFileAttributes >>> MODE_SHIFT) & KIND_MASK);
  return special ?? (name.endsWith("/") ? "folder" : "file");
}

function refuseUnpackable(entry: ZipEntry, name: string, unpacking: Unpacking): void {
  if (entry.isEncrypted()) throw unpacking.refusal(name, "is encrypted");
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    throw unpacking.refusal(name, `is packed by method ${entry.compressionMethod}, which is not read here`);
  const { uncompressedSize: large, compressedSize: small } = entry;
  if (large > RATIO_FLOOR_BYTES && large > small * MAX_RATIO)
    throw unpacking.refusal(name, `would unpack to more than ${MAX_RATIO} times its packed size`);
}

async function startOfContent(zip: ZipFile, entry: ZipEntry, name: string, unpacking: Unpacking): Promise<number> {
  const local = await zip.readLocalFileHeaderPromise(entry, { minimal: false }).catch((error: Error) => {
    if (fileSystemCode(error) !== undefined) throw error;
    throw unpacking.refusal(name, `cannot be read: ${error.message}`);
  });
  const sizesFollow = (local.generalPurposeBitFlag & SIZES_FOLLOW) !== 0;
  const differs = (here: number, there: number) => here !== there && here !== IN_EXTRA_FIELD && !sizesFollow;
  if (
    !local.fileName.equals(entry.fileNameRaw) ||
    local.compressionMethod !== entry.compressionMethod ||
    differs(local.compressedSize, entry.compressedSize) ||
    differs(local.uncompressedSize, entry.uncompressedSize)
  )
    throw unpacking.refusal(name, "is described differently by the archive's directory and by its own header");
  return local.fileDataStart;
}

/** Yields the entry's content; compares the checksum after the last byte. */
async function* contentOf(zip: ZipFile, entry: ZipEntry, name: string, unpacking: Unpacking): AsyncGenerator<Buffer> {
  let sum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      sum = crc32(chunk as Buffer, sum);
      yield chunk as Buffer;
    }
  } catch (error) {
    const isKnown = error instanceof NotGradable || (error as Error).name === "AbortError";
    if (isKnown || fileSystemCode(error) !== undefined) throw error;
    throw unpacking.refusal(name, `cannot be unpacked: ${(error as Error).message}`);
  }
  if (sum !== entry.crc32) throw unpacking.refusal(name, "does not match its checksum; the archive is damaged");
}

function refuseBroken(unpacking: Unpacking): (error: Error) => never {
  return (error) => {
    if (fileSystemCode(error) !== undefined) throw error;
    throw unpacking.refusalOfAll(`is not a complete zip archive: ${error.message}`);
  };
}
