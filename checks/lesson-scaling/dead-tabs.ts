/** What becomes of people who have tabs at an instance that is killed and at one that runs. */
import { explained, type Tools } from "#kit";
import { came, expectEveryone, expectToldOfDeath, isListedAt, isUnlistedAt, went } from "./everyone.ts";
import { failures } from "./failures.ts";
import { openOn, peopleIn, type Tab } from "./instances.ts";

/** Opens a tab of one user at both, on two boards in either order, and kills one. Fails unless the user stays on both. */
export async function expectOtherTabCounts(tools: Tools): Promise<void> {
  const { servers, environment, random } = tools;
  const [staying, dying] = [await servers.start(), await servers.start()];
  const [one, two, three] = peopleIn(tools.board);
  const orders = [
    [staying, dying],
    [dying, staying],
  ] as const;
  const watchers: Tab[] = [];
  for (const order of orders) {
    const boardId = random.word();
    watchers.push(await openOn(tools, one, boardId));
    for (const instance of order) await openOn(instance, two, boardId);
    // Who has no other tab shows when the entry of the dead instance is over.
    await openOn(dying, three, boardId);
    await expectEveryone([tools, staying], boardId, [one, two, three]);
  }
  await dying.server.kill();
  const ttlMs = Number(environment["PRESENCE_TTL_MS"]);
  for (const watcher of watchers) {
    const { boardId } = watcher;
    await explained(
      async () => {
        await expectToldOfDeath(watcher, ttlMs, came(two), came(three), went(three));
        await expectEveryone([tools, staying], boardId, [one, two]);
      },
      async ({ received }) => {
        if (await isListedAt(staying, boardId, two)) return undefined;
        const isNobodyListed = await isDroppedWithoutDeadTab(watcher, tools, staying);
        const besides = isNobodyListed ? `; nor is ${one.id} now, whose only tab is there` : "";
        return {
          code: failures[isNobodyListed ? "dead-entry-ends-list" : "other-tab-dropped"],
          sent: `SIGKILL to ${dying.server.name}, where ${two.id} has a tab; another one is at ${staying.server.name}, which runs`,
          received: `${received}. ${two.id} is not listed at ${staying.server.name} either${besides}`,
        };
      },
      failures["wrongly-announced"],
      failures["people-missing"],
    );
  }
}

/** Whether somebody is missing, too, who never had a tab at the dead instance: `watcher`'s user, who moves to the one that stays. */
async function isDroppedWithoutDeadTab({ client, person, boardId }: Tab, from: Tools, to: Tools): Promise<boolean> {
  client.destroy();
  if (!(await isUnlistedAt(from, boardId, person))) return false;
  await openOn(to, person, boardId);
  return !(await isListedAt(to, boardId, person));
}
