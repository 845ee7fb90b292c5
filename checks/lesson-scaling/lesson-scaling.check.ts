import { check, exercise, explained, stretch } from "#kit";
import {
  expectAllDelivered,
  expectAllRecovered,
  expectDelivered,
  expectOnce,
  expectRecovered,
  expectToldAgain,
} from "./deliveries.ts";
import { came, expectEveryone, expectEveryoneAgain, expectTold, expectToldOfDeath, went } from "./everyone.ts";
import { expectOtherTabCounts } from "./dead-tabs.ts";
import { whoElseIsRemoved, whoRenews } from "./entries.ts";
import { whyExpired, whyGone } from "./people-missing.ts";
import { failures } from "./failures.ts";
import { expectResumed, sameIdOn } from "./ids.ts";
import {
  boardsIn,
  create,
  createAtOnce,
  expectAlive,
  move,
  openOn,
  openStream,
  peopleIn,
  publishAgain,
  publishNoise,
  remove,
  watch,
  type Change,
} from "./instances.ts";
import { expectLongOutageRecovered } from "./long-outage.ts";
import { whichOutages } from "./outages.ts";
import { whichTextHarms, whyAgain, whyTwice } from "./repetition.ts";
import { whoseError } from "./unheard.ts";

exercise(1, "Send every change to the clients of every instance", () => {
  check(
    "1.1",
    "a change that one instance makes reaches the clients of both",
    {
      hint: "Three things have to happen: both instances subscribe when they start, one publishes, and the other delivers. Which of them is missing?",
      hints: {
        [failures["no-subscriber"].code]:
          "The other instance cannot be told anything yet. To which Redis does your client connect, and what has startPubSub done by the time that it resolves?",
        [failures["own-client-missed"].code]:
          "The instance that has made the change has clients, too. Which line of publishChange sends them the event?",
      },
    },
    async (tools) => {
      const { servers, board, random } = tools;
      const second = await servers.start();
      const { first } = boardsIn(board);
      const watchers = [await watch(tools, first), await watch(second, first)];
      await expectDelivered(watchers, await create(tools, first, random.word()));
      await expectDelivered(watchers, await create(second, first, random.word()));
    },
  );

  check(
    "1.2",
    "each client is sent each change once, whichever instance has made it, and nothing that is old",
    {
      needs: "1.1",
      hint: "An instance receives its own messages, too. What has it done already when one arrives, and how does it know?",
    },
    async (tools) => {
      const { servers, board, random } = tools;
      const second = await servers.start();
      const { first } = boardsIn(board);
      const watchers = [await watch(tools, first), await watch(second, first)];
      const created = await create(tools, first, random.word());
      await expectDelivered(watchers, created);
      const moved = await move(second, created, first);
      await expectDelivered(watchers, moved);
      const removed = await remove(tools, created);
      await expectDelivered(watchers, removed);
      // What an instance receives of its own comes before what the other one publishes afterwards.
      const last = await create(second, first, random.word());
      await expectDelivered(watchers, last);
      // Ten more of one instance, so that ids get a second digit while the other one has nothing but messages to go by.
      const ends: Change[] = [];
      for (let change = 0; change < 11; change++) {
        ends.push(await create(tools, first, random.word()));
        await expectDelivered(watchers, ...ends.slice(-1));
      }
      await explained(
        () => expectOnce(watchers, created, moved, removed, last, ...ends),
        ({ received }) => whyAgain(watchers, received),
        failures["delivered-twice"],
        failures["own-message-delivered"],
      );
    },
  );

  check(
    "1.3",
    "thirty changes that both instances make at once reach every client, each once",
    {
      needs: "1.2",
      hint: "Several events may be in the log by the time a message arrives, and messages may come in another order than events. What does your code deliver for one message?",
      hints: {
        [failures["passed-over"].code]:
          "An event was passed over. From where to where does lastSeen move when several events are new at once, and what was delivered of them?",
      },
    },
    async (tools) => {
      const { servers, board, random } = tools;
      const second = await servers.start();
      const { first } = boardsIn(board);
      const watchers = [await watch(tools, first), await watch(second, first)];
      const titles = () => Array.from({ length: 15 }, () => random.word());
      const changes = await createAtOnce(
        [
          [tools, titles()],
          [second, titles()],
        ],
        first,
      );
      await expectAllDelivered(watchers, changes, (at) =>
        createAtOnce([[at === tools.server.name ? second : tools, titles()]], first),
      );
      const ends = [await create(tools, first, random.word()), await create(second, first, random.word())];
      await expectDelivered(watchers, ...ends);
      await explained(
        () => expectOnce(watchers, ...changes, ...ends),
        ({ received }) =>
          whyTwice(watchers, received, {
            one: () => create(second, first, random.word()),
            manyAtOnce: () =>
              createAtOnce(
                [
                  [tools, titles()],
                  [second, titles()],
                ],
                first,
              ),
          }),
        failures["delivered-twice"],
        failures["own-message-delivered"],
      );
    },
  );

  check(
    "1.4",
    "what does not belong on the channel harms no instance and reaches no client",
    {
      needs: "1.3",
      hint: "Anyone who knows the channel can publish on it. What does your listener do with a text that is not what it expects, and what happens to the next message?",
      hints: {
        [failures["message-not-used"].code]:
          "After a message that made no sense, the next one was lost. What did your listener do with the first: throw, or believe it?",
      },
    },
    async (tools) => {
      const { servers, board, random } = tools;
      const second = await servers.start();
      const { first } = boardsIn(board);
      const watchers = [await watch(tools, first), await watch(second, first)] as const;
      await publishNoise(tools, first);
      const here = await create(tools, first, random.word());
      const delivered = (change: Change) =>
        explained(
          () => expectDelivered(watchers, change),
          ({ code, received }) =>
            whichTextHarms(tools, first, received, code === failures["own-client-missed"] ? "own" : "others"),
          failures["own-client-missed"],
          failures["not-published"],
          failures["not-forwarded"],
          failures["message-not-used"],
        );
      await delivered(here);
      await publishAgain(tools, watchers[0]);
      const there = await create(second, first, random.word());
      await delivered(there);
      await expectOnce(watchers, here, there);
    },
  );
});

/** Hints of exercises 2 and 3 for what an earlier exercise has not connected yet. */
const notYet = {
  [failures["message-not-used"].code]:
    "This does not work while Redis is there, either. Exercise 1 connects the instances; begin there.",
  [failures["not-published"].code]: "Nothing is published yet. Exercise 1 connects the instances; begin there.",
  [failures["no-subscriber"].code]: "No instance is subscribed yet. Exercise 1 connects them; begin there.",
};

exercise(2, "Lose nothing while Redis is away", () => {
  check(
    "2.1",
    "while Redis is away, every instance runs on, answers, and serves its own clients",
    {
      hint: "The connection to Redis is lost. Who listens to what both clients emit then, and what does an answer to a request wait for?",
      hints: {
        "server-stopped":
          'An "error" event that has no listener ends the process. Which of your clients has one, and does a duplicate get it too?',
        "http-not-answering":
          "The change was stored, and the answer did not come. For which promise does publishChange wait while Redis is away?",
      },
    },
    async (tools) => {
      const { servers, board, random, redis } = tools;
      const second = await servers.start();
      const { first } = boardsIn(board);
      const [here, there] = [await watch(tools, first), await watch(second, first)];
      await expectDelivered([here, there], await create(tools, first, random.word()));
      await redis.stop();
      await explained(
        async () => {
          for (const [instance, watchers] of [
            [tools, here],
            [second, there],
          ] as const) {
            const change = await create(instance, first, random.word());
            await explained(
              () => expectDelivered([watchers], change),
              () => ({ code: failures["own-clients-by-redis"] }),
              failures["own-client-missed"],
            );
          }
        },
        // The end of a process is seen as that of a connection first.
        ({ code, received }) =>
          typeof code === "string" && !received.startsWith("nothing within") ? whoseError(tools, received) : undefined,
      );
      await redis.start();
      await expectAlive(tools, second);
    },
  );

  check(
    "2.2",
    "what an instance has stored while Redis was away reaches the clients of the others, though it has ended since",
    {
      needs: "2.1",
      hint: "Redis keeps no message. Where is what has happened in the meantime, and which event of the client says that it is time to look there?",
      hints: notYet,
    },
    async (tools) => {
      const { servers, board, random, redis } = tools;
      const ending = await servers.start();
      const { first } = boardsIn(board);
      const watchers = [await watch(tools, first)];
      await redis.stop();
      const changes = [await create(ending, first, random.word()), await create(ending, first, random.word())];
      // It can publish nothing any more, so that nothing but the return of Redis says that there is something new.
      await ending.server.kill();
      await redis.start();
      await explained(
        () => expectRecovered(watchers, ...changes),
        ({ received }) => whichOutages(tools, received),
        failures["lost-in-outage"],
      );
      await expectOnce(watchers, ...changes);
    },
  );

  check(
    "2.3",
    "what several instances have done in the meantime reaches every client once, and so does what they do next",
    {
      needs: "2.2",
      hint: "Once Redis is back, several things say that there is something new: your client, and messages that have waited. Which events does your code deliver for each of them, and how often does it listen?",
      hints: notYet,
    },
    async (tools) => {
      const { servers, board, random, redis } = tools;
      const second = await servers.start();
      const { first } = boardsIn(board);
      const watchers = [await watch(tools, first), await watch(second, first)];
      await redis.stop();
      const there = await create(second, first, random.word());
      const here = await create(tools, first, random.word());
      const moved = await move(second, here, first);
      await redis.start();
      await expectAllRecovered(watchers, [there, here, moved], async (at) => [
        await create(at === tools.server.name ? second : tools, first, random.word()),
      ]);
      const ends = await expectToldAgain(watchers, async () => [
        await create(tools, first, random.word()),
        await create(second, first, random.word()),
      ]);
      await explained(
        () => expectOnce(watchers, there, here, moved, ...ends),
        ({ received }) => whyAgain(watchers, received),
        failures["delivered-twice"],
        failures["own-message-delivered"],
      );
    },
  );

  check(
    "2.4",
    "a client whose instance is killed goes on at another one: no event is lost, and none comes twice",
    {
      needs: "2.1",
      hint: "The client names the last id that it has to an instance that did not send it. Do both mean the same event by it?",
      hints: notYet,
    },
    async (tools) => {
      const { servers, board, random } = tools;
      const second = await servers.start();
      const { first } = boardsIn(board);
      const [here, there] = [await openStream(tools, first.id), await openStream(second, first.id)];
      await sameIdOn(here, there, await create(tools, first, random.word()));
      const id = await sameIdOn(here, there, await create(second, first, random.word()));
      await second.server.kill();
      const missed = [await create(tools, first, random.word()), await create(tools, first, random.word())];
      const resumed = await openStream(tools, first.id, id);
      await expectResumed(resumed, ...missed, await create(tools, first, random.word()));
    },
  );

  check(
    "2.5",
    "after an outage of seconds, in which more happened than one reading of the log returns, all of it arrives",
    {
      needs: "2.2",
      hint: "After a short outage with few changes everything came. What ends in your code after some seconds, or after some number of events?",
      hints: notYet,
    },
    async (tools) => expectLongOutageRecovered(tools),
  );
});

/** So long that nothing is refreshed or expires during a check: what is told then was published. */
const UNHURRIED = { env: { PRESENCE_TTL_MS: "60000" } };

exercise(3, "Show who is there, on whichever instance", () => {
  check(
    "3.1",
    "both instances list everyone, and each tells its clients who comes and goes at the other",
    {
      hint: "Each instance writes whom it has, reads what all have written, and tells the others to look again. Which of the three is missing?",
      hints: {
        [failures["not-announced"].code]:
          "Whose coming or going is missing: anyone's, or that of the last one at an instance? What does announce write at that moment?",
      },
    },
    async ({ servers, board, random, redis }) => {
      const instances = [await servers.start(UNHURRIED), await servers.start(UNHURRIED)] as const;
      const [one, two, three] = peopleIn(board);
      const boardId = random.word();
      const here = await openOn(instances[0], one, boardId);
      const there = await openOn(instances[1], two, boardId);
      await expectEveryone(instances, boardId, [one, two]);
      await expectTold(here, redis, came(two));
      const leaving = await openOn(instances[0], three, boardId);
      await expectEveryone(instances, boardId, [one, two, three]);
      await expectTold(there, redis, came(three));
      leaving.client.destroy();
      await expectTold(there, redis, came(three), went(three));
      await expectEveryone(instances, boardId, [one, two]);
      // The last one of an instance.
      await there.client.leave();
      await expectTold(here, redis, came(two), came(three), went(three), went(two));
      await explained(
        () => expectEveryone(instances, boardId, [one]),
        ({ received }) => whoElseIsRemoved(instances, boardId, [one, three], received),
        failures["nobody-counts"],
      );
    },
  );

  check(
    "3.2",
    "each board has people of its own",
    {
      needs: "3.1",
      hint: "Two boards, and one of them is asked for. Which part of what you write says which board it is about?",
    },
    async ({ servers, board, random }) => {
      const instances = [await servers.start(UNHURRIED), await servers.start(UNHURRIED)] as const;
      const [one, two, three] = peopleIn(board);
      const [boardId, other] = [random.word(), random.word()];
      await openOn(instances[0], one, boardId);
      await openOn(instances[1], two, other);
      await openOn(instances[1], three, boardId);
      await expectEveryone(instances, boardId, [one, three]);
      await expectEveryone(instances, other, [two]);
    },
  );

  check(
    "3.3",
    "a user with a tab at each instance is one person, who leaves with the last tab",
    {
      needs: "3.2",
      hint: "Two instances list the same user. How does the list of everyone hold them once, and what is left when one of the two no longer lists them?",
    },
    async ({ servers, board, random, redis }) => {
      const instances = [await servers.start(UNHURRIED), await servers.start(UNHURRIED)] as const;
      const [one, two, three] = peopleIn(board);
      const boardId = random.word();
      const watcher = await openOn(instances[0], one, boardId);
      const tabs = [await openOn(instances[0], two, boardId), await openOn(instances[1], two, boardId)] as const;
      await expectEveryone(instances, boardId, [one, two]);
      await tabs[0].client.leave();
      // Who comes afterwards is told afterwards: the tab that was closed before was no news. The other instance has nothing to write
      // meanwhile, which would make good what this one has removed of it.
      await openOn(instances[0], three, boardId);
      await explained(
        () => expectTold(watcher, redis, came(two), came(three)),
        ({ received }) =>
          whyGone(instances, { staying: one, leaving: two, coming: three }, { boardId: random.word(), tabs, received }),
        failures["wrongly-announced"],
      );
      await expectEveryone(instances, boardId, [one, two, three]);
      tabs[1].client.destroy();
      await expectTold(watcher, redis, came(two), came(three), went(two));
      await expectEveryone(instances, boardId, [one, three]);
    },
  );

  check(
    "3.4",
    "the people of an instance that is killed are gone after PRESENCE_TTL_MS, and those of the others stay",
    {
      needs: "3.3",
      hint: "A process that is killed takes nothing back. Until when does what it has written count, and what keeps the others' from ending as well?",
      hints: {
        [failures["people-missing"].code]:
          "Somebody who is there has expired as if their instance were dead. What does announce write each time that it is called?",
        [failures["wrongly-announced"].code]:
          "Somebody who is there has expired as if their instance were dead. What does announce write each time that it is called?",
      },
    },
    async (tools) => {
      const { servers, board, environment, random, redis } = tools;
      const [staying, dying] = [await servers.start(), await servers.start()];
      const [one, two, three] = peopleIn(board);
      const boardId = random.word();
      const watcher = await openOn(tools, one, boardId);
      // What is written first ends first, unless it is written again.
      await openOn(staying, two, boardId);
      await expectTold(watcher, redis, came(two));
      await openOn(dying, three, boardId);
      await expectTold(watcher, redis, came(two), came(three));
      await dying.server.kill();
      const ttlMs = Number(environment["PRESENCE_TTL_MS"]);
      await explained(
        () => expectToldOfDeath(watcher, ttlMs, came(two), came(three), went(three)),
        ({ code, received }) =>
          code === failures["ghost-people"]
            ? whoRenews(tools, three, ttlMs, received)
            : whyExpired(staying, { expired: two, coming: three }, { watcher, received }),
        failures["wrongly-announced"],
        failures["ghost-people"],
      );
      await expectEveryone([tools, staying], boardId, [one, two]);
    },
  );

  check(
    "3.5",
    "when Redis comes back and has forgotten everything, the lists are whole again",
    {
      needs: "3.4",
      hint: "What was written has gone with Redis. Does your code write all of it again, or only what it takes for new?",
    },
    async (tools) => {
      const { servers, board, random, redis } = tools;
      const second = await servers.start();
      const [one, two] = peopleIn(board);
      const boardId = random.word();
      await openOn(tools, one, boardId);
      await openOn(second, two, boardId);
      await expectEveryone([tools, second], boardId, [one, two]);
      await redis.stop();
      await explained(
        () => expectAlive(tools, second),
        ({ code, received }) =>
          typeof code === "string" && !received.startsWith("nothing within") ? whoseError(tools, received) : undefined,
      );
      await redis.start();
      await expectEveryoneAgain([tools, second], boardId, [one, two]);
      await expectEveryone([tools, second], boardId, [one, two]);
    },
  );

  check(
    "3.6",
    "whoever has another tab at an instance that runs stays when an instance is killed",
    {
      needs: "3.5",
      hint: "A user is in the entries of two instances, and one of them is over. In which order does your code leave out entries and users?",
    },
    async (tools) => expectOtherTabCounts(tools),
  );
});

stretch(
  "S1",
  "boards named like members of every object have people like any other",
  { why: "A client picks the id. An object used as a table finds constructor and __proto__ in it; a Map does not." },
  async (tools) => {
    const [one] = peopleIn(tools.board);
    for (const boardId of ["constructor", "__proto__"]) {
      await openOn(tools, one, boardId);
      await expectEveryone([tools], boardId, [one]);
    }
  },
);

stretch(
  "S2",
  "what an instance has stored before it was killed is delivered by the others",
  { exclusive: true, why: "No instance may be the one that the others depend on." },
  async (tools) => {
    const { servers, board, random } = tools;
    const { second: place } = boardsIn(board);
    const dying = await servers.start();
    const watchers = [await watch(tools, place)];
    const last = await create(dying, place, random.word());
    await dying.server.kill();
    await expectDelivered(watchers, last, await create(tools, place, random.word()));
  },
);

stretch(
  "S3",
  "an instance that starts while Redis is away serves its own clients, and joins the others later",
  { exclusive: true, why: "A deployment that fails because something else is down makes two outages of one." },
  async (tools) => {
    const { servers, board, random, redis } = tools;
    const { first } = boardsIn(board);
    await redis.stop();
    const second = await servers.start();
    const watchers = [await watch(tools, first), await watch(second, first)];
    const during = await create(tools, first, random.word());
    await redis.start();
    await expectRecovered(watchers, during, await create(second, first, random.word()));
  },
);
