import { check, exercise, expect, stretch, type CodeHints } from "#kit";
import { failures } from "./failures.ts";
import {
  boardsIn,
  create,
  expectActivities,
  expectBoth,
  expectExactly,
  importAll,
  move,
  observe,
  remove,
  type Wanted,
} from "./observers.ts";

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
      const titles = [tools.random.word(), `${tools.random.word()} "\n🚢`];
      const sent = await importAll(tools, first.list, titles);
      for (const title of titles) await expectBoth(observers, { type: "task_created", title }, sent);
    },
  );

  check(
    "1.2",
    "every change of a route and of the job arrives exactly once on each, in one order",
    {
      needs: "1.1",
      hint: "Follow one change from its route. Which calls lead to the event stream and to the WebSocket, and how many of each are there?",
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const observers = await observe(tools, first);
      const [one, two, three] = [tools.random.word(), tools.random.word(), tools.random.word()];
      const { id } = await create(tools, first.list, one);
      await importAll(tools, first.list, [two, three]);
      await move(tools, id, first.otherList);
      const sent = await remove(tools, id);
      await expectBoth(observers, { type: "task_deleted", taskId: id }, sent);
      await expectExactly(
        observers,
        [
          { type: "task_created", title: one },
          { type: "task_created", title: two },
          { type: "task_created", title: three },
          { type: "task_moved", title: one },
          { type: "task_deleted", taskId: id },
        ],
        `a new task, an import of two, a move and ${sent}`,
      );
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
      const [one, two] = [tools.random.word(), tools.random.word()];
      const there = await create(tools, first.list, one);
      const here = await create(tools, second.list, two);
      await expectBoth(near, { type: "task_created", title: one }, there.sent);
      await expectBoth(far, { type: "task_created", title: two }, here.sent);
      await expectExactly(near, [{ type: "task_created", title: one }], there.sent);
      await expectExactly(far, [{ type: "task_created", title: two }], here.sent);
    },
  );
});

const HARMED =
  "one of the given subscribers has failed or has removed itself, and this one was not called; or the event was not published at all";

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
      hints: withFaults,
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const observers = await observe(tools, first);
      const titles = [tools.random.word(), tools.random.word(), tools.random.word()] as const;
      const { sent } = await create(tools, first.list, titles[0]);
      await expectBoth(observers, { type: "task_created", title: titles[0] }, sent, HARMED);
      const imported = await importAll(tools, first.list, titles.slice(1));
      for (const title of titles) await expectBoth(observers, { type: "task_created", title }, imported, HARMED);
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
      for (const list of [first.otherList, first.list]) {
        const sent = await move(tools, id, list);
        await expectBoth(observers, { type: "task_moved", taskId: id }, sent, HARMED);
        await expect(observers.socket).toStayOpen();
      }
    },
  );

  check(
    "2.3",
    "one that unsubscribes itself while it is called makes no other miss the event, and every later one arrives",
    {
      needs: "2.1",
      hint: "The third of the given subscribers removes itself at the first deletion. What is behind it in your collection, and where is your loop at that moment?",
      hints: withFaults,
    },
    async (tools) => {
      const { first } = boardsIn(tools.board);
      const observers = await observe(tools, first);
      for (const title of [tools.random.word(), tools.random.word(), tools.random.word()]) {
        const { id } = await create(tools, first.list, title);
        const sent = await remove(tools, id);
        await expectBoth(observers, { type: "task_deleted", taskId: id }, sent, HARMED);
      }
    },
  );
});

/** Hints of exercise 3 for what exercise 1 has not built yet. */
const withoutBus = {
  [failures["event-missed"].code]: "This event did not reach the transports. Exercise 1 is about that; begin there.",
} satisfies CodeHints;

exercise(3, "Add a third subscriber, and publish only what has happened", () => {
  check(
    "3.1",
    "the activities of a board are its changes, the newest last, whoever made them",
    {
      hint: "activity.ts is a subscriber like the transports. What does it do with an event, and under which board does it keep it?",
    },
    async (tools) => {
      const { first, second } = boardsIn(tools.board);
      const [one, two, elsewhere] = [tools.random.word(), tools.random.word(), tools.random.word()];
      await expectActivities(tools, first, []);
      const { id } = await create(tools, first.list, one);
      await create(tools, second.list, elsewhere);
      await importAll(tools, first.list, [two]);
      await move(tools, id, first.otherList);
      await remove(tools, id);
      await expectActivities(tools, first, [
        { type: "task_created", title: one },
        { type: "task_created", title: two },
        { type: "task_moved", title: one },
        { type: "task_deleted", taskId: id },
      ]);
      await expectActivities(tools, second, [{ type: "task_created", title: elsewhere }]);
    },
  );

  check(
    "3.2",
    "a batch publishes an event for each of its tasks, in their order",
    {
      hint: "createAll returns a list of tasks, each with its event. What does your route do with the events?",
      hints: withoutBus,
    },
    async (tools) => {
      const { third } = boardsIn(tools.board);
      const observers = await observe(tools, third);
      const titles = [tools.random.word(), tools.random.word(), tools.random.word()];
      const batch = await tools.http.post("/tasks/batch", { json: { listId: third.list, titles } });
      expect(batch).toHaveStatus(201);
      const wanted = titles.map((title): Wanted => ({ type: "task_created", title }));
      for (const one of wanted) await expectBoth(observers, one, batch.sent);
      await expectExactly(observers, wanted, batch.sent);
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
      const title = random.word();
      const { id } = await create(tools, first.list, title);
      const stranger = { listId: first.list, title: random.word(), assigneeId: random.word() };
      expect(await http.post("/tasks", { json: stranger })).toHaveStatus(404);
      expect(await http.post("/tasks", { json: { listId: first.list, title: "" } })).toHaveStatus(400);
      expect(await http.patch(`/tasks/${id}/move`, { json: { listId: third.list } })).toHaveStatus(409);
      expect(await http.delete(`/tasks/${random.word()}`)).toHaveStatus(404);
      const sent = await remove(tools, id);
      await expectBoth(observers, { type: "task_deleted", taskId: id }, sent);
      const wanted: Wanted[] = [
        { type: "task_created", title },
        { type: "task_deleted", taskId: id },
      ];
      await expectExactly(observers, wanted, "four requests that are refused, between a new task and its deletion");
    },
  );

  check(
    "3.4",
    "nothing is published for a batch that is undone",
    {
      needs: "3.2",
      hint: "The last title is refused, and the tasks before it are undone. At which moment is it certain that the batch is stored, and when does your code publish?",
      hints: withoutBus,
    },
    async (tools) => {
      const { http, random } = tools;
      const { third } = boardsIn(tools.board);
      const observers = await observe(tools, third);
      const titles = [random.word(), random.word(), "x".repeat(201)];
      const undone = await http.post("/tasks/batch", { json: { listId: third.list, titles } });
      expect(undone).toHaveStatus(400);
      const title = random.word();
      const { sent } = await create(tools, third.list, title);
      await expectBoth(observers, { type: "task_created", title }, sent);
      await expectExactly(observers, [{ type: "task_created", title }], undone.sent);
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
    const titles = Array.from({ length: 40 }, () => tools.random.word());
    const sent = await importAll(tools, second.list, titles);
    const wanted = titles.map((title): Wanted => ({ type: "task_created", title }));
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
    await expectBoth(observers, { type: "task_created", title }, sent);
  },
);
