/** Archives for the tests: good ones by the usual writers, and evil ones byte by byte, as no honest writer makes them. */
import { crc32, deflateRawSync } from "node:zlib";
import { pack } from "tar-stream";
import type { Header } from "tar-stream";
import { ZipFile } from "../../tools/yazl.ts";

export type Tree = Readonly<Record<string, string>>;

/** A zip as a well-behaved writer makes it. */
export async function zipOf(tree: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(tree)) zip.addBuffer(Buffer.from(content as string), name);
  zip.end();
  return collected(zip.outputStream as AsyncIterable<Buffer>);
}

/** A tar as a well-behaved writer makes it. */
export async function tarOf(entries: readonly (Partial<Header> & { name: string; text?: string })[]): Promise<Buffer> {
  const tar = pack();
  for (const { text = "", ...header } of entries) tar.entry(header, text);
  tar.finalize();
  return collected(tar as AsyncIterable<Buffer>);
}

export function filesOf(tree: Tree): { name: string; text: string }[] {
  return Object.entries(tree).map(([name, text]) => ({ name, text }));
}

async function collected(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** One entry of an evil zip. What is not said is what an honest writer would write. */
export interface EvilEntry {
  readonly name: string | Buffer;
  readonly text?: string | Buffer;
  /** Unix mode with the kind of file, for example 0o120777 for a link. */
  readonly mode?: number;
  readonly flags?: number;
  readonly method?: number;
  /** What both headers claim. */
  readonly size?: number;
  readonly crc?: number;
  /** What the local header claims instead. */
  readonly localName?: string;
  readonly localSize?: number;
  /** Points to existing content at this offset of the file, and adds no bytes of its own. */
  readonly at?: number;
}

/** A zip file (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16) of entries that need not make sense. */
export function evilZip(entries: readonly EvilEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name as string);
    const content = Buffer.from((entry.text ?? "evil") as string);
    const method = entry.method ?? 8;
    const packed = method === 8 ? deflateRawSync(content, { level: 9 }) : content;
    const size = entry.size ?? content.byteLength;
    const shared = (here: number) => {
      const fields = Buffer.alloc(24);
      fields.writeUInt16LE(20, 0);
      // Bit 11: the name is UTF-8.
      fields.writeUInt16LE((entry.flags ?? 0) | 0x800, 2);
      fields.writeUInt16LE(method, 4);
      fields.writeUInt32LE(entry.crc ?? crc32(content), 10);
      fields.writeUInt32LE(packed.byteLength, 14);
      fields.writeUInt32LE(here, 18);
      return fields;
    };
    const localName = Buffer.from(entry.localName ?? name);
    const local = Buffer.concat([signature("PK\x03\x04"), shared(entry.localSize ?? size), word(0), localName, packed]);
    local.writeUInt16LE(localName.byteLength, 26);
    const at = entry.at ?? offset;
    if (entry.at === undefined) {
      locals.push(local);
      offset += local.byteLength;
    }
    const tail = Buffer.alloc(18);
    tail.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 10);
    tail.writeUInt32LE(at, 14);
    const record = Buffer.concat([signature("PK\x01\x02"), word((3 << 8) | 20), shared(size), tail.subarray(2), name]);
    record.writeUInt16LE(name.byteLength, 28);
    central.push(record);
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.byteLength, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function signature(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** One entry of an evil tar: a ustar header (POSIX pax) with any type flag and size, and what follows it. */
export function evilTarEntry(name: string, typeflag: string, content = "", size = content.length): Buffer {
  const header = Buffer.alloc(512);
  header.write(name.slice(0, 100), 0);
  header.write("0000644\x000000000\x000000000\0", 100);
  header.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0        ", 136);
  header.write(typeflag, 156);
  if (typeflag === "1" || typeflag === "2") header.write("/etc/passwd", 157);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  padded.write(content);
  return Buffer.concat([header, padded]);
}

/** A record of a pax header: its length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return `${length}${rest}`;
}

export const TAR_END = Buffer.alloc(1024);
