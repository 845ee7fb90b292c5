/** An evening of saving: what it costs after two hundred saves is what it cost after fifty. */
import { readdirSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { until } from "../grade/processes.ts";
import { courseFolder } from "./course.ts";

const SAVES = 100;
const FIRST = 50;
/** Each run loads the checks again, which costs some tens of kilobytes; a leak of a server's output costs far more. */
const GROWTH_LIMIT_KB = 40 * 1024;

/** One exercise is one process for each run, which keeps this test short. */
const CHECKS = `import { check, exercise, expect } from "#kit";
exercise(1, "Greet a visitor", () => {
  check("1.1", "the house stands", { hint: "Does it listen?" }, async ({ http }) => {
    expect(await http.get("/health")).toHaveStatus(200);
  });
});
`;

interface Cost {
  readonly descriptors: number;
  readonly kilobytes: number;
}

function costOf(pid: number): Cost {
  const kilobytes = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return { descriptors: readdirSync(`/proc/${pid}/fd`).length, kilobytes: Number(kilobytes) };
}

test.skipIf(process.platform !== "linux")(
  `${SAVES} saves in a row leave no process, descriptor or memory behind`,
  async () => {
    const course = await courseFolder();
    const checks = path.join(course.root, "checks/lesson-door");
    await writeFile(path.join(checks, "lesson-door.check.ts"), CHECKS);
    const definition = await readFile(path.join(checks, "lesson.ts"), "utf8");
    await writeFile(path.join(checks, "lesson.ts"), definition.replace(/ +\{ id: 2,.*\n/, ""));
    const watch = course.start(["watch", "door"]);
    const pid = watch.child.pid ?? 0;
    const waiting = () => course.processes().filter(({ command }) => command.includes("child.mjs"));
    /** Once a right save's run has ended, which it has not when its line is there, and the next one's process waits. */
    const settled = async (): Promise<Cost> => {
      expect(await until(async () => (await course.runs()).at(-1)?.passed === true, 10_000)).toBe(true);
      expect(await until(() => waiting().length === 1, 10_000)).toBe(true);
      return costOf(pid);
    };
    await watch.line(0);
    let after: Cost | undefined;
    for (let save = 1; save <= SAVES; save++) {
      // In turn what runs, and what does not even compile, for which processes were started in vain.
      const isRight = save % 2 === 0;
      await course.save(isRight ? `${course.right}// ${save}\n` : `const save${save} = `);
      expect(await watch.line(save)).toContain(isRight ? "1 of 1 exercise, passed" : "not graded: ");
      if (save === FIRST) after = await settled();
    }
    const end = await settled();
    // The engine and one process that waits. A compiler is there besides when the checks were compiled in this run.
    const others = course.processes().filter(({ command }) => !command.includes("esbuild"));
    expect(others.map(({ command }) => command)).toHaveLength(2);
    expect(await until(() => costOf(pid).descriptors <= (after?.descriptors ?? 0) + 2, 10_000)).toBe(true);
    expect(end.kilobytes - (after?.kilobytes ?? 0)).toBeLessThan(GROWTH_LIMIT_KB);
    expect(watch.lines).toHaveLength(SAVES + 1);
    expect(watch.errors).toEqual([]);
    watch.child.kill("SIGTERM");
    expect(await watch.end).toBe(143);
    expect(await course.isQuiet()).toBe(true);
  },
  // Ten times what a quiet machine takes.
  180_000,
);
