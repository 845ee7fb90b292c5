/** Gradings that are begun on the page of a class. */
import { expect, test } from "vitest";
import { ClassGrading } from "../../web/class/grading.ts";

/** A grading whose commands end when the test says so. */
function controlled() {
  const runs: { readonly words: readonly string[]; readonly end: (fault: string) => Promise<void> }[] = [];
  const grading = new ClassGrading(async (words) => {
    let resolve = (_fault: string) => {};
    const ended = new Promise<string>((done) => (resolve = done));
    runs.push({
      words,
      end: async (fault) => {
        resolve(fault);
        await new Promise(setImmediate);
      },
    });
    return ended;
  });
  return { grading, runs };
}

const command = (...words: readonly string[]) => ({ words, cwd: "/" });

test("what is decided while a grading runs is graded after it, once for all of them", async () => {
  const { grading, runs } = controlled();
  grading.start(command("again"));
  grading.settle("ada", command("new"));
  grading.settle("bob", command("new"));
  expect(["ada", "bob", "cleo"].map((name) => grading.isSettling(name))).toEqual([true, true, false]);
  expect(() => grading.start(command("again"))).toThrow("wait until that is done");
  expect(runs.map(({ words }) => words)).toEqual([["again"]]);
  await runs[0]?.end("");
  expect(runs.map(({ words }) => words)).toEqual([["again"], ["new"]]);
  expect(grading.isSettling("ada")).toBe(true);
  await runs[1]?.end("");
  expect(grading.isRunning).toBe(false);
  expect(grading.isSettling("ada")).toBe(false);
});

test("why a grading failed stays to be read while the next one runs", async () => {
  const { grading, runs } = controlled();
  grading.settle("ada", command("new"));
  grading.settle("bob", command("new"));
  await runs[0]?.end("It failed.");
  await runs[1]?.end("");
  expect(grading.fault).toBe("It failed.");
  grading.settle("ada", command("new"));
  expect(grading.fault).toBe("");
});

test("nothing follows a grading that was ended with the page", async () => {
  const { grading, runs } = controlled();
  grading.start(command("again"));
  grading.settle("ada", command("new"));
  const closed = grading.close();
  await runs[0]?.end("");
  await closed;
  expect(runs.length).toBe(1);
});
