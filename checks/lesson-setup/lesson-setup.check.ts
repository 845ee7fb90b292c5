import { check, exercise, expect, explained, like, stretch } from "#kit";
import {
  another,
  asInTable,
  errorBody,
  givenAgain,
  inOrderOfIds,
  INVALID,
  justNow,
  laterThan,
  onBoard,
  REFUSED,
  sortedById,
  tasksAsShown,
  tasksOf,
  unique,
  uniqueId,
  withTimes,
} from "./answers.ts";
import {
  howCreatedAtChanged,
  whatWasStored,
  whereTheBoardIsMissing,
  whichLists,
  whichWasStored,
} from "./differences.ts";
import { failures } from "./failures.ts";
import { boardHints, createHints, exceptionHint, sharedHints } from "./hints.ts";
import { invalidMoves, invalidTasks } from "./invalid-bodies.ts";
import { whatWasLost, whichEnd } from "./moves.ts";
import { placesIn } from "./places.ts";
import { expectGoneFor, expectInvalid, expectRefusedOr, expectStatus } from "./status.ts";
import { expectListed, expectTasks, positionOf } from "./task-order.ts";

exercise(1, "Create the tasks table and show a board", () => {
  check(
    "1.1",
    "GET /boards lists every board with its id and name",
    {
      hint: "Boards are rows of a table. Which statement reads all of them, and where in the answer does the README's table put them?",
      hints: { ...sharedHints, ...exceptionHint },
    },
    async ({ http, board: { boards } }) => {
      const answer = await http.get("/boards");
      expectStatus(answer, 200);
      const data = boards.map(({ id, name }) => ({ id, name }));
      expect(inOrderOfIds(answer)).toMatchJson(sortedById({ data }));
    },
  );

  check(
    "1.2",
    "GET /boards/:boardId has every list of that board, and no other",
    {
      hint: "A list belongs to the board that its board_id names. Does your query ask for just this id, and do lists without a task survive what comes after it?",
      hints: {
        ...sharedHints,
        ...exceptionHint,
        "http-missing-field":
          "Put this answer beside the README's table, field by field. Which one does your query not read, or your code not hand on?",
      },
    },
    async ({ http, board: { boards } }) => {
      for (const board of boards) {
        const { id, name, lists } = board;
        const answer = await http.get(`/boards/${id}`);
        await explained(
          () => expectStatus(answer, 200),
          () => (lists.length === 0 ? { code: failures["board-without-lists-missing"] } : undefined),
        );
        const data = {
          id,
          name,
          lists: lists.map((list) => ({ id: list.id, name: list.name, position: list.position })),
        };
        await explained(
          () => expect(inOrderOfIds(answer)).toMatchJson(sortedById({ data })),
          () => whichLists(answer, board, boards),
        );
      }
    },
  );

  check(
    "1.3",
    "each list has its own tasks, and no other",
    {
      needs: "1.2",
      hint: "A task belongs to the list that its list_id names. Does each list get only its own, with the fields of the README's table, and the same ones when a client asks again?",
      hints: {
        ...sharedHints,
        ...exceptionHint,
        "http-missing-field":
          "Does every list have `tasks`, the empty one too, and every task the fields of the README's table? If there are no tasks at all: a table that is created later needs a new database.",
      },
    },
    async ({ http, random, board: { boards } }) => {
      for (const board of boards) {
        const { id, lists } = board;
        const answer = await http.get(`/boards/${id}`);
        expectStatus(answer, 200);
        const data = { lists: lists.map((list) => ({ id: list.id, tasks: tasksAsShown(list, id) })) };
        await explained(
          () => expect(inOrderOfIds(answer)).toMatchJson(sortedById({ data })),
          () => whereTheBoardIsMissing(http, answer, board, random.word()),
          "http-missing-field",
        );
        expect(asInTable(answer)).toMatchJson(withTimes);
      }
    },
  );

  check(
    "1.4",
    "lists and tasks stand in the order of their positions",
    {
      needs: "1.3",
      hint: "The rows were inserted in another order than that of their positions. What decides the order in which SQLite returns rows, and does each of your two queries say it?",
      hints: sharedHints,
    },
    async ({ http, board: { boards } }) => {
      for (const { id, lists } of boards) {
        const answer = await http.get(`/boards/${id}`);
        const inPlace = lists.map((list) => ({ id: list.id, tasks: list.tasks.map((task) => ({ id: task.id })) }));
        expect(asInTable(answer)).toMatchJson({ data: { lists: inPlace } });
      }
    },
  );

  check(
    "1.5",
    "a board that does not exist is answered with 404 and an error",
    {
      hint: "What does `get` return when no row has this id, and does your handler look before it goes on?",
      hints: {
        ...sharedHints,
        "http-not-json":
          "The status is right. What does the README say about the body of an answer that is no success?",
      },
    },
    async ({ http, random }) => {
      const answer = await http.get(`/boards/board-${random.word()}`);
      expectStatus(answer, 404);
      expect(answer).toMatchJson(errorBody);
    },
  );

  check(
    "1.6",
    "an id is a value and never part of the SQL",
    {
      needs: "1.5",
      hint: "The id in this path ends a text in SQL and goes on with a condition. How does the id get into your statement: is it written into the text, or bound to a `?`?",
      hints: sharedHints,
    },
    async ({ http, random, board: { boards } }) => {
      const always = await http.get(`/boards/${random.word()}'or'1'='1`);
      expectStatus(always, 404);

      for (const { id } of boards) {
        const commented = await http.get(`/boards/${id}'--`);
        expectStatus(commented, 404);
      }
    },
  );
});

exercise(2, "Create a task and refuse an invalid one", () => {
  check(
    "2.1",
    "POST /tasks answers 201 with the new task",
    {
      hint: "The answer is the task as it was stored, under `data`: what the client sent, and the fields that the server chose. Where does your handler read them?",
      hints: {
        ...sharedHints,
        ...exceptionHint,
        [failures["another-status"].code]:
          "The request made something new. Which success status says so, and where does the answer get it from?",
      },
    },
    async ({ http, random, board }) => {
      const { id: boardId, oneTask } = placesIn(board).second;
      const { id: assigneeId } = random.pick(board.users);
      const task = { listId: oneTask.id, title: random.word(), description: random.word(), assigneeId };
      const answer = await http.post("/tasks", { json: task });
      expectStatus(answer, 201);
      expect(asInTable(answer)).toMatchJson({
        data: { id: like.text, ...task, boardId: onBoard(boardId), position: like.number },
      });
    },
  );

  check(
    "2.2",
    "tasks created at the same moment get ids and positions of their own",
    {
      needs: "2.1",
      hint: "Twenty requests arrive together, for tasks of the same title. What makes one id differ from the next, and where does a new task's position come from?",
      hints: {
        ...sharedHints,
        [failures["wrongly-refused"].code]:
          "This body has a listId and a title, and nothing else is needed. Which field does your schema not let be missing?",
      },
    },
    async ({ http, random, board }) => {
      const { id: listId } = placesIn(board).second.twoTasks;
      const id = uniqueId();
      const position = unique<number>("a position that no other task of the list has");
      const title = random.word();
      const requests = Array.from({ length: 20 }, () => ({ path: "/tasks", json: { listId, title } }));
      for (const answer of await http.pipeline(...requests)) {
        expectStatus(answer, 201);
        expect(asInTable(answer)).toMatchJson({ data: { id, position } });
      }
    },
  );

  check(
    "2.3",
    "a new task is the last one of its list",
    {
      needs: "2.2",
      hint: "Positions may have gaps, and every list counts for itself. Which position is behind all that this list has, and what is it in an empty list?",
      hints: boardHints,
    },
    async ({ http, random, board }) => {
      const { id: boardId, threeTasks, noTask } = placesIn(board).first;
      const before = threeTasks.tasks.map(({ id }) => id);
      expectTasks({ list: threeTasks, board: await http.get(`/boards/${boardId}`) }, ...before);

      const first = await http.post("/tasks", { json: { listId: threeTasks.id, title: random.word() } });
      expectStatus(first, 201);
      const created = expect(asInTable(first)).toMatchJson({ data: { id: like.text } });
      const second = await http.post("/tasks", { json: { listId: threeTasks.id, title: random.word() } });
      expectStatus(second, 201);
      const next = expect(asInTable(second)).toMatchJson({ data: { id: like.text } });
      const only = await http.post("/tasks", { json: { listId: noTask.id, title: random.word() } });
      expectStatus(only, 201);
      const alone = expect(asInTable(only)).toMatchJson({ data: { id: like.text } });

      const view = await http.get(`/boards/${boardId}`);
      expectTasks({ list: threeTasks, board: view, after: second }, ...before, created.data.id, next.data.id);
      expectTasks({ list: noTask, board: view, after: only }, alone.data.id);
    },
  );

  check(
    "2.4",
    "the server writes both times, in ISO 8601 with milliseconds",
    {
      needs: "2.2",
      hint: "createdAt and updatedAt are the moment of the request as toISOString writes it, `T` and `Z` included. Who writes them in your server, and in which format?",
      hints: sharedHints,
    },
    async ({ http, random, board }) => {
      const { id: listId } = placesIn(board).second.oneTask;
      const answer = await http.post("/tasks", { json: { listId, title: random.word() } });
      expectStatus(answer, 201);
      expect(asInTable(answer)).toMatchJson({ data: { createdAt: justNow, updatedAt: justNow } });
    },
  );

  check(
    "2.5",
    "a task without a description and an assignee has null for both, missing in the body or null",
    {
      needs: "2.2",
      hint: "The body has nothing for these two fields. What does your INSERT store for a field that is missing, and what does the answer say of it?",
      hints: {
        ...sharedHints,
        [failures["wrongly-refused"].code]:
          "optional() takes a field that is missing and refuses null; another method of zod takes both. Which of the two does your schema have for each of these fields?",
      },
    },
    async ({ http, random, board }) => {
      const { id: boardId, oneTask } = placesIn(board).second;
      const listId = oneTask.id;
      const none = { description: null, assigneeId: null };

      const missing = await http.post("/tasks", { json: { listId, title: random.word() } });
      expectStatus(missing, 201);
      await explained(
        () => expect(asInTable(missing)).toMatchJson({ data: none }),
        () => whatWasStored(http, missing, boardId),
      );

      const stated = await http.post("/tasks", { json: { listId, title: random.word(), ...none } });
      expectStatus(stated, 201);
      await explained(
        () => expect(asInTable(stated)).toMatchJson({ data: none }),
        () => whatWasStored(http, stated, boardId),
      );
    },
  );

  check(
    "2.6",
    "an invalid task is answered with 400 and not stored",
    {
      needs: "2.3",
      hint: "The schema decides what a task is, and the framework only reports what it found. Which field of this body should your schema have refused?",
      hints: {
        ...sharedHints,
        [failures["handler-threw"].code]:
          "Does the handler look at c.input.ok before it reads c.input.body, and does the schema refuse what the table would?",
        [failures["not-refused"].code]:
          "Which rule of the README does this body break, and which line of your schema knows that rule?",
      },
    },
    async ({ http, random, board }) => {
      const { id: boardId, oneTask } = placesIn(board).first;
      const before = await http.get(`/boards/${boardId}`);
      for (const [body, broken] of invalidTasks({ listId: oneTask.id, title: random.word() }))
        expectInvalid(await http.post("/tasks", { headers: { "content-type": "application/json" }, body }), broken);
      expect(await http.get(`/boards/${boardId}`)).toHaveJson(before.json);
    },
  );

  check(
    "2.7",
    "a list or a user that does not exist is refused, and nothing is stored",
    {
      needs: "2.3",
      hint: "Does your table name what list_id and assignee_id refer to? Where it does, SQLite refuses the row by throwing: what does your handler make of that error?",
      hints: sharedHints,
    },
    async ({ http, random, board }) => {
      const { id: boardId, oneTask } = placesIn(board).first;
      const before = await http.get(`/boards/${boardId}`);

      const titles = [random.word(), random.word()] as const;
      const noList = await http.post("/tasks", { json: { listId: `list-${random.word()}`, title: titles[0] } });
      expectStatus(noList, ...REFUSED);
      expect(noList).toMatchJson(errorBody);

      const assigneeId = `user-${random.word()}`;
      const noUser = await http.post("/tasks", { json: { listId: oneTask.id, title: titles[1], assigneeId } });
      expectStatus(noUser, ...REFUSED);
      expect(noUser).toMatchJson(errorBody);

      const after = await http.get(`/boards/${boardId}`);
      await explained(
        () => expect(after).toHaveJson(before.json),
        () =>
          whichWasStored(after, [
            { answer: noList, title: titles[0], unknown: "list" },
            { answer: noUser, title: titles[1], unknown: "user" },
          ]),
      );
    },
  );

  check(
    "2.8",
    "every title comes back as it was written",
    {
      needs: "2.3",
      hint: "Quotes, semicolons, blanks and emoji are ordinary characters of a title. Is the title bound as a value, is it stored whole and unchanged, and are 1 and 200 characters still allowed?",
      hints: {
        ...boardHints,
        [failures["wrongly-refused"].code]:
          "This title has 1 to 200 characters. Which rule of your schema counts something else, or forbids what the README allows?",
        "http-wrong-json":
          "The title came back as another one, if only by a blank, or by an accent that is a character of its own. Which call changes it on the way: replace, escape, normalize?",
      },
    },
    async ({ http, random, board }) => {
      const { id: boardId, noTask } = placesIn(board).third;
      const titles = [
        `${random.word()}'s "plan"`,
        `${random.word()}'); DROP TABLE tasks; --`,
        `${random.word()}\n{"id":"\u2028"}`,
        `${random.word()} 🧭 漢`,
        `<b>${random.word()} & co</b>`,
        `${random.word()}  cafe\u0301`,
        random.word().padEnd(200, "é"),
        random.word().charAt(0),
      ];
      for (const title of titles) {
        const answer = await http.post("/tasks", { json: { listId: noTask.id, title } });
        expectStatus(answer, 201);
        expect(asInTable(answer)).toMatchJson({ data: { title } });
      }
      const view = await http.get(`/boards/${boardId}`);
      expect(tasksOf(noTask, view)).toMatchJson({ tasks: titles.map((title) => ({ title })) });
    },
  );

  check(
    "2.9",
    "the id and the times of a task are the server's, whatever the client sends",
    {
      needs: "2.4",
      hint: "This body has an id and two times besides the fields of the README's table. Which of its fields reach your INSERT, and who has chosen them: you, or whoever wrote the body?",
      hints: sharedHints,
    },
    async ({ http, random, board }) => {
      const { id: listId } = placesIn(board).second.oneTask;
      const id = `task-${random.word()}`;
      const times = { createdAt: "2001-01-01T00:00:00.000Z", updatedAt: "2001-01-01T00:00:00.000Z" };
      const answer = await http.post("/tasks", { json: { listId, title: random.word(), id, ...times } });
      expectRefusedOr(answer, { id: another(id), createdAt: justNow, updatedAt: justNow });
    },
  );
});

exercise(3, "Move and delete tasks", () => {
  check(
    "3.1",
    "a move without a position puts the task at the end of the list",
    {
      hint: "Two columns of the row change, and a third says when. Which list does the statement write, and which position is behind all that this list has?",
      hints: {
        ...boardHints,
        ...exceptionHint,
        "http-wrong-json":
          "This field is not as the move should have left it. Is the task read again after the UPDATE, and does the UPDATE write these three columns alone?",
      },
    },
    async ({ http, board }) => {
      const { id: boardId, threeTasks: from, oneTask: to } = placesIn(board).first;
      const [task, second, third] = from.tasks;
      const [only] = to.tasks;

      const answer = await http.patch(`/tasks/${task.id}/move`, { json: { listId: to.id } });
      expectStatus(answer, 200);
      const { title, description, assigneeId } = task;
      const moved = { id: task.id, title, description, assigneeId, listId: to.id, boardId: onBoard(boardId) };
      expect(asInTable(answer)).toMatchJson({ data: moved });

      const view = await http.get(`/boards/${boardId}`);
      expectTasks({ list: from, board: view, after: answer }, second.id, third.id);
      expectTasks({ list: to, board: view, after: answer }, only.id, task.id);

      const within = await http.patch(`/tasks/${only.id}/move`, { json: { listId: to.id } });
      expectStatus(within, 200);
      expectTasks({ list: to, board: await http.get(`/boards/${boardId}`), after: within }, task.id, only.id);
    },
  );

  check(
    "3.2",
    "a move to a position puts the task there, 0 included",
    {
      needs: "3.1",
      hint: "The position in the body is the task's new position, and the smallest one comes first. What does your handler do with 0, with a fraction, and with a move within the same list?",
      hints: boardHints,
    },
    async ({ http, board }) => {
      const { id: boardId, oneTask: from, twoTasks: to } = placesIn(board).second;
      const [moved] = from.tasks;
      const [first, second] = to.tasks;

      const between = await http.patch(`/tasks/${moved.id}/move`, { json: { listId: to.id, position: 1.75 } });
      expectStatus(between, 200);
      const afterOne = await http.get(`/boards/${boardId}`);
      expectTasks({ list: to, board: afterOne, after: between }, first.id, moved.id, second.id);

      const toTheFront = await http.patch(`/tasks/${second.id}/move`, { json: { listId: to.id, position: 0 } });
      expectStatus(toTheFront, 200);
      const afterTwo = await http.get(`/boards/${boardId}`);
      expectTasks({ list: to, board: afterTwo, after: toTheFront }, second.id, first.id, moved.id);
    },
  );

  check(
    "3.3",
    "the board has its tasks in the order of their positions, wherever they were moved",
    {
      needs: "3.2",
      hint: "A move without a position goes to the end of the list that it names, which may have any positions. Which list does your statement ask for its greatest one, and is that what it asks for?",
      hints: boardHints,
    },
    async ({ http, board }) => {
      const { id: boardId, oneTask: elsewhere, twoTasks: to } = placesIn(board).second;
      const [first, other] = [to.tasks[0].id, to.tasks[1].id];
      const task = elsewhere.tasks[0].id;
      const moveTo = (listId: string, id: string, position?: number) =>
        http.patch(`/tasks/${id}/move`, { json: { listId, position } });
      const move = async (id: string, position?: number) => {
        const after = await moveTo(to.id, id, position);
        expectStatus(after, 200);
        return { list: to, board: await http.get(`/boards/${boardId}`), after };
      };

      expectStatus(await moveTo(elsewhere.id, task), 200);
      expectListed(await move(other, 10), first, other);
      const behind = await move(task);
      await explained(
        () => expectListed(behind, first, other, task),
        () => whichEnd(http, { from: elsewhere.id, to: to.id, task, other }),
        failures["positions-out-of-order"],
      );
      // Beside what the board says, because a server may number its tasks anew.
      const before = await move(task, positionOf(other, behind) - 0.5);
      expectListed(before, first, task, other);
      const closeBehind = await move(task, positionOf(other, before) + 0.25);
      expectListed(closeBehind, first, other, task);
      expectListed(await move(other, positionOf(task, closeBehind) + 0.25), first, task, other);
    },
  );

  check(
    "3.4",
    "a move changes updatedAt, and leaves all else of the task as it was",
    {
      needs: "3.1",
      hint: "Later lessons find out by updatedAt what has changed. Which columns does your statement write: is updated_at among them, and are those left alone that have nothing to do with a move?",
      hints: boardHints,
    },
    async ({ http, random, board }) => {
      const { id: boardId, noTask: to, oneTask: from } = placesIn(board).third;
      const before = expect(tasksOf(from, await http.get(`/boards/${boardId}`))).toMatchJson({
        tasks: [{ createdAt: like.text, updatedAt: like.text }],
      });
      const [{ createdAt, updatedAt }] = before.tasks;

      const answer = await http.patch(`/tasks/${from.tasks[0].id}/move`, { json: { listId: to.id } });
      expectStatus(answer, 200);
      await explained(
        () => expect(asInTable(answer)).toMatchJson({ data: { createdAt, updatedAt: justNow } }),
        () => howCreatedAtChanged(http, answer, { boardId, taskId: from.tasks[0].id, createdAt }),
      );
      expect(asInTable(answer)).toMatchJson({ data: { updatedAt: laterThan(updatedAt) } });

      const { id: firstId, threeTasks: within } = placesIn(board).first;
      // This one has a description, and the next one is behind it afterwards as before.
      const { id, title, description } = within.tasks[1];
      const described = await http.patch(`/tasks/${id}/move`, { json: { listId: within.id } });
      expectStatus(described, 200);
      const last = await http.patch(`/tasks/${within.tasks[2].id}/move`, { json: { listId: within.id } });
      expectStatus(last, 200);
      // Both have moved now, so that later checks find them in the same order whatever is wrong here.
      await explained(
        () => expect(asInTable(described)).toMatchJson({ data: { id, title, description } }),
        () => whatWasLost(http, described, { boardId: firstId, listId: within.id, word: random.word() }),
      );
      // It was stored when the other one was: the database was filled at once.
      expect(asInTable(last)).toMatchJson({ data: { updatedAt: laterThan(updatedAt) } });
    },
  );

  check(
    "3.5",
    "an invalid move is answered with 400 and moves nothing",
    {
      needs: "3.1",
      hint: "A move is a listId, and perhaps a position, which is a number. Does the route have a schema for its body, and does the handler look at c.input.ok first?",
      hints: sharedHints,
    },
    async ({ http, board }) => {
      const { id: boardId, threeTasks, oneTask } = placesIn(board).first;
      const before = await http.get(`/boards/${boardId}`);
      const headers = { "content-type": "application/json" };
      for (const [body, broken] of invalidMoves({ listId: oneTask.id }))
        expectInvalid(await http.patch(`/tasks/${threeTasks.tasks[1].id}/move`, { headers, body }), broken);
      expect(await http.get(`/boards/${boardId}`)).toHaveJson(before.json);
    },
  );

  check(
    "3.6",
    "a task that does not exist is answered with 404, and a list that does not exist is refused",
    {
      needs: "3.1",
      hint: "An UPDATE whose WHERE finds no row is no error for SQLite: it changes nothing and says so in `changes`. Where does your handler find out that there is no such task, or no such list?",
      hints: sharedHints,
    },
    async ({ http, random, board }) => {
      const { id: boardId, threeTasks } = placesIn(board).first;
      const before = await http.get(`/boards/${boardId}`);

      const noTask = await http.patch(`/tasks/task-${random.word()}/move`, { json: { listId: threeTasks.id } });
      expectStatus(noTask, 404);
      expect(noTask).toMatchJson(errorBody);

      const json = { listId: `list-${random.word()}` };
      const noList = await http.patch(`/tasks/${threeTasks.tasks[1].id}/move`, { json });
      expectStatus(noList, ...REFUSED);
      expect(noList).toMatchJson(errorBody);

      expect(await http.get(`/boards/${boardId}`)).toHaveJson(before.json);
    },
  );

  check(
    "3.7",
    "a task stays on its board: a list of another one is refused",
    {
      needs: "3.5",
      hint: "The list exists, so no foreign key objects. Which board is the task on, which one is the list on, and where does your handler compare them?",
      hints: boardHints,
    },
    async ({ http, board }) => {
      const { first, third } = placesIn(board);
      const [, task, behind] = first.threeTasks.tasks;
      const answer = await http.patch(`/tasks/${task.id}/move`, { json: { listId: third.noTask.id } });
      expectStatus(answer, ...REFUSED);
      expect(answer).toMatchJson(errorBody);

      const view = await http.get(`/boards/${first.id}`);
      expectTasks({ list: first.threeTasks, board: view, after: answer }, task.id, behind.id);
    },
  );

  check(
    "3.8",
    "DELETE /tasks/:taskId answers 204, and that task alone is gone, its list and its board are not",
    {
      needs: "3.6",
      hint: "Which rows does your DELETE name? The answer has a status and no body: how is a Response without a body made?",
      hints: {
        ...boardHints,
        [failures["handler-threw"].code]:
          "204 is the status of an answer without a body, and a Response refuses to be made with both. What does your handler return?",
        [failures["task-not-shown"].code]:
          "The request names one task, and another one is gone as well. Which rows does the WHERE of your DELETE name?",
        [failures["wrongly-refused"].code]:
          "The task was there, and so is the board, even when its last task is gone. What does your handler look at before it answers 404?",
      },
    },
    async ({ http, board }) => {
      const { first, third } = placesIn(board);
      const { id: boardId, threeTasks } = first;
      const before = expect(tasksOf(threeTasks, await http.get(`/boards/${boardId}`))).toMatchJson({
        tasks: like.listOf({ id: like.text }),
      });
      const deleted = threeTasks.tasks[1].id;
      const others = before.tasks.map(({ id }) => id).filter((id) => id !== deleted);

      const answer = await http.delete(`/tasks/${deleted}`);
      expectStatus(answer, 204, 200);
      expectTasks({ list: threeTasks, board: await http.get(`/boards/${boardId}`), after: answer }, ...others);

      expectStatus(await http.delete(`/tasks/${third.oneTask.tasks[0].id}`), 204, 200);
      const withoutTasks = await http.get(`/boards/${third.id}`);
      expectStatus(withoutTasks, 200);
      expect(tasksOf(third.oneTask, withoutTasks)).toMatchJson({ tasks: [] });
    },
  );

  check(
    "3.9",
    "a task that is already gone, or never was, is answered with 404",
    {
      needs: "3.8",
      hint: "A DELETE that finds no row is no error for SQLite. What does `run` return, and which part of it says how many rows there were?",
      hints: {
        ...sharedHints,
        [failures["deleted-task-moved"].code]: failures["deleted-task-moved"].question,
      },
    },
    async ({ http, random, board }) => {
      const { threeTasks } = placesIn(board).first;
      const [, deleted] = threeTasks.tasks;
      const again = await http.delete(`/tasks/${deleted.id}`);
      expectStatus(again, 404);
      expect(again).toMatchJson(errorBody);

      const moved = await http.patch(`/tasks/${deleted.id}/move`, { json: { listId: threeTasks.id } });
      expectGoneFor(moved);
      expect(moved).toMatchJson(errorBody);

      const unknown = await http.delete(`/tasks/task-${random.word()}`);
      expectStatus(unknown, 404);
      expect(unknown).toMatchJson(errorBody);
    },
  );

  check(
    "3.10",
    "a new task gets an id that no task has had, not even one that was deleted",
    {
      needs: "3.9",
      hint: "A task was created and deleted, and then another one created. What is your id made of, and can it come out the same again?",
      hints: {
        ...createHints,
        "http-missing-field":
          "The task is stored, and the answer does not have it. Which statement reads it back, and was the same statement called with `all` before, for another task?",
      },
    },
    async ({ http, random, board }) => {
      const { id: boardId, noTask } = placesIn(board).first;
      const id = uniqueId();
      const json = { listId: noTask.id, title: random.word() };

      const gone = await http.post("/tasks", { json });
      expectStatus(gone, 201);
      const deleted = expect(asInTable(gone)).toMatchJson({ data: { id } });
      expectStatus(await http.delete(`/tasks/${deleted.data.id}`), 204, 200);

      const answer = await http.post("/tasks", { json });
      expectStatus(answer, 201);
      const created = expect(asInTable(answer)).toMatchJson({ data: { ...json, id, boardId: onBoard(boardId) } });
      const view = await http.get(`/boards/${boardId}`);
      expectTasks({ list: noTask, board: view, after: answer }, created.data.id);
    },
  );

  check(
    "3.11",
    "a server that is started again has the board as it was left",
    {
      needs: "3.10",
      hint: "A process that ends takes its variables with it; the file stays. Which of your answers come from the database, which from something that the module remembers, and is every change committed?",
      hints: sharedHints,
    },
    async ({ http, server, board: { boards } }) => {
      const left = await Promise.all(boards.map(({ id }) => http.get(`/boards/${id}`)));
      await server.restart({ keepData: true });
      for (const [index, { id }] of boards.entries())
        expect(await http.get(`/boards/${id}`)).toHaveJson(left[index]?.json);
    },
  );

  check(
    "3.12",
    "a task that is created after a restart is a new one, and the last of its list",
    {
      needs: "3.11",
      hint: "The newest task was deleted, and the process has started again, and its variables with it. Does anything that you count go on from there, an id or a position?",
      hints: createHints,
    },
    async ({ http, server, random, board }) => {
      const { id: boardId, noTask } = placesIn(board).first;
      const ids = { tasks: like.listOf({ id: like.text }) };
      const before = expect(tasksOf(noTask, await http.get(`/boards/${boardId}`))).toMatchJson(ids);
      const create = async (takenId?: string) => {
        const answer = await http.post("/tasks", { json: { listId: noTask.id, title: random.word() } });
        expectStatus(answer, 201);
        const { data } = expect(asInTable(answer)).toMatchJson({ data: { id: like.text } });
        if (data.id === takenId) throw givenAgain(answer, takenId);
        return data;
      };

      // The newest task is gone, so nothing in the tables says which id it had, unless that was noted when it was made.
      const { id: takenId } = await create();
      expectStatus(await http.delete(`/tasks/${takenId}`), 204, 200);
      await server.restart({ keepData: true });

      const all = [...before.tasks, await create(takenId), await create(takenId)].map(({ id }) => id);
      expectTasks({ list: noTask, board: await http.get(`/boards/${boardId}`) }, ...all);
    },
  );
});

stretch(
  "S1",
  "a title with U+0000 is refused, or comes back whole",
  { why: "SQLite stores the text, and libsql returns what stands before the first U+0000." },
  async ({ http, random, board }) => {
    const title = `${random.word()}\0${random.word()}`;
    const answer = await http.post("/tasks", { json: { listId: placesIn(board).first.noTask.id, title } });
    expectStatus(answer, 201, ...INVALID);
    expect(asInTable(answer)).toMatchJson(like.oneOf({ data: { title } }, errorBody));
  },
);

stretch(
  "S2",
  "a title of blanks is refused",
  { why: "A title of one blank has a length of 1, and on the board it is a task without a title." },
  async ({ http, board }) => {
    const answer = await http.post("/tasks", { json: { listId: placesIn(board).first.noTask.id, title: " \t\n " } });
    expectStatus(answer, ...INVALID);
  },
);

stretch(
  "S3",
  "the answer to a bad body names the field that is wrong",
  {
    why: "c.input.issues holds the path and the reason of everything the schema refused; a client can show it beside the field.",
  },
  async ({ http, random, board }) => {
    const noTitle = await http.post("/tasks", { json: { listId: placesIn(board).first.noTask.id } });
    expect(noTitle).toContain("title");
    const noList = await http.post("/tasks", { json: { title: random.word() } });
    expect(noList).toContain("listId");
  },
);

stretch(
  "S4",
  "what was answered is stored, even when the process is killed",
  {
    why: "A task that is answered first and stored later is lost with the process, and the client believes that it exists.",
    exclusive: true,
    needsProcess: true,
  },
  async ({ http, server, random, board }) => {
    const { id: boardId, noTask } = placesIn(board).first;
    const ids = { tasks: like.listOf({ id: like.text }) };
    const before = expect(tasksOf(noTask, await http.get(`/boards/${boardId}`))).toMatchJson(ids);

    const answer = await http.post("/tasks", { json: { listId: noTask.id, title: random.word() } });
    const created = expect(asInTable(answer)).toMatchJson({ data: { id: like.text } });
    await server.kill();
    await server.restart({ keepData: true });
    const all = [...before.tasks, created.data].map(({ id }) => id);
    expectTasks({ list: noTask, board: await http.get(`/boards/${boardId}`) }, ...all);
  },
);
