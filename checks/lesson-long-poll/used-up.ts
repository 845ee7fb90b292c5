/** Why a poll that was held during a change of another board is not woken by one of its own board. No verdict depends on it. */
import type { Explanation, HttpClient, Random } from "#kit";
import { areWokenBy, letHandlersRun } from "./after-failure.ts";
import { waitersOf } from "./connections.ts";
import { failures } from "./failures.ts";
import { createTask, type Place } from "./polls.ts";

/** What is asked with: the board whose change came between, and the board of the poll. */
interface Boards {
  readonly http: HttpClient;
  readonly changed: Place;
  readonly waiting: Place;
  readonly random: Random;
}

export async function whyNotWokenAfterAnother(boards: Boards): Promise<Explanation> {
  const { http, waiting, random } = boards;
  const expected = "an answer: a task was created on another board, and then one on its own";
  const undisturbed = await http.hold(pathOf(waiting));
  await letHandlersRun(http);
  if (!(await areWokenBy([undisturbed], () => createTask(http, waiting.list, random.word()))))
    return { code: failures["one-board-alone-woken"], expected };

  const alone = await afterAnother(boards, false);
  if (!alone.isWoken)
    return {
      code: failures["used-up-by-another-board"],
      expected,
      why: usedUp(alone, "a task that is created on another board"),
    };
  const beside = await afterAnother(boards, true);
  if (!beside.isWoken)
    return {
      code: failures["used-up-by-another-board"],
      expected,
      why: usedUp(beside, "a poll of another board that is answered"),
    };
  return {
    expected,
    why: "the poll was not woken by a task that was created on its own board, after one on another board. Asked again in the same way, a poll was woken",
  };
}

/** What becomes of a poll when its board changes after another one has, with or without a poll waiting there. */
interface Disturbed {
  readonly isWoken: boolean;
  /** How many waiters were counted while the poll was held, and after the change of the other board. */
  readonly counted: readonly [number, number];
}

async function afterAnother({ http, changed, waiting, random }: Boards, isOtherHeld: boolean): Promise<Disturbed> {
  const poll = await http.hold(pathOf(waiting));
  await letHandlersRun(http);
  const before = await waitersOf(http);
  const other = isOtherHeld ? await http.hold(pathOf(changed)) : undefined;
  await letHandlersRun(http);
  await createTask(http, changed.list, random.word());
  await letHandlersRun(http);
  const after = await waitersOf(http);
  const isWoken = await areWokenBy([poll], () => createTask(http, waiting.list, random.word()));
  for (const one of [poll, other]) one?.abort();
  return { isWoken, counted: [before, after] };
}

function usedUp({ counted: [before, after] }: Disturbed, what: string): string {
  const left =
    before > 0 && after === before - 1
      ? "It is counted as a waiter no longer, and was not answered: it was taken out of where waiters are kept"
      : before > 0 && after === before
        ? "GET /debug/connections goes on counting it. So it waits, and what would wake it is not there any more: it was called for the other board and not registered again, or was removed"
        : "So what would wake it was removed, or was called for the other board and not registered again";
  return `a poll is woken by a change of its own board, and not once another board was changed while it was held: ${what} uses up what would wake it. ${left}`;
}

function pathOf({ id }: Place): string {
  return `/boards/${id}/poll`;
}
