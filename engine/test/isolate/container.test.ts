/**
 * Tests the container level without a container engine: its command line, the refusal when there is no engine, and a
 * grading through a stand-in that understands the same command line. same-verdict.test.ts has more of those.
 */
import { chmod, copyFile, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { containerArguments } from "../../isolate/container-arguments.ts";
import { probeNamespaces } from "../../isolate/probe.ts";
import { workbookAt } from "../../workbook.ts";
import { outcomeSummary } from "../grade/outcome-summary.ts";
import { graded } from "../grade/grading-fixture.ts";

const HOME = path.resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const sandboxes = "bubblewrap" in (await probeNamespaces(workbookAt(HOME)));

let programs: string;
let env: { PATH: string };
beforeAll(async () => {
  programs = await mkdtemp(path.join(tmpdir(), "engine-"));
  await copyFile(fileURLToPath(new URL("bubblewrap-engine.mjs", import.meta.url)), path.join(programs, "docker.mjs"));
  await chmod(path.join(programs, "docker.mjs"), 0o755);
  await symlink("docker.mjs", path.join(programs, "docker"));
  await symlink(process.execPath, path.join(programs, "node"));
  env = { PATH: `${programs}:${process.env["PATH"]}` };
});
afterAll(() => rm(programs, { recursive: true, force: true }));

test("a container gets no network, no capabilities, no writable disk, and limits for the rest", () => {
  const words = containerArguments({
    name: "workbook-1",
    image: "docker.io/library/node:20.20.2-slim",
    modules: "/home/ada, teacher/course/node_modules",
    childFile: "/course/engine/grade/child.mjs",
    hidden: [".cache"],
    shown: [["/cache/prebundle-1", "/workbook/node_modules/.cache/workbook/prebundle-1"]],
    rootfs: "/tmp/room",
    diskBytes: 1_000_000,
    memoryBytes: 2_000_000,
    tasks: 256,
    command: ["node", "/workbook/container-inside.mjs"],
  });
  expect(words.join(" ").replaceAll(" --", "\n--")).toMatchInlineSnapshot(`
    "run
    --rm
    --interactive
    --init
    --name workbook-1
    --network none
    --read-only
    --user 65534:65534
    --cap-drop ALL
    --security-opt no-new-privileges
    --pids-limit 256
    --memory 2000000
    --memory-swap 2000000
    --ulimit core=0
    --shm-size 64k
    --log-driver none
    --workdir /tmp
    --tmpfs /workbook/submission:rw,nosuid,nodev,size=1000000,mode=1777
    --tmpfs /tmp:rw,nosuid,nodev,size=1000000,mode=1777
    --tmpfs /workbook/node_modules/.cache:rw,size=64k,mode=0755
    --mount type=bind,"source=/home/ada, teacher/course/node_modules",target=/workbook/node_modules,readonly
    --mount type=bind,source=/course/engine/grade/child.mjs,target=/workbook/child.mjs,readonly
    --mount type=bind,source=/tmp/room/package.json,target=/workbook/package.json,readonly
    --mount type=bind,source=/cache/prebundle-1,target=/workbook/node_modules/.cache/workbook/prebundle-1,readonly
    --entrypoint node docker.io/library/node:20.20.2-slim /workbook/container-inside.mjs"
  `);
});

test("refuses the level without an engine, and says what to do", async () => {
  const nothing = await mkdtemp(path.join(programs, "nothing-"));
  await symlink(process.execPath, path.join(nothing, "node"));
  const { exitCode, stderr, verdict } = await graded({ env: { PATH: nothing } }, "--isolation", "container");
  expect(stderr).toBe(
    "The isolation container is not available here: neither docker nor podman is installed. Install one of them, or use --isolation namespaces.\n",
  );
  expect(exitCode).toBe(2);
  expect(verdict).toBeUndefined();
});

test.runIf(sandboxes)("a correct server passes through an engine with the same command line", async () => {
  const work = await graded({ env }, "--isolation", "container");
  expect(outcomeSummary(work)).toEqual(["1 passed", "2 passed"]);
  expect(work.verdict?.isolation).toBe("container");
});
