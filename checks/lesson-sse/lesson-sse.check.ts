import { check, exercise, expect, explained, like, stretch } from "#kit";
import { whoIsRemoved, whyChangeFails, whyKeptLater, whyNothingCame, whyOpensOnce } from "./after-leaving.ts";
import { createTask, createTasksAtOnce, deleteTask, moveTask, placesIn } from "./board-changes.ts";
import { anyEvent, connected, taskCreated, taskDeleted, taskMoved } from "./board-events.ts";
import { expectRemaining } from "./departures.ts";
import { failures } from "./failures.ts";
import { whichComeElsewhere, whyNotReached } from "./other-boards.ts";
import { expectNothingSentFor, whetherStreamFails, whyRefused } from "./refusals.ts";
import {
  eventsOf,
  expectEachCreated,
  expectOpenStreams,
  watch,
  whoIsGreeted,
  whyAgain,
  whyNoMove,
  whyOtherText,
} from "./streams.ts";

exercise(1, "Open an event stream and send connected", () => {
  check(
    "1.1",
    "the response is an event stream that no cache answers for, and stays open",
    {
      hint: "A response is status, headers and body, and the body may be a stream. Does your route return all three, and what do the headers say about the body?",
      hints: {
        "sse-no-headers":
          "Status and headers leave together with the first bytes of the body. Does your route return the response at once, and does your stream put anything into its queue when a client comes?",
        "sse-buffered":
          "The body was complete before any of it was sent. What does your route give to Response: the stream, or what was read from it?",
        "http-wrong-header":
          "The README names two headers. Which of them tells caches and proxies that they must not answer in your place?",
        "sse-ended": "The stream came to its end. Which line of yours closes it, and who is it that decides to leave?",
      },
    },
    async ({ sse, board }) => {
      const stream = await sse.open(eventsOf(placesIn(board).first));
      await expect(stream).toBeOpen();
      await expect(stream).toHaveHeader("Cache-Control", /\bno-cache\b|\bno-store\b/i);
      await expect(stream).toStayOpen({ barrier: "/health" });
    },
  );

  check(
    "1.2",
    "the first event of every client is connected",
    {
      needs: "1.1",
      hint: "Which function of the stream's source runs when a client comes? Compare the bytes that it puts into the queue with the events in the README, character by character.",
      hints: {
        "sse-wrong-name":
          "onmessage is called for events without a name. Which line of your event gives it one, and does the README's table ask for it?",
      },
    },
    async ({ http, sse, board, server }) => {
      const { first, second } = placesIn(board);
      const streams = [await sse.open(eventsOf(first)), await sse.open(eventsOf(first))];
      for (const [index, stream] of streams.entries())
        await explained(
          () => expect(stream).toReceiveNoMoreBefore(connected, anyEvent),
          ({ code }) =>
            code === "http-wrong-status"
              ? whyOpensOnce({ http, sse }, first, server)
              : index > 0
                ? whoIsGreeted(sse, second)
                : undefined,
          "http-wrong-status",
          "sse-no-headers",
          "no-event",
        );
    },
  );

  check(
    "1.3",
    "a board that does not exist is answered with 404 and JSON",
    {
      hint: "Once a stream has begun, its status is 200 for ever. Where does your route ask whether there is such a board: before it makes the stream?",
      hints: {
        "http-not-json": "The status is right. What does a client of the other routes find in the body of a 404?",
        "http-not-answering":
          "There is no such board. If a stream has begun all the same: how does your route compare this id with those of the boards, as a whole?",
      },
    },
    async ({ http, board, random }) => {
      const { first } = placesIn(board);
      const longer = `${first.id}-${random.word()}-${random.word()}`;
      const shorter = first.id.slice(0, -1);
      for (const id of [`board-${random.word()}`, longer, shorter, first.id.toUpperCase()]) {
        const answer = await explained(
          () => http.get(eventsOf({ id })),
          () => whetherStreamFails(http, id),
          "http-not-answering",
        );
        expect(answer).toHaveStatus(404);
        expect(answer).toMatchJson({ error: like.anything });
      }
    },
  );
});

/** Hints of exercises 2 and 3 for a stream that exercise 1 has not opened yet. */
const noStream = {
  "http-wrong-status": "There is no stream at this address yet. Exercise 1 opens it; begin there.",
  "sse-no-headers": "Nothing came on this stream, not even its headers. Exercise 1 opens it; begin there.",
  "sse-wrong-content-type": "This is not an event stream yet. Exercise 1 opens it; begin there.",
  "sse-no-blank-line": "The bytes came, and no event. Exercise 1 is about its form; begin there.",
  "sse-no-data-field": "The bytes came, and no event. Exercise 1 is about its form; begin there.",
};

/** The hint of exercise 2 for a status: of the stream, or of a request that changes a board. */
const refused =
  "If the stream was refused, begin with exercise 1. If a change was: the board had stored it, so which line of your route failed after that, perhaps because nobody watches this board? The server's log has the stack.";

exercise(2, "Send every change to the clients of its board", () => {
  check(
    "2.1",
    "every client of the board gets each created task once, as the route answered it",
    {
      hint: "One client was there from the beginning, another one came later. Does broadcast reach both, and does your route call it with what the board returned?",
      hints: {
        ...noStream,
        doubled:
          "The same event came twice on one stream. Who sends it, to whom, and how often is one client in your list?",
        "no-event":
          "A task was created, and nothing was written to this client. Does the route call broadcast, under which key does broadcast look for the clients, and does it reach all of them, the first one as well as the last?",
        "sse-extra-event":
          "This event is one too many. Had it happened before this client came, and who sends it to a client that has just come?",
        "sse-wrong-data":
          "Compare the event with the README's table and with the answer of POST /tasks, field by field. Which object do you broadcast: the one that the board returned?",
        "sse-split-data":
          "The title has line ends and quotes in it. What turns your object into a text, so that none of them stays as it is?",
        "http-wrong-status": refused,
      },
    },
    async ({ http, sse, board, random }) => {
      const { third } = placesIn(board);
      await createTask(http, third.list, random.word());
      const early = await watch(sse, third);
      const alone = await createTask(http, third.list, random.word());
      await expect(early).toReceiveNoMoreBefore(taskCreated(third.id, alone), anyEvent);

      const late = await watch(sse, third);
      for (const title of [random.word(), `${random.word()}\n\ndata: ${random.word()}`, `🚢 é\u2028${random.word()}`]) {
        const task = await explained(
          () => createTask(http, third.list, title),
          () => whyRefused(http, third, late),
          "http-wrong-status",
        );
        for (const stream of [early, late])
          await explained(
            () => expect(stream).toReceiveNoMoreBefore(taskCreated(third.id, task), anyEvent),
            ({ code }) => (code === "doubled" ? whyAgain(sse, third) : whyOtherText(stream, task.title)),
            "sse-wrong-data",
            "doubled",
          );
      }
    },
  );

  check(
    "2.2",
    "clients of other boards get nothing of it",
    {
      needs: "2.1",
      hint: "Each board has clients of its own. How does broadcast know which streams belong to the board of the event?",
      hints: {
        "http-wrong-status": refused,
        "no-event":
          "Clients of another board are there as well, and a client of this board got nothing. Which clients does broadcast come to, and what does it do at one of another board?",
      },
    },
    async ({ http, sse, board, random, server }) => {
      const { first, second, third } = placesIn(board);
      const early = await watch(sse, first);
      const stream = await watch(sse, second);
      const task = await createTask(http, first.list, random.word());
      await deleteTask(http, await moveTask(http, task, first.otherList));

      // A stream keeps its order: what did not come before the task of its own board will not come.
      const own = await createTask(http, second.list, random.word());
      await explained(
        () => expect(stream).toReceiveNoMoreBefore(taskCreated(second.id, own), anyEvent),
        ({ code }) =>
          code === "sse-extra-event"
            ? whichComeElsewhere({ http, sse, random }, { first, second, third })
            : whyNotReached({ http, sse }, { first, second }, server),
        "sse-extra-event",
        "no-event",
        "works-once",
      );

      // Whichever way a list of all clients is gone through, a client of the other board comes before one of these two.
      const late = await watch(sse, first);
      const last = await createTask(http, first.list, random.word());
      for (const own of [early, late])
        await explained(
          () => expect(own).toReceive(taskCreated(first.id, last)),
          () => whyNotReached({ http, sse }, { first, second }, server),
          "no-event",
          "works-once",
        );
    },
  );

  check(
    "2.3",
    "a move and a deletion arrive once each, and a refused request sends nothing",
    {
      needs: "2.1",
      hint: "Three routes change a board. What does the board return to each of them, and which of the three passes it on?",
      hints: {
        "http-wrong-status": refused,
        "sse-wrong-data":
          "Compare the event with the README's table, field by field. Which object do you broadcast: the one that the board returned?",
        "no-event":
          "The last request of the conversation changed the board, and no event came. Does its route call broadcast, and in every case?",
        "sse-extra-event": "This event is one too many. Which request of the conversation is it about?",
        [failures["sent-though-refused"].code]:
          "This request was refused, and clients were told of a change, or of the mistake. What in your route runs before, or without, the change being stored?",
      },
    },
    async ({ http, sse, board, random }) => {
      const { first, third } = placesIn(board);
      const stream = await watch(sse, first);
      const moved = await moveTask(http, first.task, first.list);
      await expect(stream).toReceiveNoMoreBefore(taskMoved(first.id, moved, first.otherList.id), anyEvent);
      const movedWithin = await moveTask(http, first.task, first.list);
      await explained(
        () => expect(stream).toReceiveNoMoreBefore(taskMoved(first.id, movedWithin, first.list.id), anyEvent),
        () => whyNoMove({ http, random }, first, stream),
        "no-event",
      );
      await deleteTask(http, moved);
      await expect(stream).toReceiveNoMoreBefore(taskDeleted(first.id, moved.id), anyEvent);

      const [gone, stored] = [
        await createTask(http, first.list, random.word()),
        await createTask(http, first.list, random.word()),
      ];
      await expect(stream).toReceiveNoMoreBefore(taskCreated(first.id, gone), anyEvent);
      await expect(stream).toReceiveNoMoreBefore(taskCreated(first.id, stored), anyEvent);
      await deleteTask(http, gone);
      await expect(stream).toReceiveNoMoreBefore(taskDeleted(first.id, gone.id), anyEvent);
      const toUnknownUser = { listId: first.list.id, title: random.word(), assigneeId: random.word() };
      const refusals = [
        { path: "/tasks", json: { listId: first.list.id }, status: 400 },
        { path: "/tasks", json: toUnknownUser, status: 404 },
        { method: "PATCH", path: `/tasks/${stored.id}/move`, json: {}, status: 400 },
        { method: "PATCH", path: `/tasks/${stored.id}/move`, json: { listId: third.list.id }, status: 409 },
        { method: "PATCH", path: `/tasks/${gone.id}/move`, json: { listId: first.list.id }, status: 404 },
        { method: "DELETE", path: `/tasks/${random.word()}`, status: 404 },
        { method: "DELETE", path: `/tasks/${gone.id}`, status: 404 },
      ];
      await expectNothingSentFor(http, stream, refusals, async () =>
        taskCreated(first.id, await createTask(http, first.list, random.word())),
      );
    },
  );

  check(
    "2.4",
    "tasks with the same title, and tasks that are created at the same moment, all arrive",
    {
      needs: "2.1",
      hint: "What does your code keep from one change to the next, and which change is lost by that?",
      hints: {
        "http-wrong-status": refused,
        "no-event":
          "This client gets nothing at all, and other clients of this board have left before it came. What does your code do with a board whose last client has left?",
        [failures["equal-task-lost"].code]:
          "The titles are equal, and the tasks are two. By what does your code recognise a task that it has sent already?",
        [failures["task-at-once-lost"].code]:
          "These requests came together, so each was answered before anything of the others had left. What does your code keep until it writes, and is there room for more than one?",
      },
    },
    async ({ http, sse, board, random, server }) => {
      const { first, second, third } = placesIn(board);
      const stream = await watch(sse, third);
      const title = random.word();
      const places = [first, second, third];
      const alike = await explained(
        async () => [await createTask(http, third.list, title), await createTask(http, third.list, title)],
        async () =>
          (await whyKeptLater({ http, sse }, third, server)) ?? (await whyChangeFails({ http, sse, places }, server)),
        "http-wrong-status",
      );
      await explained(
        () =>
          expectEachCreated(stream, third, alike, { code: failures["equal-task-lost"], how: "with the same title" }),
        () => whyNothingCame({ http, sse }, third, stream),
        "no-event",
      );

      const together = await createTasksAtOnce(http, third.list, [random.word(), random.word(), random.word()]);
      await expectEachCreated(stream, third, together, {
        code: failures["task-at-once-lost"],
        how: "in one TCP segment",
      });
    },
  );
});

exercise(3, "Forget clients that have left", () => {
  check(
    "3.1",
    "the server counts the streams that are open, however the others ended",
    {
      hint: "start has put the client in. What takes it out when it leaves, and how does that code know which client it was?",
      hints: {
        ...noStream,
        [failures["refused-counted"].code]:
          "This request got a 404 and no stream, and the count has gone up. What does your route do before it knows that there is no such board?",
        [failures["others-removed"].code]:
          "The count was right until a client left, and then fell by more than one. What exactly does cancel take away?",
        [failures["clients-miscounted"].code]:
          "Compare the two numbers. What does clientCount count: clients, or something else?",
      },
    },
    async ({ http, sse, board, random, server }) => {
      const { first, second } = placesIn(board);
      // One after the other, so that the order in which they came is the same in each run.
      const [one, two] = [await watch(sse, first), await watch(sse, first)];
      const [three, four, five] = [await watch(sse, first), await watch(sse, first), await watch(sse, second)];
      await expect(one).toStayOpen({ barrier: "/health" });
      await expectOpenStreams(http, 5, "four clients of one board and one of another are there");

      // Whether it is refused is a question of exercise 1: a stream that begins is left at once.
      await http.request(eventsOf({ id: random.word() }), { enough: (body) => body !== "" });
      await expectOpenStreams(http, 5, "a request for a board that does not exist got no stream", {
        tooMany: failures["refused-counted"],
      });

      const remaining = [
        { stream: two, place: first },
        { stream: four, place: first },
        { stream: five, place: second },
      ];
      const left = {
        from: first,
        title: random.word(),
        whoElse: async () =>
          (await whoIsRemoved({ http, sse, places: [first, second] })) ??
          (await whyKeptLater({ http, sse }, first, server)),
      };
      one.destroy();
      await expectRemaining(http, [...remaining, { stream: three, place: first }], {
        ...left,
        when: `the connection of ${one.name} was reset`,
      });
      three.close();
      await expectRemaining(http, remaining, { ...left, when: `${three.name} has left as well` });
      two.close();
      await expectRemaining(http, remaining.slice(1), {
        ...left,
        when: `${two.name} has left as well, and one client is left on each of two boards`,
      });
      four.close();
      await expectRemaining(http, remaining.slice(2), {
        ...left,
        when: `${four.name}, which came last to its board, has left as the last one`,
      });
    },
  );

  check(
    "3.2",
    "those that are left, and those that come, get every event, and creating a task is answered with 201",
    {
      needs: "3.1",
      hint: "The count is right. Is what was removed the client that has left, or another one?",
      hints: {
        ...noStream,
        [failures["clients-kept"].code]:
          "A client left and is still counted, and in the check before this one it was not. What was different by then: who came before it, and who had left before it?",
        "http-wrong-status":
          "Creating a task failed once clients had left. What does enqueue do with a stream that is cancelled, and why is there still one in your list? The server's log has the stack.",
        "no-event":
          "This client is there and gets nothing. Look at who left before it came, or before this event: what did your code take away then, and does it put it back when a client comes?",
        "sse-extra-event":
          "This happened before this client came. Where is it kept while nobody is there, and who sends it?",
      },
    },
    async ({ http, sse, board, random, server }) => {
      const { third } = placesIn(board);
      const [one, two] = [await watch(sse, third), await watch(sse, third)];
      const [three, four] = [await watch(sse, third), await watch(sse, third)];
      one.destroy();
      await expectOpenStreams(http, 3, "the first of four clients has left");
      four.close();
      await expectOpenStreams(http, 2, "the first of four clients has left, and then the last");

      const five = await watch(sse, third);
      for (const title of [random.word(), random.word(), random.word()]) {
        const task = await createTask(http, third.list, title);
        for (const stream of [two, three, five]) await expect(stream).toReceive(taskCreated(third.id, task));
      }

      for (const stream of [two, three, five]) stream.close();
      await expectOpenStreams(http, 0, "the last client of the board has left");
      await createTask(http, third.list, random.word());
      const six = await explained(
        () => watch(sse, third),
        () => whyOpensOnce({ http, sse }, third, server),
        "http-wrong-status",
      );
      const task = await createTask(http, third.list, random.word());
      await explained(
        () => expect(six).toReceiveNoMoreBefore(taskCreated(third.id, task), anyEvent),
        () => whyNothingCame({ http, sse }, third, six),
        "no-event",
      );
    },
  );
});

stretch(
  "S1",
  "a HEAD request makes no client",
  {
    why: "The route for GET answers HEAD as well, without its body: a stream made for that must not stay in the list.",
    exclusive: true,
  },
  async ({ http, sse, board }) => {
    const { first } = placesIn(board);
    await http.request(eventsOf(first), { method: "HEAD" });
    await watch(sse, first);
    await expectOpenStreams(http, 1, "one client is there");
  },
);

stretch(
  "S2",
  "a client that leaves before the response has begun is forgotten as well",
  {
    why: "A page that is reloaded gives its request up at any moment, also while the server still makes the stream for it.",
    exclusive: true,
  },
  async ({ http, sse, board }) => {
    const { first } = placesIn(board);
    for (let client = 0; client < 10; client++) (await http.hold(eventsOf(first))).abort();
    await watch(sse, first);
    await expectOpenStreams(http, 1, "one client has stayed and ten have left at once");
  },
);

stretch(
  "S3",
  "a hundred clients get an event",
  {
    why: "enqueue waits for no client, so a broadcast costs microseconds for each. With an await for each, the last one waits for all the others.",
    exclusive: true,
  },
  async ({ http, sse, board, random }) => {
    const { first } = placesIn(board);
    const streams = await Promise.all(Array.from({ length: 100 }, () => watch(sse, first)));
    const task = await createTask(http, first.list, random.word());
    for (const stream of streams) await expect(stream).toReceive(taskCreated(first.id, task));
  },
);
