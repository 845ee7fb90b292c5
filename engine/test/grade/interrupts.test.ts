import { readdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { finished, inHouse, type House } from "./house.ts";
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
    await inHouse(HANGS, async (house) => {
      const command = house.check([]);
      const end = finished(command);
      await hanging(house);
      command.kill(signal);
      expect(await end).toMatchObject({ exitCode: code, stdout: "" });
      await house.expectNoProcess();
      expect(await readdir(house.temporary)).toEqual([]);
      expect(existsSync(house.state)).toBe(false);
    });
  });

  test("and loops in vain leaves nothing behind", async () => {
    await inHouse(LOOPS, async (house) => {
      const command = house.check(["--exercise", "1"]);
      const end = finished(command);
      await hanging(house);
      command.kill("SIGINT");
      expect(await end).toMatchObject({ exitCode: 130 });
      await house.expectNoProcess();
      expect(await readdir(house.temporary)).toEqual([]);
    });
  });

  test.runIf(process.platform === "linux")(
    "twice in a row does not wait, and leaves no process, daemons neither",
    async () => {
      await inHouse({ folder: "submissions/hangs-and-ignores-signals" }, async (house) => {
        const command = house.check([]);
        const end = finished(command);
        await hanging(house);
        command.kill("SIGINT");
        command.kill("SIGINT");
        expect(await end).toMatchObject({ exitCode: 130 });
        await house.expectNoProcess();
      });
    },
  );

  test("before anything has started leaves nothing behind", async () => {
    await inHouse(HANGS, async (house) => {
      const command = house.check([]);
      const end = finished(command);
      await until(async () => (await readdir(house.temporary)).length > 0, UNDER_WAY_LIMIT_MS);
      command.kill("SIGINT");
      expect(await end).toMatchObject({ exitCode: 130, stdout: "" });
      await house.expectNoProcess();
      expect(await readdir(house.temporary)).toEqual([]);
    });
  });
});

describe.concurrent("a grader that is killed", () => {
  test("takes its servers with it", async () => {
    await inHouse(HANGS, async (house) => {
      const command = house.check([]);
      const end = finished(command);
      await hanging(house);
      command.kill("SIGKILL");
      expect(await end).toMatchObject({ signal: "SIGKILL" });
      await house.expectNoProcess();
    });
  });

  test("by the server takes that server with it", async () => {
    await inHouse({ change: "hostile/kills-its-parent" }, async (house) => {
      expect(await finished(house.check([]))).toMatchObject({ signal: "SIGKILL", stdout: "" });
      await house.expectNoProcess();
    });
  });
});

/** Waits until the submission hangs in all of its servers. */
async function hanging({ root }: House): Promise<void> {
  const said = await until(() => existsSync(path.join(root, "hanging")), UNDER_WAY_LIMIT_MS);
  if (!said)
    throw new Error(
      `the submission did not get as far as hanging; running: ${inFolder(root)
        .map(({ command }) => command)
        .join(", ")}`,
    );
}
