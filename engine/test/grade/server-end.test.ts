import { describe, expect, test } from "vitest";
import { bootReason } from "../../grade/boot-reason.ts";
import { describeEnd } from "../../grade/server-end.ts";

const QUIET = { report: undefined, stderr: "", folder: "/submission" };
const alive = { exitCode: null, signal: null, killedFor: undefined, remains: QUIET };

describe("the end of a server's process has the code", () => {
  test.each([
    ["server-exited", { ...alive, exitCode: 0 }],
    ["server-signalled", { ...alive, signal: "SIGTERM" }],
    ["server-killed", { ...alive, signal: "SIGKILL", killedFor: "it used more than 512 MB of memory" }],
    ["server-killed", { ...alive, signal: "SIGXCPU" }],
  ])("%s", (code, ending) => {
    expect(describeEnd(ending).code).toBe(code);
  });
});

test("a server that runs but never listens has the code never-listened", () => {
  expect(bootReason({ state: "silent", socket: undefined }, "").code).toBe("never-listened");
});
