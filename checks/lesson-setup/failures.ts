import { defineFailures } from "#kit";

/** Where a handler decides what it answers. */
const STATUS = /\bstatus\b|\bfailure\s*\(/;
const RETURN = /\breturn\b/;
const INPUT = /c\.input\.ok/;
const SCHEMA = /z\.(?:strict)?object/i;
const STATEMENT = /\.(?:run|get|all)\s*\(/;

/** What the status of an answer says in a lesson whose routes are the learner's own. */
export const failures = defineFailures({
  "route-not-written": {
    cause: "this route still answers as it did in the starter",
    question: "Which TODO in routes.ts belongs to this method and path?",
    pointer:
      "Each TODO names its exercise. The README shows a route of another app from its schema to its answer, and the statements it needs (the lesson's README, on the way of a request and on SQL).",
    anchors: [/\b501\b/],
    start: "todo",
    marks: { offending: "response" },
  },
  "handler-threw": {
    cause: "the handler, or a statement in it, threw an exception; the server's log has it with its line",
    question:
      "The server answered 500: your handler threw. Which line of yours does the stack trace in the server's log name?",
    pointer:
      "Read the first line of the stack trace that names a file of yours. `undefined` where a row or a body was expected, SQL that SQLite cannot read, and a row that a table refuses are the usual three (MDN, TypeError; SQLite documentation, Result Codes).",
    anchors: [INPUT, STATEMENT, RETURN],
    start: "code",
    marks: { offending: "response" },
  },
  "stored-though-refused": {
    cause:
      "a request was refused, and its task was stored all the same: the row is written before it is known that it may be",
    question:
      "The answer says that there is no such list or user, and the task is there. Which comes first in your handler?",
    pointer:
      "A foreign key refuses the row itself, so that nothing is stored (SQLite documentation, Foreign Key Support); an early return ends a transaction by committing it, a thrown error by taking it back.",
    hint: "`why` names the request. What has your handler written by the time at which it finds out that it has to refuse?",
    anchors: [/\bINSERT\b/i, STATEMENT, STATUS],
    start: "code",
    marks: { offending: "response" },
  },
  "board-without-lists-missing": {
    cause: "a board that has no list is taken for one that does not exist",
    question: "From which rows does your code learn that a board exists: those of boards, or those of lists?",
    pointer:
      "An inner JOIN has no row for a board without a list; the table boards has one for each board (SQLite documentation, SELECT: join-clause).",
    hint: "The boards with lists are there. This one has a row of its own and no list yet. What does your handler take for the sign that there is no such board?",
    anchors: [/\bJOIN\b/i, /\.length === 0/, /\bFROM\s+lists\b/i, STATEMENT],
    start: "code",
    marks: { offending: "response" },
  },
  "list-without-tasks-missing": {
    cause: "a list that has no task is missing in the answer of its board",
    question: "What is left of a list without a task when your query has put lists and tasks together?",
    pointer:
      "An inner JOIN has no row for a list without a task; a LEFT JOIN has one, with null in the columns of the task (SQLite documentation, SELECT: join-clause).",
    hint: "The lists with tasks are there. Do your lists come from the table of lists, or from rows that exist only where there is a task?",
    anchors: [/\bJOIN\b/i, /\bFROM\s+lists\b/i, STATEMENT],
    start: "code",
    marks: { offending: "response" },
  },
  "task-without-its-board": {
    cause: "the tasks of a board have no boardId",
    question: "From which table does a task's boardId come, and does the query for the tasks of a board read that?",
    pointer:
      "`board_id` is a column of lists, so a query for tasks needs a JOIN with their lists (the lesson's README, The tables; SQLite documentation, SELECT: join-clause).",
    hint: "A task is in a list, and the list is on a board. Which tables does the query read that gets the tasks of a board, and which columns?",
    anchors: [/SELECT \* FROM tasks|\bFROM\s+tasks\b/i, /\bJOIN\b/i, STATEMENT],
    start: "code",
    marks: { offending: "response" },
  },
  "answer-not-from-the-table": {
    cause: "the task is stored right, and the answer to the request has another one",
    question: "From what does this route make its answer: from the row as it is stored now, or from something else?",
    pointer:
      "What a body does not have is `undefined`, and JSON leaves that out; a column that was given no value is null (MDN, JSON.stringify; the lesson's README, SQL from JavaScript).",
    hint: "The table has it right. Which object does this route answer with: the row, read again after it was written, or one that is put together from the body?",
    anchors: [RETURN, STATEMENT],
    start: "code",
    marks: { offending: "response" },
  },
  "description-lost": {
    cause: "a move has taken the description away from a task",
    question: "Which columns does the statement of a move write, and what becomes of those that it does not name?",
    pointer:
      "An UPDATE leaves the columns alone that its SET does not name; a row that is replaced gets all of its columns anew (SQLite documentation, UPDATE; INSERT: REPLACE).",
    hint: "The title is still there, and the description is not. Does the statement change this row, or does it write a new one in its place, and with which columns?",
    anchors: [/REPLACE|ON CONFLICT/i, /\bUPDATE\b/i, /description/],
    start: "code",
    marks: { offending: "response" },
  },
  "end-of-the-list-it-left": {
    cause: "a move without a position takes the end of the list that the task leaves",
    question: "Which list does your statement ask for its greatest position, and which id does it get for that?",
    pointer:
      "The end of a list is `max(position) + 1` of the list that the body names; while the statement runs, the row still has the old one (the lesson's README, The tables).",
    hint: "Within one list it comes out right. Which list's greatest position is asked for when the task goes to another one: that of the body, or that of the row?",
    anchors: [/max\s*\(\s*position/i, /\bposition\b/],
    start: "code",
    marks: { offending: "response" },
  },
  "created-at-changed": {
    cause: "a move has changed createdAt",
    question: "Which of your statements write created_at, and which of them runs for a move?",
    pointer:
      "An UPDATE changes the columns that its SET names, and a row that is replaced gets all of its columns anew (SQLite documentation, UPDATE; INSERT: REPLACE; UPSERT).",
    hint: "`why` says what createdAt is now, and where. Which line gives it a time when a task is moved: the statement that writes the row, or the code that makes the answer?",
    anchors: [/created_at\s*=|REPLACE|ON CONFLICT/i, /createdAt/, STATEMENT],
    start: "code",
    marks: { offending: "response" },
  },
  "not-refused": {
    cause: "the request was carried out although it had to be refused: nothing on its way said no",
    question:
      "This request had to be refused and was answered as a success. Which part of your code could have noticed?",
    pointer:
      "What the body alone shows is the schema's business; what only the database knows is found out by a statement, whose result has to be looked at: `undefined`, `changes`, or an exception (documentation of zod; of better-sqlite3, class Statement).",
    anchors: [SCHEMA, INPUT, STATEMENT, STATUS],
    start: "code",
    marks: { offending: "response" },
  },
  "deleted-task-moved": {
    cause: "deleting the task again is answered with 404, and moving it is carried out",
    question: "The deleted task was moved. Where does your server still find it, or does it not look for it?",
    pointer:
      "An UPDATE whose WHERE finds no row is no error, and says so in `changes` (documentation of better-sqlite3, class Statement).",
    anchors: [STATEMENT, STATUS],
    start: "code",
    marks: { offending: "response" },
  },
  "refused-with-success": {
    cause:
      "the body says that the request was refused, and the status says that it was carried out: the status was not set",
    question: "The client was told two things. Which of them does a program look at first, and where is it set?",
    pointer:
      "The second argument of `Response.json` and of `new Response` is where the status stands; without it, it is 200 (MDN, Response: json() static method).",
    anchors: [STATUS, RETURN],
    start: "code",
    marks: { offending: "response" },
  },
  "wrongly-refused": {
    cause: "the request was right and was refused: a rule in the schema or the handler asks for too much",
    question:
      "This request is right by the README's table, and your server refused it. Which rule of yours did it break?",
    pointer:
      "The body of the answer may say it: c.input.issues has the path and the reason. Put your schema beside the README's table, field by field (documentation of zod).",
    anchors: [SCHEMA, INPUT, STATUS],
    start: "code",
    marks: { offending: "response" },
  },
  "task-not-shown": {
    cause: "the board does not show a task in the list that it belongs to",
    question: "Which row did your statement write, and does the board that you show come from the table each time?",
    pointer:
      "Look at the row itself: `SELECT id, list_id, position FROM tasks` (the lesson's README, SQL from JavaScript). What a module remembers may be older than the table.",
    anchors: [STATEMENT, /\bnew Map\b|\bWHERE\b/],
    start: "code",
    marks: { offending: "response" },
  },
  "another-task-shown": {
    cause: "the board shows a task in a list where it is no more, or never was",
    question: "Which rows does your statement name, and which does the board show for this list?",
    pointer:
      "A WHERE says which rows are meant, and what a module remembers may be older than the table (the lesson's README, SQL from JavaScript).",
    anchors: [STATEMENT, /\bnew (?:Map|Set)\b|\bWHERE\b/],
    start: "code",
    marks: { offending: "response" },
  },
  "refused-and-done": {
    cause: "the request was refused, and has changed the tasks all the same",
    question:
      "The answer says that nothing was done, and the board is another one than before. Which of your statements run before the handler has asked everything that it refuses for?",
    pointer:
      "Outside a transaction, each statement takes effect at once (SQLite documentation, Transactions): ask everything first, and write then.",
    anchors: [/\b(?:INSERT|UPDATE|DELETE)\b/, RETURN],
    start: "code",
    marks: { offending: "response" },
  },
  "id-given-again": {
    cause: "ids are counted on from the tasks that are left, so the id of a deleted task is given again",
    question:
      "The newest task was deleted, and the server started again. From where does your code know which ids are taken?",
    pointer:
      "What is left in the table does not say what was there. A random id (Node documentation, crypto.randomUUID) or AUTOINCREMENT (SQLite documentation, SQLite Autoincrement) needs nobody to remember it.",
    anchors: [/\bid\b.*=|randomUUID|\bmax\s*\(/],
    start: "code",
    marks: { offending: "response" },
  },
  "positions-equal": {
    cause: "two tasks of one list have the same position, so nothing says which comes first",
    question: "Where does a task's position come from, and can two tasks get the same one?",
    pointer: "`max(position) + 1` is behind all that the list has (the lesson's README, SQL from JavaScript).",
    anchors: [/\bposition\b/],
    start: "code",
    marks: { offending: "response" },
  },
  "positions-out-of-order": {
    cause: "the positions that the tasks have got put them in another order than the requests asked for",
    question:
      "Compare the positions above with the request. Is this the position that it named, or one behind all others of the list that it named?",
    pointer:
      "The end of a list is `max(position) + 1` of that list, whatever its tasks are counted to; 0 and fractions are positions (the lesson's README, The tables).",
    anchors: [/\bposition\b/],
    start: "code",
    marks: { offending: "response" },
  },
  "listed-out-of-order": {
    cause: "the positions of the tasks are right, and the board lists them in another order",
    question:
      "By what does your board order the tasks of a list: by numbers, or by a text, a part of them, or something else?",
    pointer:
      "As texts, 10 comes before 9.5; as whole numbers, 10.25 and 10.5 are equal (SQLite documentation, SELECT: ORDER BY; the lesson's README, The tables).",
    anchors: [/ORDER BY|\bsort(?:ed)?\s*\(|toSorted/i],
    start: "code",
    marks: { offending: "response" },
  },
  "another-status": {
    cause: "the status that the handler gives is not the one in the README's table",
    question:
      "What happened is right as far as the status shows, but the table has another one. Where does your handler choose it?",
    pointer:
      "`Response.json(value, { status })` and `new Response(null, { status })` set it; without it, it is 200 (MDN, Response; RFC 9110, section 15).",
    anchors: [STATUS, RETURN],
    start: "code",
    marks: { offending: "response" },
  },
});
