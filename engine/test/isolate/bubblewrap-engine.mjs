#!/usr/bin/env node
/**
 * A stand-in for `docker run` that uses bubblewrap as the engine and this machine's /usr as the image. It understands
 * enough of Docker's command line to grade servers where there is no daemon, and refuses unknown options.
 */
import { spawn } from "node:child_process";
import { readlinkSync, lstatSync } from "node:fs";
import process from "node:process";

const [verb, ...words] = process.argv.slice(2);
if (verb !== "run") throw new Error(`unknown command ${verb}`);

const mounts = [];
const options = ["--die-with-parent", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts"];
const environment = { PATH: "/container:/usr/local/bin:/usr/bin:/bin" };
let entrypoint;
for (let word = words.shift(); ; word = words.shift()) {
  if (word === undefined) throw new Error("no image");
  if (!word.startsWith("--")) break;
  if (["--rm", "--interactive", "--init", "--read-only"].includes(word)) continue;
  const value = words.shift();
  if (word === "--network" && value === "none") options.push("--unshare-net");
  else if (word === "--user") options.push("--uid", value.split(":")[0], "--gid", value.split(":")[1]);
  else if (word === "--workdir") options.push("--chdir", value);
  else if (word === "--entrypoint") entrypoint = value;
  else if (word === "--tmpfs") {
    const [folder, settings] = value.split(":");
    const size = /size=(\d+)(k?)/.exec(settings);
    const bytes = Number(size[1]) * (size[2] === "k" ? 1024 : 1);
    const mode = /mode=(\d+)/.exec(settings)[1];
    mounts.push([folder, ["--size", String(bytes), "--perms", mode, "--tmpfs", folder]]);
  } else if (word === "--mount") {
    const { source, target } = Object.fromEntries(value.split(",").map((field) => field.split("=")));
    mounts.push([target, [value.endsWith(",readonly") ? "--ro-bind" : "--bind", source, target]]);
  } else if (
    ![
      "--name",
      "--cap-drop",
      "--security-opt",
      "--pids-limit",
      "--memory",
      "--memory-swap",
      "--ulimit",
      "--shm-size",
      "--log-driver",
    ].includes(word)
  )
    throw new Error(`unknown option ${word}`);
}

const image = ["bin", "lib", "lib64"].flatMap((name) => {
  const found = lstatSync(`/${name}`, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return found.isSymbolicLink()
    ? ["--symlink", readlinkSync(`/${name}`), `/${name}`]
    : ["--ro-bind", `/${name}`, `/${name}`];
});
const inOrder = mounts.toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, mount]) => mount);
const child = spawn(
  "bwrap",
  [
    options,
    ["--ro-bind", "/usr", "/usr"],
    image,
    ["--dir", "/container", "--ro-bind", process.execPath, "/container/node"],
    ["--dev", "/dev", "--proc", "/proc", "--remount-ro", "/dev", "--dir", "/workbook", ...inOrder, "--remount-ro", "/"],
    Object.entries(environment).flatMap(([name, value]) => ["--setenv", name, value]),
    ["--", entrypoint, ...words],
  ].flat(),
  { env: { PATH: process.env.PATH }, stdio: "inherit" },
);
child.on("exit", (code, signal) => process.exit(signal === null ? code : 137));
