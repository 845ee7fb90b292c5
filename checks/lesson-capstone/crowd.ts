/** Many clients of one board at once. */
import { type Tools } from "#kit";
import { expectAgreement } from "./agreement.ts";
import { boardsIn, create, snapshotOf } from "./boards.ts";
import { socketObserver, streamObserver } from "./observers.ts";

/** Opens so many event streams and as many WebSockets, changes the board, and fails unless all of them agree with it. */
export async function expectCrowd(
  tools: Tools,
  { clients, changes }: { readonly clients: number; readonly changes: number },
): Promise<void> {
  const { first } = boardsIn(tools.board);
  const snapshot = await snapshotOf(tools.http, first);
  const each = Array.from({ length: clients });
  const observers = await Promise.all([
    ...each.map(() => streamObserver(tools, snapshot)),
    ...each.map(() => socketObserver(tools, snapshot)),
  ]);
  for (let count = 0; count < changes; count++) await create(tools, first.lists[0] ?? "", tools.random.word());
  await expectAgreement(observers, await snapshotOf(tools.http, first), `${changes} new tasks`);
}
