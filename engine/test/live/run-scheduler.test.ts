import { describe, expect, test } from "vitest";
import { IDLE, step, type SchedulerAction, type SchedulerEvent } from "../../live/run-scheduler.ts";

/** The actions that follow from events, one after the other. */
function actions(...events: SchedulerEvent[]): (SchedulerAction | undefined)[] {
  let state = IDLE;
  return events.map((event) => {
    const [next, action] = step(state, event);
    state = next;
    return action;
  });
}

describe("the scheduler", () => {
  test("starts a run after a change, and rests afterwards", () => {
    expect(actions("wanted", "finished", "wanted", "finished")).toEqual(["run", "rest", "run", "rest"]);
  });

  test("starts exactly one run for all events during a run", () => {
    expect(actions("wanted", "wanted", "wanted", "wanted", "finished", "finished")).toEqual([
      "run",
      undefined,
      undefined,
      undefined,
      "run",
      "rest",
    ]);
  });

  test("stops a run that is outdated, and runs again", () => {
    expect(actions("wanted", "outdated", "finished", "finished")).toEqual(["run", "abort", "run", "rest"]);
    expect(actions("outdated", "wanted")).toEqual([undefined, "run"]);
  });

  test("does nothing more after quit", () => {
    expect(actions("wanted", "wanted", "quit", "wanted", "finished", "outdated", "wanted")).toEqual([
      "run",
      undefined,
      "abort",
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(actions("quit", "wanted")).toEqual([undefined, undefined]);
  });

  test("never has two runs under way, whatever happens in whatever order", () => {
    const events: SchedulerEvent[] = ["wanted", "finished", "outdated"];
    // Every sequence of seven events, as numbers in base 3.
    for (let number = 0; number < 3 ** 7; number++) {
      let state = IDLE;
      let under = 0;
      for (let place = 0, rest = number; place < 7; place++, rest = Math.floor(rest / 3)) {
        const event = events[rest % 3] as SchedulerEvent;
        if (event === "finished" && under === 0) continue;
        if (event === "finished") under--;
        const [next, action] = step(state, event);
        state = next;
        if (action === "run") under++;
        expect(under, number.toString(3)).toBe(state.running ? 1 : 0);
      }
    }
  });
});
