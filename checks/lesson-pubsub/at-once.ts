/** What is asked once one of several events has not come: does it alone, and do they one after the other? */
import type { Explanation, Tools } from "#kit";
import { comes } from "./asking-on.ts";
import { create, importAll, titles, type Place } from "./changes.ts";
import { failures } from "./failures.ts";
import type { Observers } from "./received.ts";
import { created } from "./wanted.ts";

/** Of an import of several titles not all came: do they when each import has one title, and the next one waits for its event? */
export async function whetherOneByOne(
  tools: Tools,
  observers: Observers,
  { list }: Place,
): Promise<Explanation | undefined> {
  const [one, two, ...together] = titles(tools.random, 4) as [string, string, string, string];
  for (const title of [one, two]) {
    await importAll(tools, list, [title]);
    const { stream, socket } = await comes(observers, created(title));
    if (!stream || !socket) return undefined;
  }
  await importAll(tools, list, together);
  const there = [];
  for (const title of together) there.push((await comes(observers, created(title))).stream);
  if (!there.includes(false)) return undefined;
  return {
    code: failures["dropped-meanwhile"],
    why: `asked again, two imports of one title each came over both transports, as the second one waited for the event of the first. Of an import of two titles, whose events are published right after one another, ${there.includes(true) ? "only one came" : "none came"}. So an event is dropped while another one is being delivered, or takes its place`,
  };
}

/** Of two changes at once, on two boards, not both came: does each when it is alone? */
export async function whyNotOfBoth(
  tools: Tools,
  { near, far }: Readonly<Record<"near" | "far", Observers>>,
  { first, second }: Readonly<Record<"first" | "second", Place>>,
): Promise<Explanation | undefined> {
  const [one, two] = titles(tools.random, 2) as [string, string];
  await create(tools, first.list, one);
  const isNear = await comes(near, created(one));
  await create(tools, second.list, two);
  const isFar = await comes(far, created(two));
  const areBoth = (there: typeof isNear) => there.stream && there.socket;
  if (areBoth(isNear) && areBoth(isFar))
    return {
      why: "asked again, each alone, the event of either board came over both transports. So it is the other request at the same time that matters: what is kept outside of one request, or of one event, is taken from the other",
    };
  if (areBoth(isNear) === areBoth(isFar)) return undefined;
  const [told, lost, there] = areBoth(isNear) ? [first, second, isFar] : [second, first, isNear];
  return {
    code: failures["one-board-only"],
    why: `asked again, each alone, a new task of ${told.id} came over both transports, and one of ${lost.id} came over ${there.stream || there.socket ? "only one" : "neither"}. So which board an event is of decides whether it is delivered at all`,
  };
}
