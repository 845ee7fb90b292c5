/** The short form of bench/soak-web.mjs: several saves in a row with open pages. */
import { readdirSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { until } from "../grade/processes.ts";
import { courseFolder } from "../watch/course.ts";
import { Page } from "./page-client.ts";

const SAVES = 24;
const FIRST = 10;
/** From this save on, every save also restarts the console's server, which costs far more than a run. */
const CONSOLE_FROM = 20;
/**
 * Every run loads the checks again, which needs some memory; leaked processes, streams or verdicts would need far more.
 */
const GROWTH_LIMIT_KB = 40 * 1024;
const LESSON = "lesson-door";

/** With a single exercise each run starts one process, which keeps this test short. */
const CHECKS = `import { check, exercise, expect } from "#kit";
exercise(1, "Greet a visitor", () => {
  check("1.1", "the house stands", { hint: "Does it listen?" }, async ({ http }) => {
    expect(await http.get("/health")).toHaveStatus(200);
  });
});
`;

test.skipIf(process.platform !== "linux")(
  `${SAVES} saves, and pages that come and go, leave no process, descriptor or memory behind`,
  async () => {
    const course = await courseFolder();
    const checks = path.join(course.root, "checks", LESSON);
    await writeFile(path.join(checks, `${LESSON}.check.ts`), CHECKS);
    const definition = await readFile(path.join(checks, "lesson.ts"), "utf8");
    await writeFile(path.join(checks, "lesson.ts"), definition.replace(/ +\{ id: 2,.*\n/, ""));
    await course.save(course.right);
    const page = await Page.start(course);
    const pid = page.talking.child.pid ?? 0;
    const waiting = () => course.processes().filter(({ command }) => command.includes("child.mjs"));
    const descriptors = () => readdirSync(`/proc/${pid}/fd`).length;
    /** Resolves once only the process for the next run is left. */
    const settled = async () => {
      expect(await until(() => waiting().length === 1, 10_000)).toBe(true);
      const kilobytes = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      return { descriptors: descriptors(), kilobytes: Number(kilobytes) };
    };
    const [events, shown] = await Promise.all([page.events(LESSON), page.console(LESSON)]);
    await events.next("verdict");
    let after: Awaited<ReturnType<typeof settled>> | undefined;
    for (let save = 1; save <= SAVES; save++) {
      const passing = await page.events(LESSON, events.all.at(-1)?.id);
      await course.save(`${course.right}// ${save}\n`);
      expect((await events.next("verdict")).data.verdict.passed).toBe(true);
      if (save === CONSOLE_FROM) shown.send({ type: "start-server" });
      if (save >= CONSOLE_FROM) await shown.serverRuns();
      passing.close();
      if (save === FIRST) after = await settled();
    }
    shown.send({ type: "stop-server" });
    await shown.next("server", ({ server }) => server.state === "stopped");
    const end = await settled();
    // The server notices the end of the connections a moment later.
    expect(await until(() => descriptors() <= (after?.descriptors ?? 0) + 3, 10_000)).toBe(true);
    expect(end.kilobytes - (after?.kilobytes ?? 0)).toBeLessThan(GROWTH_LIMIT_KB);
    expect(page.talking.errors).toEqual([]);
    page.talking.child.kill("SIGTERM");
    expect(await page.talking.end).toBe(143);
    expect(await course.isQuiet()).toBe(true);
  },
  // Ten times the duration on an idle machine.
  120_000,
);
