/** Why an event was printed a second time, asked once that is certain. */
import type { Explanation, Tools } from "#kit";
import { maybePolls, nextPoll, pollsOf, settle, timesPrinted } from "./catching-up.ts";
import { failures } from "./failures.ts";
import { createTasks, placeIn } from "./people.ts";
import { ReturningClient, SHORT_WAITS } from "./returning.ts";

/** How long a line may take to be printed, in milliseconds. */
const PRINTED_MS = 1_500;

/** Has a new client get one event by both ways, on one connection, and another one on a connection and in a poll after the next. */
export async function whyAgain(tools: Tools): Promise<Explanation | undefined> {
  const { http, board, random } = tools;
  const client = await ReturningClient.start(tools, SHORT_WAITS);
  await settle(tools, client);
  const one = async () => {
    const [title = ""] = await createTasks(http, placeIn(board), random, 1);
    await client.program.line(title, PRINTED_MS).catch(() => undefined);
    return title;
  };
  // The poll after this end is kept until the event has come over the connection: its answer has the event as well.
  const polls = pollsOf(client);
  client.link.change({ held: "/boards/" });
  client.link.cut();
  await nextPoll(client, polls);
  await client.expectJoin();
  const sameConnection = await one();
  client.link.change({});
  await maybePolls(client, polls);
  await one();
  const withinOne = timesPrinted(client, sameConnection);

  const before = await one();
  const next = pollsOf(client);
  client.link.cut();
  await client.expectJoin();
  await maybePolls(client, next);
  await one();
  const afterNext = timesPrinted(client, before);
  const asked = `asked with a new client: an event that came over the connection and then with a poll of the same connection was printed ${times(withinOne)}, and one that came over a connection and then with the poll of the next ${times(afterNext)}`;
  if (withinOne === 1 && afterNext > 1)
    return {
      code: failures["forgotten-at-reconnection"],
      why: `${asked}: what was printed is forgotten when a new connection is made`,
    };
  if (withinOne > 1 && afterNext > 1)
    return { code: failures["both-ways-printed"], why: `${asked}: an event that both ways bring is printed each time` };
  if (withinOne === 1 && afterNext === 1)
    return {
      code: failures["forgotten-after-a-while"],
      why: `${asked}; in the check, thirty events lay in between: what was printed is forgotten after some more events`,
    };
  return undefined;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
