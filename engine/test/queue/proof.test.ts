/** What a MAC covers, and what is not unpacked even with a valid one. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { unpackSubmission } from "../../queue/packed-submission.ts";
import { jobId, jobOf, provenJob } from "../../queue/queue-job.ts";
import { config, first, seal, stranger, twoJobs } from "./two-jobs.ts";
import { bomb, flipped, packed } from "./bad-bytes.ts";

const { folder, ada, bob } = await twoJobs();

test("a MAC is valid for one kind, one name, one value and one secret", () => {
  const value = Buffer.from("value");
  const sealed = seal.seal("result", "k", value);
  expect(seal.open("result", "k", sealed)).toEqual(value);
  expect(seal.open("grading", "k", sealed)).toBeUndefined();
  expect(seal.open("result", "K", sealed)).toBeUndefined();
  expect(stranger.open("result", "k", sealed)).toBeUndefined();
  for (let at = 0; at < sealed.byteLength; at++) expect(seal.open("result", "k", flipped(sealed, at))).toBeUndefined();
  for (let end = 0; end < sealed.byteLength; end++)
    expect(seal.open("result", "k", sealed.subarray(0, end))).toBeUndefined();
  // The boundary between name and value cannot be moved.
  expect(seal.mac("result", 'k"]\n', Buffer.from("v"))).not.toEqual(seal.mac("result", "k", Buffer.from('"]\nv')));
});

test("a job is accepted only unchanged", () => {
  const job = jobOf(ada, first, seal);
  expect(provenJob(ada.key, job, seal)).toEqual(job);
  // The order of the fields does not matter.
  expect(provenJob(ada.key, Object.fromEntries(Object.entries(job).toReversed()), seal)).toEqual(job);
  const changed: readonly [string, unknown][] = [
    [bob.key, job],
    [jobId(ada.key, 1), job],
    [jobId(ada.key, 1), { ...job, before: 1 }],
    [ada.key, { ...job, hash: bob.hash }],
    [ada.key, { ...job, seed: 8 }],
    [ada.key, { ...job, alone: true }],
    [ada.key, { ...job, fresh: true }],
    [ada.key, { ...job, config: { ...config, isolation: "namespaces" } }],
    [ada.key, { ...job, more: 1 }],
    [ada.key, { ...job, mac: "" }],
    [ada.key, { ...job, mac: seal.mac("job", bob.key, Buffer.from("")).toString("base64url") }],
    [ada.key, jobOf(ada, first, stranger)],
    [ada.key, null],
    [ada.key, "job"],
  ];
  for (const [id, data] of changed) expect(provenJob(id, data, seal), JSON.stringify(data)).toBeUndefined();
});

test("a submission beyond the limits is not unpacked", async () => {
  const target = (name: string) => path.join(folder, "unpacked", name);
  await mkdir(path.join(folder, "unpacked"));
  const file = (name: string, content: unknown = "") => packed([[name, content]]);
  const many = packed(Array.from({ length: 1_001 }, (_, index) => [`${index}.ts`, ""]));
  const bad = [bomb(), gzipSync("{"), file("../evil.ts"), file("/etc/evil"), file(""), file("a.ts", 1), many];
  for (const [index, value] of bad.entries())
    await expect(unpackSubmission(value, target(String(index)), ada.hash)).rejects.toThrow(/./);
  const twice = packed([
    ["a.ts", ""],
    ["a.ts", ""],
  ]);
  await expect(unpackSubmission(twice, target("twice"), ada.hash)).rejects.toThrow("EEXIST");
  const through = packed([
    ["link", null],
    ["link/evil.ts", ""],
  ]);
  await expect(unpackSubmission(through, target("through"), ada.hash)).rejects.toThrow(/ENOTDIR|EEXIST|ENOENT/);
});
