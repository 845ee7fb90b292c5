import { readdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { finished, withGradingFixture, type GradingFixture } from "./grading-fixture.ts";
import { inFolder, until } from "./processes.ts";

const UNDER_WAY_LIMIT_MS = 20_000;

/** `submissions/hangs` leaves a file beside its temporary folder once it hangs. */
const HANGS = { folder: "submissions/hangs" };
const LOOPS = { folder: "submissions/hangs-in-a-loop" };

describe.concurrent("a grading that is interrupted while a server hangs", () => {
  test.each([
    { signal: "SIGINT", code: 130 },
    { signal: "SIGTERM", code: 143 },
    { signal: "SIGHUP", code: 129 },
  ] as const)("by $signal ends with $code and leaves nothing behind", async ({ signal, code }) => {
    await withGradingFixture(HANGS, async (fixture) => {
      const command = fixture.check([]);
      const end = finished(command);
      await hanging(fixture);
      command.kill(signal);
      expect(await end).toMatchObject({ exitCode: code, stdout: "" });
      await fixture.expectNoProcess();
      expect(await readdir(fixture.temporary)).toEqual([]);
      expect(existsSync(fixture.state)).toBe(false);
    });
  });

  test("and loops endlessly leaves nothing behind", async () => {
    await withGradingFixture(LOOPS, async (fixture) => {
      const command = fixture.check(["--exercise", "1"]);
      const end = finished(command);
      await hanging(fixture);
      command.kill("SIGINT");
      expect(await end).toMatchObject({ exitCode: 130 });
      await fixture.expectNoProcess();
      expect(await readdir(fixture.temporary)).toEqual([]);
    });
  });

  test.runIf(process.platform === "linux")(
    "twice in a row does not wait, and leaves no process, daemons neither",
    async () => {
      await withGradingFixture({ folder: "submissions/hangs-and-ignores-signals" }, async (fixture) => {
        const command = fixture.check([]);
        const end = finished(command);
        await hanging(fixture);
        command.kill("SIGINT");
        command.kill("SIGINT");
        expect(await end).toMatchObject({ exitCode: 130 });
        await fixture.expectNoProcess();
      });
    },
  );

  test("before anything has started leaves nothing behind", async () => {
    await withGradingFixture(HANGS, async (fixture) => {
      const command = fixture.check([]);
      const end = finished(command);
      await until(async () => (await readdir(fixture.temporary)).length > 0, UNDER_WAY_LIMIT_MS);
      command.kill("SIGINT");
      expect(await end).toMatchObject({ exitCode: 130, stdout: "" });
      await fixture.expectNoProcess();
      expect(await readdir(fixture.temporary)).toEqual([]);
    });
  });
});

describe.concurrent("a grader that is killed", () => {
  test("takes its servers with it", async () => {
    await withGradingFixture(HANGS, async (fixture) => {
      const command = fixture.check([]);
      const end = finished(command);
      await hanging(fixture);
      command.kill("SIGKILL");
      expect(await end).toMatchObject({ signal: "SIGKILL" });
      await fixture.expectNoProcess();
    });
  });

  test("by the server takes that server with it", async () => {
    await withGradingFixture({ change: "hostile/kills-its-parent" }, async (fixture) => {
      expect(await finished(fixture.check([]))).toMatchObject({ signal: "SIGKILL", stdout: "" });
      await fixture.expectNoProcess();
    });
  });
});

/** Waits until the submission hangs in all of its servers. */
async function hanging({ root }: GradingFixture): Promise<void> {
  const said = await until(() => existsSync(path.join(root, "hanging")), UNDER_WAY_LIMIT_MS);
  if (!said)
    throw new Error(
      `the submission did not get as far as hanging; running: ${inFolder(root)
        .map(({ command }) => command)
        .join(", ")}`,
    );
}
