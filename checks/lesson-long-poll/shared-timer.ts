/** Why one of several polls never times out, asked by how many timers there are. No verdict depends on it. */
import type { Explanation, HttpClient, Random } from "#kit";
import { areWokenBy, holdSeveral, letHandlersRun, MOST, POLLS } from "./after-failure.ts";
import { timersIn, timersOf } from "./connections.ts";
import { failures } from "./failures.ts";
import { createTask, type Place } from "./polls.ts";

export async function whoseTimerIsLost(
  http: HttpClient,
  place: Place,
  random: Random,
): Promise<Explanation | undefined> {
  const together = await timersWith(http, place, random, POLLS);
  if (together === undefined) return undefined;
  if (together.held <= POLLS - MOST)
    return {
      code: failures["timer-replaced"],
      why: `several polls are held, and one of them is never answered. Asked again: ${POLLS} polls are held at once, and the server has ${timersIn(together.held)} for them. So each new poll stops the timer of the one before it, or starts none`,
    };
  if (together.left < MOST) return undefined;

  let left = 0;
  for (let poll = 0; poll < POLLS; poll++) left += (await timersWith(http, place, random, 1))?.left ?? Number.NaN;
  if (!(left <= POLLS - MOST)) return undefined;
  return {
    code: failures["one-timer-variable"],
    why: `several polls are held, and one of them is never answered. Asked again: ${POLLS} polls that were held at once had a timer each, and after all were answered ${timersIn(together.left)} went on; after ${POLLS} that came one by one, ${left <= 0 ? "none" : timersIn(left)}. So a poll that ends stops a timer that is not its own: one variable holds the timer of whichever poll came last`,
  };
}

/** How many more timers there are while so many polls are held, and after all of them were answered. */
async function timersWith(http: HttpClient, place: Place, random: Random, count: number) {
  const before = await timersOf(http);
  const polls = await holdSeveral(http, `/boards/${place.id}/poll`, count);
  const held = (await timersOf(http)) - before;
  const areWoken = await areWokenBy(polls, () => createTask(http, place.list, random.word()));
  await letHandlersRun(http);
  return areWoken ? { held, left: (await timersOf(http)) - before } : undefined;
}
