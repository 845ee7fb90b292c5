import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { newSeed, randomFor } from "../../kit/random.ts";
import { mergedCode, readClassCode, writeClassCode, type ClassCode, type CodeOf } from "../../similar/class-code.ts";
import { codeOf } from "../../similar/code.ts";
import { similarWork } from "../../similar/similar-work.ts";
import { printed, programOf } from "./programs.ts";

const seed = newSeed();
const random = randomFor(seed, "similar work");
const WORK = 400;

const code = (source: string, file = "server.ts") => codeOf(new Map([[file, source]]));
const handedIn = (name: string, source: string, file?: string): CodeOf => ({
  name,
  code: code(source, file),
  hash: source,
});

/** A class with a starter and a reference of its own. */
function classOf(submissions: readonly CodeOf[], earlier: readonly CodeOf[] = []): ClassCode & { solved: string } {
  const starter = printed(programOf(random, 40), random);
  const solved = printed(programOf(random, WORK), random);
  const [reference, given] = [code(solved), code(starter)];
  return { submissions, earlier, reference, starter: given, provided: [reference, given], solved };
}

test(`lists every group of copies, also one that is most of the class (seed ${seed})`, () => {
  const [copied, handedOn] = [programOf(random, WORK), printed(programOf(random, WORK), random)];
  const renamed = Array.from({ length: 40 }, (_, index) =>
    // Files of other names, too: a copy is often renamed.
    handedIn(`r${String(index).padStart(2, "0")}`, printed(copied, random), index % 2 === 0 ? "server.ts" : "main.ts"),
  );
  const identical = ["x", "y", "z"].map((name) => handedIn(name, handedOn));
  const alone = handedIn("alone", printed(programOf(random, WORK), random));
  const { groups, pairs } = similarWork(classOf([...renamed, ...identical, alone]));
  expect(groups).toEqual([
    { names: renamed.map(({ name }) => name), identical: false },
    { names: ["x", "y", "z"], identical: true },
  ]);
  // A group is listed once, not again as hundreds of pairs.
  expect(pairs).toEqual([]);
});

test(`a changed copy is a pair with the group that it was copied from (seed ${seed})`, () => {
  const copied = programOf(random, WORK);
  const copies = Array.from({ length: 20 }, (_, index) => handedIn(`c${index + 10}`, printed(copied, random)));
  const changed = handedIn("changed", printed([...copied, ...programOf(random, 100)], random));
  const { groups, pairs } = similarWork(classOf([...copies, changed]));
  expect(groups.map(({ names }) => names.length)).toEqual([20]);
  expect(pairs.map(({ a, b }) => [a, b])).toEqual([["c10", "changed"]]);
});

test("names who handed in the reference or the starter, which is no group of copies", () => {
  const all = classOf([]);
  const found = similarWork({
    ...all,
    submissions: [
      handedIn("one", all.solved),
      handedIn("two", all.solved),
      { name: "three", code: all.starter },
      { name: "four", code: all.starter },
      handedIn("five", ""),
      handedIn("six", ""),
    ],
  });
  expect(found).toMatchObject({ groups: [], sameAsReference: ["one", "two"], sameAsStarter: ["four", "three"] });
});

test(`finds work of an earlier year, copied as it is or in part (seed ${seed})`, () => {
  const old = programOf(random, WORK);
  const submissions = [
    handedIn("same", printed(old, random)),
    handedIn("part", printed([...old.slice(0, WORK / 2), ...programOf(random, 60)], random)),
    handedIn("own", printed(programOf(random, WORK), random)),
  ];
  const earlier = [
    handedIn("2024/eve", printed(programOf(random, WORK), random)),
    handedIn("2024/old", printed(old, random)),
  ];
  const found = similarWork(classOf(submissions, earlier)).earlier;
  expect(found.map(({ name, like, same }) => ({ name, like, same }))).toEqual([
    { name: "same", like: "2024/old", same: true },
    { name: "part", like: "2024/old", same: false },
  ]);
  expect(found[1]?.share).toBeLessThan(1);
});

test(`shards that are written and read again find what the whole class does (seed ${seed})`, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "code-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const copied = programOf(random, WORK);
  const submissions = ["ada", "bob", "cleo", "dan"].map((name) => handedIn(name, printed(copied, random)));
  const whole = classOf(submissions, [handedIn("old", printed(copied, random))]);
  const read: ClassCode[] = [];
  for (const half of [submissions.slice(0, 2), submissions.slice(1)]) {
    const file = path.join(folder, `${half[0]?.name}.jsonl`);
    await writeClassCode(file, { ...whole, submissions: half });
    read.push((await readClassCode(file)) as ClassCode);
  }
  const [first, second] = read as [ClassCode, ClassCode];
  expect(similarWork(mergedCode([first, second]))).toEqual(similarWork(whole));
  expect(similarWork(first).groups[0]?.names).toEqual(["ada", "bob"]);

  await writeFile(path.join(folder, "damaged"), '{"role":"starter"\n');
  expect(await readClassCode(path.join(folder, "damaged"))).toBeUndefined();
  expect(await readClassCode(path.join(folder, "missing"))).toBeUndefined();
});
