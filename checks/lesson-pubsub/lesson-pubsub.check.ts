import { check, exercise, expect, explained, stretch, type CodeHints } from "#kit";
import { expectActivities } from "./activities.ts";
import { afterRemoval, whyNoActivity, whyNoMove } from "./asking-on.ts";
import { whetherOneByOne, whyNotOfBoth } from "./at-once.ts";
import {
  boardsIn,
  create,
  createAll,
  expectNothingStored,
  importAll,
  longTitle,
  move,
  remove,
  titles,
} from "./changes.ts";
import { failures } from "./failures.ts";
import { hasCome, whyAgain, whyFailedAfterwards, whyOutOfOrder } from "./in-which-order.ts";
import { expectBoth, expectExactly, expectNothingYet, expectReturned, observe, type Reasons } from "./observers.ts";
import { created, deleted, moved } from "./wanted.ts";

const AT_ONCE: Reasons = {
  one: "of two requests at once, the event of one did not reach this transport",
  both: "of two requests at once, one published no event of its own: what the route keeps outside of the request belongs to the other one by then, or the event has another board",
};

exercise(1, "Publish each event once, for every transport", () => {
  check(
    "1.1",
    "what the import job publishes reaches the event stream and the WebSocket",
    {
      hint: "import-job.ts calls publish and knows nothing else. What does publish do with the event, and who has subscribed?",
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const observers = await observe(tools, first);
      const imported = [tools.random.word(), `${tools.random.word()} "\n🚢`];
      const sent = await importAll(tools, first.list, imported);
      for (const title of imported)
        await explained(
          () => expectBoth(observers, created(title), sent),
          () => whetherOneByOne(tools, observers, first),
          failures["change-not-published"],
        );
    },
  );

  check(
    "1.2",
    "every change of a route and of the job arrives exactly once on each, in one order",
    {
      needs: "1.1",
      hint: "Follow one change from its route. Which calls lead to the event stream and to the WebSocket, and how many of each are there?",
      hints: {
        [failures["event-missed"].code]:
          "One of the changes did not arrive. Follow it from its route or from the job: under which condition is it published, and does your bus pass each event on?",
        [failures["events-out-of-order"].code]:
          "The changes were published in their order. What does your bus do with an event between publish and the call of a subscriber?",
        [failures["event-changed"].code]:
          "The board returns the task and its event. Do you publish that event, or one that your route puts together?",
      },
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const observers = await observe(tools, first);
      const [one, two, three] = titles(tools.random, 3) as [string, string, string];
      const { id } = await create(tools, first.list, one);
      // Two tasks with one title are two tasks.
      await importAll(tools, first.list, [two, three, three]);
      await move(tools, id, first.otherList);
      await move(tools, id, first.otherList);
      const sent = await remove(tools, id);
      await expectBoth(observers, deleted(id), sent);
      const within = "to the end of the list that it is in";
      const all = [created(one), created(two), created(three), created(three), moved(one), moved(one, within)];
      await explained(
        () =>
          expectExactly(
            observers,
            [...all, deleted(id)],
            `a new task, an import of three, two moves to one list, and ${sent}`,
          ),
        ({ code, why = "" }) => {
          if (code === failures["events-out-of-order"]) return whyOutOfOrder(tools, observers, first);
          return why.includes(within) ? whyNoMove(tools, observers, first) : undefined;
        },
        failures["change-not-published"],
        failures["events-out-of-order"],
      );
      expectReturned(observers, "a new task, its move and its deletion", [
        [created(one), { boardId: first.id }],
        [moved(one), { boardId: first.id, fromListId: first.list }],
        [deleted(id), { boardId: first.id }],
      ]);
    },
  );

  check(
    "1.3",
    "an event reaches the clients of its board, and no others",
    {
      needs: "1.2",
      hint: "The functions that deliver read boardId of the event. Is what you publish the event that the board has returned?",
    },
    async (tools) => {
      const { first, second } = boardsIn(tools.board);
      const [near, far] = [await observe(tools, first), await observe(tools, second)];
      const [one, two] = titles(tools.random, 2) as [string, string];
      // Both at once: what a route keeps of one request must not become the event of the other.
      const answers = await tools.http.pipeline(
        { method: "POST", path: "/tasks", json: { listId: first.list, title: one } },
        { method: "POST", path: "/tasks", json: { listId: second.list, title: two } },
      );
      for (const answer of answers) expect(answer).toHaveStatus(201);
      const sent = `${answers.map((answer) => answer.sent).join(", and at once ")}, a list of another board`;
      await explained(
        async () => {
          await expectBoth(near, created(one), sent, AT_ONCE);
          await expectBoth(far, created(two), sent, AT_ONCE);
        },
        () => whyNotOfBoth(tools, { near, far }, { first, second }),
        failures["event-missed"],
      );
      await expectExactly(near, [created(one)], sent);
      await expectExactly(far, [created(two)], sent);
    },
  );
});

const THROWN =
  "a given subscriber threw, which is its purpose here, and the subscribers behind it were not called for this event: its exception ended the loop";
const AFTER_A_THROW: Reasons = { one: THROWN, both: THROWN };

const AFTER_A_REJECTION: Reasons = {
  one: "a subscriber's promise was rejected, and this subscriber was not called",
  both: "a subscriber's promise was rejected, and those behind it were not called, or nothing is published any more",
};

const AFTER_A_REMOVAL: Reasons = {
  one: "a subscriber removed itself while the loop was at its place, and the one behind it was skipped, or was removed in its place",
  both: "a subscriber removed itself, and others were removed with it, or the loop ended there",
};

/** The hint of exercise 2 for requests that fail with a subscriber. */
const withFaults = {
  "http-wrong-status":
    "The change was stored, and then a subscriber threw. Who called it, and how does its exception come to the route? The server's log has the stack.",
} satisfies CodeHints;

exercise(2, "Let no subscriber harm another", () => {
  check(
    "2.1",
    "a subscriber that throws keeps no event from the others, and no request from its answer",
    {
      hint: "countLabels throws for every new task, and it was subscribed first. Where does its exception end, and who is called after that?",
      hints: {
        ...withFaults,
        [failures["event-missed"].code]:
          "countLabels throws for every new task, and it was subscribed first. Where does its exception end: does the `try` stand around one call, or around the loop?",
      },
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const observers = await observe(tools, first);
      const [one, two, three] = titles(tools.random, 3) as [string, string, string];
      const { sent } = await explained(
        () => create(tools, first.list, one),
        () => whyFailedAfterwards(observers, created(one)),
        "http-wrong-status",
      );
      await expectBoth(observers, created(one), sent, AFTER_A_THROW);
      const imported = await importAll(tools, first.list, [two, three]);
      for (const title of [two, three]) await expectBoth(observers, created(title), imported, AFTER_A_THROW);
    },
  );

  check(
    "2.2",
    "one whose promise is rejected does not end the process",
    {
      needs: "2.1",
      hint: "sendMail is an async function: it throws nothing, it returns a promise. What happens in Node to a promise that is rejected and that nothing waits for?",
      hints: withFaults,
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const observers = await observe(tools, first);
      const { id } = await create(tools, first.list, tools.random.word());
      const sent = await move(tools, id, first.otherList);
      await expectBoth(observers, { type: "task_moved", taskId: id }, sent, AFTER_A_REJECTION);
      await expect(observers.socket).toStayOpen();
      const next = await create(tools, first.list, tools.random.word());
      const last = await move(tools, next.id, first.otherList);
      await expectBoth(observers, { type: "task_created", taskId: next.id }, next.sent, AFTER_A_REJECTION);
      await expectBoth(observers, { type: "task_moved", taskId: next.id }, last, AFTER_A_REJECTION);
    },
  );

  check(
    "2.3",
    "one that unsubscribes itself while it is called makes no other miss the event, and every later one arrives",
    {
      needs: "2.2",
      hint: "The third of the given subscribers removes itself at the first deletion. What is behind it in your collection, and where is your loop at that moment?",
      hints: withFaults,
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const observers = await observe(tools, first);
      for (const title of titles(tools.random, 3)) {
        const { id } = await create(tools, first.list, title);
        const sent = await remove(tools, id);
        await explained(
          () => expectBoth(observers, deleted(id), sent, AFTER_A_REMOVAL),
          ({ peer, received, why }) =>
            why === AFTER_A_REMOVAL.one ? afterRemoval(tools, observers, first, { peer, received }) : undefined,
          failures["event-missed"],
        );
      }
    },
  );
});

/** Hints of exercise 3 for what exercise 1 has not built yet. */
const withoutBus = {
  [failures["event-missed"].code]: "This event did not reach the transports. Exercise 1 is about that; begin there.",
  [failures["nothing-delivered"].code]: "No event reached the transports. Exercise 1 is about that; begin there.",
} satisfies CodeHints;

exercise(3, "Add a third subscriber, and publish only what has happened", () => {
  check(
    "3.1",
    "the activities of a board are its changes, the newest last, whoever made them",
    {
      hint: "activity.ts is a subscriber like the transports. What does it do with an event, and under which board does it keep it?",
      hints: {
        [failures["activities-out-of-order"].code]: "At which end of the list does recordActivity add an activity?",
        [failures["activities-forgotten"].code]:
          "The newest activities are there, and the older ones are not. What in activity.ts removes one, or begins a new list?",
        [failures["summary-without-task"].code]: "What does summaryOf write for this type of event?",
        [failures["delivered-twice"].code]:
          "One change became two activities. How often is recordActivity subscribed or called?",
      },
    },
    async (tools) => {
      const { first, second, third } = boardsIn(tools.board);
      const elsewhere = tools.random.word();
      const one = `${tools.random.word()} "Ü" & ${tools.random.word().toUpperCase()}`;
      const two = longTitle(tools.random);
      // Nothing is asked for before: a list that begins when it is asked for the first time lacks all of this.
      const { id } = await create(tools, first.list, one);
      await create(tools, second.list, elsewhere);
      await importAll(tools, first.list, [two]);
      await move(tools, id, first.otherList);
      await remove(tools, id);
      await explained(
        () => expectActivities(tools, first, [created(one), created(two), moved(one), deleted(id)], second),
        async ({ received }) => whyNoActivity(tools, await observe(tools, third), third, received),
        failures["activity-missing"],
      );
      await expectActivities(tools, second, [created(elsewhere)]);
      await expectActivities(tools, third, []);

      const many = titles(tools.random, 100);
      await importAll(tools, third.list, many);
      await expectActivities(tools, third, many.map(created));
      const code = failures["activities-gone-when-read"];
      await explained(
        () => expectActivities(tools, second, [created(elsewhere)]),
        () => ({
          code,
          why: `GET /boards/${second.id}/activity had it when it was asked the last time: ${code.cause}`,
        }),
      );
    },
  );

  check(
    "3.2",
    "a batch publishes an event for each of its tasks, in their order",
    {
      hint: "createAll returns a list of tasks, each with its event. What does your route do with each of the events?",
      hints: {
        ...withoutBus,
        [failures["change-not-published"].code]:
          "One event of the batch came, and another did not. For how many of the tasks that createAll returns does your route publish?",
        [failures["events-out-of-order"].code]:
          "The events of one batch came in another order. In which order does your route go through what createAll returns?",
      },
    },
    async (tools) => {
      const { third } = boardsIn(tools.board);
      const observers = await observe(tools, third);
      const all = titles(tools.random, 3);
      const sent = await createAll(tools, third.list, all);
      for (const title of all) await expectBoth(observers, created(title), sent);
      await expectExactly(observers, all.map(created), sent);

      // Two tasks with one title are two tasks.
      const [twice, last] = titles(tools.random, 2) as [string, string];
      const more = [twice, twice, last];
      const again = await createAll(tools, third.list, more);
      await expectBoth(observers, created(last), again);
      await expectExactly(observers, [...all, ...more].map(created), `${sent}, and ${again}`);
    },
  );

  check(
    "3.3",
    "nothing is published for a request that is refused",
    {
      hint: "The board throws when it refuses a change. Which lines of your route have run by then?",
      hints: withoutBus,
    },
    async (tools) => {
      const { http, random } = tools;
      const { first, third } = boardsIn(tools.board);
      const observers = await observe(tools, first);
      const [one, two] = titles(random, 2) as [string, string];
      const { id } = await create(tools, first.list, one);
      const stranger = { listId: first.list, title: random.word(), assigneeId: random.word() };
      expect(await http.post("/tasks", { json: stranger })).toHaveStatus(404);
      expect(await http.post("/tasks", { json: { listId: first.list, title: "" } })).toHaveStatus(400);
      await move(tools, id, first.otherList);
      expect(await http.patch(`/tasks/${id}/move`, { json: { listId: third.list } })).toHaveStatus(409);
      expect(await http.delete(`/tasks/${random.word()}`)).toHaveStatus(404);
      await remove(tools, id);
      // What worked a moment ago is refused now: an event that the route still has of it is not published again.
      expect(await http.delete(`/tasks/${id}`)).toHaveStatus(404);
      expect(await http.patch(`/tasks/${id}/move`, { json: { listId: first.list } })).toHaveStatus(404);
      const { sent } = await create(tools, first.list, two);
      await expectBoth(observers, created(two), sent);
      const all = [created(one), moved(one), deleted(id), created(two)];
      await explained(
        () =>
          expectExactly(
            observers,
            all,
            "a new task, its move, its deletion and another task, and six requests between them that are refused",
            {
              code: failures["published-for-nothing"],
              why: "an event that was published before is published once more, by a request that was refused",
            },
          ),
        ({ why }) => (why === undefined ? undefined : whyAgain(tools, observers, first)),
        failures["published-for-nothing"],
      );
    },
  );

  check(
    "3.4",
    "nothing is published for a batch that is undone",
    {
      needs: "3.2",
      hint: "The last title is refused, and the tasks before it are undone. At which moment is it certain that the batch is stored, and when does your code publish? Does anything of it stay for the next batch?",
      hints: {
        ...withoutBus,
        [failures["batch-half-stored"].code]:
          "createAll creates all of the tasks or none. Does your route call it, or does it create the tasks by itself?",
      },
    },
    async (tools) => {
      const { http, random } = tools;
      const { third } = boardsIn(tools.board);
      const observers = await observe(tools, third);
      const refused = [...titles(random, 2), "x".repeat(201)];
      const undone = await http.post("/tasks/batch", { json: { listId: third.list, titles: refused } });
      expect(undone).toHaveStatus(400);
      await expectNothingStored(tools, third, refused, undone.sent);
      await expectNothingYet(observers, refused, undone.sent);

      // What was kept of the batch that was undone must not come with the next one.
      const [one, two] = titles(random, 2) as [string, string];
      await create(tools, third.list, one);
      const sent = await createAll(tools, third.list, [two]);
      await expectBoth(observers, created(two), sent);
      await explained(
        () =>
          expectExactly(
            observers,
            [created(one), created(two)],
            `${undone.sent}, which is undone, then a new task, then a batch of one`,
          ),
        // Nothing of it had come when it was undone.
        () => (hasCome(observers, refused) ? { code: failures["kept-for-the-next-batch"] } : undefined),
        failures["published-for-nothing"],
      );
    },
  );
});

stretch(
  "S1",
  "clients come and go, and the number of subscribers stays",
  {
    why: "A transport is one subscriber, however many clients it has. One for each client has to be removed for each client, and each one that is forgotten is called for ever.",
    exclusive: true,
  },
  async (tools) => {
    const { first } = boardsIn(tools.board);
    const before = await tools.http.get("/debug/connections");
    for (let round = 0; round < 10; round++) {
      const { stream, socket } = await observe(tools, first);
      stream.close();
      socket.destroy();
    }
    const after = await tools.http.get("/debug/connections");
    expect(after).toHaveJson(before.json);
  },
);

stretch(
  "S2",
  "changes that come together arrive in the order in which they were stored, on both transports",
  {
    why: "A subscriber that is called in a later turn, one of many, may be overtaken by the next event.",
    exclusive: true,
  },
  async (tools) => {
    const { second } = boardsIn(tools.board);
    const observers = await observe(tools, second);
    const imported = titles(tools.random, 40);
    const sent = await importAll(tools, second.list, imported);
    const wanted = imported.map(created);
    for (const one of wanted) await expectBoth(observers, one, sent);
    await expectExactly(observers, wanted, sent);
  },
);

stretch(
  "S3",
  "a title of any characters is the same on both transports",
  { why: "What a title holds must not end an event or a message: both transports carry it as JSON." },
  async (tools) => {
    const { second } = boardsIn(tools.board);
    const observers = await observe(tools, second);
    const title = `${tools.random.word()}\r\n\ndata: {}\u2028"\\🚢`;
    const { sent } = await create(tools, second.list, title);
    await expectBoth(observers, created(title), sent);
  },
);
