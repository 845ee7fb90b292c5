import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { unpack } from "../../../batch/intake/archive.ts";
import { NotGradable } from "../../../grade/not-gradable.ts";
import { newSeed, randomFor } from "../../../kit/random.ts";
import { evilTarEntry, evilZip, filesOf, paxRecord, TAR_END, tarOf, zipOf } from "./archives.ts";
import type { EvilEntry } from "./archives.ts";

const MANY = 1_001;
const FUZZ_ROUNDS = 60;
const MEGABYTE = 1024 * 1024;
const DEEP = `${"a/".repeat(20)}file.ts`;
const good: EvilEntry = { name: "server.ts", text: "export {};\n" };

/** Unpacks and says what came of it: the files, or the sentence of the refusal. Nothing may lie outside or be left. */
async function outcomeOf(name: string, bytes: Buffer): Promise<Record<string, string> | string> {
  const fixture = await mkdtemp(path.join(tmpdir(), "intake-"));
  onTestFinished(() => rm(fixture, { recursive: true, force: true }));
  await writeFile(path.join(fixture, name), bytes);
  const target = path.join(fixture, "deep", "out");
  await mkdir(path.dirname(target));
  try {
    await unpack(path.join(fixture, name), target, undefined);
  } catch (error) {
    if (!(error instanceof NotGradable)) throw error;
    expect(error.reason.code).toBe("submission-unreadable");
    expect(await readdir(fixture, { recursive: true }), "what a refusal leaves behind").toEqual(
      [name, "deep"].toSorted(),
    );
    return error.reason.message;
  }
  const files: Record<string, string> = {};
  for (const entry of await readdir(fixture, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === name) continue;
    const file = path.join(entry.parentPath, entry.name);
    files[path.relative(target, file)] = await readFile(file, "utf8");
  }
  return files;
}

const TREE = { "server.ts": "export {};\n", "realtime/ping.ts": "ping\n", "realtime/sub folder/ünï.ts": "" };

test("unpacks archives of ordinary tools", async () => {
  const zip = await zipOf(TREE);
  const tar = await tarOf(filesOf(TREE));
  expect(await outcomeOf("a.zip", zip)).toEqual(TREE);
  expect(await outcomeOf("A.ZIP", zip)).toEqual(TREE);
  expect(await outcomeOf("a.tar", tar)).toEqual(TREE);
  expect(await outcomeOf("a.tar.gz", gzipSync(tar))).toEqual(TREE);
  expect(await outcomeOf("a.tgz", gzipSync(tar))).toEqual(TREE);
  // As if it had been renamed.
  expect(await outcomeOf("plain.tgz", tar)).toEqual(TREE);
});

test("skips node_modules and other folders of tools, with all their files and links", async () => {
  const junk = [
    { name: "./node_modules/.bin/tsx", type: "symlink", linkname: "../tsx/cli.js" } as const,
    { name: "./node_modules/huge.js", text: randomBytes(5 * MEGABYTE).toString("latin1") },
    { name: ".git/HEAD", text: "ref" },
    { name: "__MACOSX/._server.ts", text: "mac" },
    { name: ".DS_Store", text: "mac" },
  ];
  const work = { name: "./server.ts", text: "export {};\n" };
  expect(await outcomeOf("a.tgz", gzipSync(await tarOf([...junk, work])))).toEqual({
    "server.ts": "export {};\n",
  });
  const zipped = junk.map(({ name, ...rest }) => ({ name, text: "text" in rest ? rest.text : "", mode: 0o120777 }));
  expect(await outcomeOf("a.zip", evilZip([...zipped, good]))).toEqual({ "server.ts": "export {};\n" });
});

const long = `${"x".repeat(256)}.ts`;
/** What is wrong with the name is the same in both kinds of archive, and so must be the answer. */
const NAMES: readonly [string, string][] = [
  ["../evil.ts", '../evil.ts leaves the folder by ".."'],
  ["a/../../evil.ts", 'a/../../evil.ts leaves the folder by ".."'],
  ["a/..", 'a/.. leaves the folder by ".."'],
  ["/etc/evil", "/etc/evil is an absolute path"],
  ["//host/share/evil", "//host/share/evil is an absolute path"],
  ["C:/evil.ts", "C:/evil.ts begins with a drive letter"],
  ["c:evil.ts", "c:evil.ts begins with a drive letter"],
  ["a\\..\\..\\evil.ts", "a\\..\\..\\evil.ts has a backslash in its name"],
  [DEEP, `${DEEP} is more than 16 folders deep`],
  ["server.ts", "server.ts is in the archive twice"],
  ["SERVER.ts", "SERVER.ts and server.ts are the same name on some systems"],
  ["./server.ts", "./server.ts is in the archive twice"],
  ["server.ts/evil.ts", "server.ts/evil.ts needs server.ts as both file and folder"],
];

test.each(NAMES)("refuses an entry named %j, in both kinds of archive", async (name, sentence) => {
  expect(await outcomeOf("ada.zip", evilZip([good, { name }]))).toBe(`ada.zip was not unpacked: ${sentence}`);
  const tar = await tarOf([
    { name: "server.ts", text: "export {};\n" },
    { name, text: "evil" },
  ]);
  expect(await outcomeOf("ada.tar", tar)).toBe(`ada.tar was not unpacked: ${sentence}`);
});

test("refuses names that only long headers can hold", async () => {
  const entry = evilTarEntry("short.ts", "0", "evil");
  const tar = (before: Buffer) => Buffer.concat([before, entry, TAR_END]);
  const gnuLong = (name: string) => tar(evilTarEntry("././@LongLink", "L", `${name}\0`));
  const pax = (name: string) => tar(evilTarEntry("pax", "x", paxRecord("path", name)));
  expect(await outcomeOf("a.tar", gnuLong("../evil.ts"))).toMatch(/leaves the folder/);
  expect(await outcomeOf("a.tar", pax("/evil.ts"))).toMatch(/is an absolute path/);
  expect(await outcomeOf("a.tar", pax("nul\0.ts"))).toBe(
    "a.tar was not unpacked: nul\\0.ts has a NUL character in its name",
  );
  expect(await outcomeOf("a.zip", evilZip([{ name: "nul\0.ts" }]))).toMatch(/nul\\0\.ts has a NUL character/);
  expect(await outcomeOf("a.tar", gnuLong(long))).toMatch(/has a name longer than 255 bytes$/);
  expect(await outcomeOf("a.tar", pax("y/".repeat(600)))).toMatch(
    /^a\.tar was not unpacked: y\/.* has a path longer than 1024 bytes$/,
  );
  expect(await outcomeOf("a.tar", gnuLong("z".repeat(3 * MEGABYTE)))).toMatch(/has a path longer than 1024 bytes$/);
  expect(await outcomeOf("a.tar", gnuLong("w".repeat(5 * MEGABYTE)))).toMatch(/is not a complete tar archive/);
});

test("treats composed and decomposed letters as the same name", async () => {
  const composed = "café.ts";
  const entries = [{ name: composed }, { name: composed.normalize("NFD") }];
  expect(await outcomeOf("a.zip", evilZip(entries))).toMatch(/are the same name on some systems$/);
  expect(await outcomeOf("a.tar", await tarOf(entries))).toMatch(/are the same name on some systems$/);
  expect(await outcomeOf("a.zip", evilZip([{ name: "Lib/a.ts" }, { name: "lib/b.ts" }]))).toMatch(/are the same name/);
  expect(await outcomeOf("a.zip", evilZip([{ name: "lib/a.ts" }, { name: "lib" }]))).toMatch(
    /lib as both file and folder/,
  );
});

test.each([
  [0o010644, "6", "link is a pipe"],
  [0o020644, "3", "link is a device"],
  [0o060644, "4", "link is a device"],
  [0o140644, "S", "link is an entry of an unknown kind"],
])("refuses mode %o and type flag %s", async (mode, flag, sentence) => {
  expect(await outcomeOf("a.zip", evilZip([good, { name: "link", mode }]))).toBe(`a.zip was not unpacked: ${sentence}`);
  const tar = Buffer.concat([evilTarEntry("link", flag), TAR_END]);
  expect(await outcomeOf("a.tar", tar)).toBe(`a.tar was not unpacked: ${sentence}`);
});

test("leaves out symbolic links, and nothing is written through one", async () => {
  const zipped = [good, { name: "link", mode: 0o120777, text: "/etc" }];
  expect(await outcomeOf("a.zip", evilZip(zipped))).toEqual({ "server.ts": "export {};\n" });
  const tarred = [evilTarEntry("link", "2"), evilTarEntry("server.ts", "0", "export {};\n")];
  expect(await outcomeOf("a.tar", Buffer.concat([...tarred, TAR_END]))).toEqual({ "server.ts": "export {};\n" });
  const through = [...zipped, { name: "link/evil.ts" }];
  expect(await outcomeOf("a.zip", evilZip(through))).toMatch(/link\/evil\.ts needs link as both file and folder$/);
  const onto = [...zipped, { name: "link" }];
  expect(await outcomeOf("a.zip", evilZip(onto))).toMatch(/link is in the archive twice$/);
});

test("refuses a name that is not UTF-8, in both kinds of archive", async () => {
  const name = Buffer.from("\xdcbung.txt", "latin1");
  const sentence = "\ufffdbung.txt has a name that is not UTF-8";
  expect(await outcomeOf("a.zip", evilZip([good, { name }]))).toBe(`a.zip was not unpacked: ${sentence}`);
  const entry = evilTarEntry("?bung.txt", "0", "evil");
  entry[0] = 0xdc;
  // The header contains the sum of its bytes, in octal (POSIX pax, "ustar Interchange Format").
  const sum = Number.parseInt(entry.toString("latin1", 148, 154), 8) - "?".charCodeAt(0) + 0xdc;
  entry.write(sum.toString(8).padStart(6, "0"), 148);
  expect(await outcomeOf("a.tar", Buffer.concat([entry, TAR_END]))).toBe(`a.tar was not unpacked: ${sentence}`);
});

test("refuses a hard link and a sparse file, which only tar has", async () => {
  expect(await outcomeOf("a.tar", Buffer.concat([evilTarEntry("hard", "1"), TAR_END]))).toMatch(/hard is a hard link$/);
  const sparse = [evilTarEntry("pax", "x", paxRecord("GNU.sparse.realsize", "99")), evilTarEntry("s.ts", "0", "evil")];
  expect(await outcomeOf("a.tar", Buffer.concat([...sparse, TAR_END]))).toMatch(/s\.ts is a sparse file$/);
});

test("refuses decompression bombs before unpacking them", async () => {
  const zeros = Buffer.alloc(3 * MEGABYTE);
  expect(await outcomeOf("ratio.zip", evilZip([{ name: "bomb", text: zeros }]))).toBe(
    "ratio.zip was not unpacked: bomb would unpack to more than 200 times its packed size",
  );
  expect(await outcomeOf("size.zip", evilZip([{ name: "bomb", size: 2 ** 32 - 2 }]))).toMatch(
    /bomb would be 4096 MB large/,
  );
  const files = Array.from({ length: MANY }, (_, index) => ({ name: `f${index}` }));
  expect(await outcomeOf("count.zip", evilZip(files))).toMatch(/f1000 is one more than the 1000 files/);
  const folders = Array.from({ length: 2_001 }, (_, index) => ({ name: `f${index}/`, text: "" }));
  expect(await outcomeOf("folders.zip", evilZip(folders))).toMatch(/more than the 2000 files and folders/);
  const large = Array.from({ length: 9 }, (_, index) => ({
    name: `${index}.bin`,
    text: "x".repeat(4 * MEGABYTE - 1),
  }));
  expect(await outcomeOf("total.tar", await tarOf(large))).toMatch(
    /8\.bin would make the submission larger than 32 MB$/,
  );
  const blank = gzipSync(Buffer.alloc(40 * MEGABYTE));
  expect(await outcomeOf("blank.tgz", blank)).toMatch(
    /^blank\.tgz was not unpacked: it would grow to more than 200 times/,
  );
  // The second entry is inside the first one's content: small on disk, endless when unpacked.
  const inner = { name: "b.ts", text: "inner" };
  const overlapping = evilZip([
    { name: "a.ts", method: 0, text: evilZip([inner]) },
    { ...inner, at: 30 + "a.ts".length },
  ]);
  expect(await outcomeOf("overlap.zip", overlapping)).toBe(
    "overlap.zip was not unpacked: b.ts shares its content with a.ts",
  );
});

test("refuses archives whose headers are wrong", async () => {
  const text = "0123456789";
  expect(await outcomeOf("a.zip", evilZip([{ name: "long", text, size: 9 }]))).toMatch(
    /: long (contains more|cannot be unpacked)/,
  );
  expect(await outcomeOf("a.zip", evilZip([{ name: "short", text, size: 11 }]))).toMatch(
    /: short (contains|cannot be unpacked)/,
  );
  expect(await outcomeOf("a.zip", evilZip([{ name: "sum", text, crc: 7 }]))).toMatch(/sum does not match its checksum/);
  expect(await outcomeOf("a.zip", evilZip([{ name: "two", localName: "2wo" }]))).toMatch(
    /two is described differently/,
  );
  expect(await outcomeOf("a.zip", evilZip([{ name: "two", text, localSize: 3 }]))).toMatch(
    /two is described differently/,
  );
  expect(await outcomeOf("a.zip", evilZip([{ name: "secret", flags: 1 }]))).toMatch(/secret is encrypted$/);
  expect(await outcomeOf("a.zip", evilZip([{ name: "odd", method: 99 }]))).toMatch(/odd is packed by method 99/);
  expect(await outcomeOf("a.zip", evilZip([{ name: "folder/", text }]))).toMatch(/is a folder with content/);
  expect(await outcomeOf("a.tar", Buffer.concat([evilTarEntry("a", "0", "x", 9_999), TAR_END]))).toMatch(
    /not a complete tar/,
  );
  expect(await outcomeOf("a.rar", Buffer.from("Rar!"))).toBe(
    "a.rar is an archive of an unsupported kind; hand in a .zip or a .tar.gz",
  );
});

test("refuses truncated archives, wherever they are cut, and files that are not archives", async () => {
  const zip = await zipOf(TREE);
  const tar = await tarOf(filesOf(TREE));
  const gz = gzipSync(tar);
  for (const part of [0, 0.2, 0.5, 0.9, 0.999]) {
    const cut = (whole: Buffer) => whole.subarray(0, Math.floor(whole.byteLength * part));
    expect(await outcomeOf("a.zip", cut(zip))).toMatch(/^a\.zip is not a complete zip archive: /);
    expect(await outcomeOf("a.tgz", cut(gz))).toMatch(/^a\.tgz is not a complete tar archive: /);
    // The end mark is two blocks, of which readers ask for one.
    if (part < 0.9) expect(await outcomeOf("a.tar", cut(tar))).toMatch(/^a\.tar is not a complete tar archive: /);
  }
  const flipped = Buffer.from(gz);
  flipped.writeUInt8(flipped.readUInt8(20) ^ 0xff, 20);
  expect(await outcomeOf("a.tgz", flipped)).toMatch(/^a\.tgz (is not a complete tar archive|was not unpacked)/);
  expect(await outcomeOf("a.zip", Buffer.from("<html>sign in first</html>"))).toMatch(/is not a complete zip archive/);
  expect(await outcomeOf("a.tgz", Buffer.from("<html>sign in first</html>"))).toMatch(/is not a complete tar archive/);
});

test("a name from an archive can neither break the sentence nor control the terminal", async () => {
  const message = await outcomeOf("a.zip", evilZip([{ name: "../\u001b[2Jred\nok.ts" }]));
  expect(message).toBe('a.zip was not unpacked: ../red\\nok.ts leaves the folder by ".."');
});

test("stops at once when aborted, and leaves no file behind", async () => {
  const fixture = await mkdtemp(path.join(tmpdir(), "intake-"));
  onTestFinished(() => rm(fixture, { recursive: true, force: true }));
  const file = path.join(fixture, "a.zip");
  await writeFile(file, await zipOf(TREE));
  const stopped = unpack(file, path.join(fixture, "out"), AbortSignal.abort(new Error("enough")));
  await expect(stopped).rejects.toThrow("enough");
  expect(await readdir(fixture)).toEqual(["a.zip"]);
});

const seed = newSeed();
test(`an archive with any bytes changed is unpacked inside or refused, never anything else (seed ${seed})`, async () => {
  const tar = await tarOf(filesOf(TREE));
  const archives = { "a.zip": await zipOf(TREE), "a.tar": tar, "a.tgz": gzipSync(tar) };
  for (let round = 0; round < FUZZ_ROUNDS; round++) {
    const random = randomFor(seed, `fuzz ${round}`);
    const name = random.pick(Object.keys(archives) as (keyof typeof archives)[]);
    const bytes = Buffer.from(archives[name]);
    for (let count = random.integer(1, 4); count > 0; count--)
      bytes.writeUInt8(random.integer(0, 255), random.integer(0, bytes.byteLength - 1));
    const outcome = await outcomeOf(name, bytes);
    if (typeof outcome === "string") expect(outcome, `round ${round}`).toMatch(/^a\.(zip|tar|tgz) (was|is) /);
    else for (const file of Object.keys(outcome)) expect(file.startsWith(".."), `round ${round}: ${file}`).toBe(false);
  }
});
