/** What a client gets of a board that it has left. */
import { CheckFailure } from "#kit";
import { failures } from "./failures.ts";
import type { Tab } from "./people.ts";

/** Fails when this tab, which is on no board, was sent an event of a task. */
export function expectNothingOfIt({ client }: Tab, sent: string): void {
  const message = client.inbox.find(({ json }) => String(json?.["type"]).startsWith("task_"));
  if (message === undefined) return;
  throw new CheckFailure({
    code: failures["got-after-leaving"],
    sent,
    expected: `nothing of it at ${client.name}, which has left the board`,
    received: message.text,
    peer: client.name,
    event: message.event,
  });
}
