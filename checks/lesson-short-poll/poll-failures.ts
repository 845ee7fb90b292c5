import { defineFailures } from "#kit";
import { COMPARISON, CURSOR, QUERY } from "./cursor-failures.ts";

/** What can go wrong with polls, beside what can go wrong with any request. */
export const pollFailures = defineFailures({
  "route-not-written": {
    cause: "the route still answers as it did in the starter",
    question: "Which TODO of updates.ts stands where this answer is made?",
    pointer:
      "Two queries, the question whether there is such a board, and the answer (the lesson's README, SQL with values, and its table of routes).",
    anchors: [/\b501\b/],
    start: "todo",
    marks: { offending: "response" },
  },
  "rows-sent": {
    cause: "the tasks of the answer are rows as the table has them, with the names of its columns",
    question: "A row has `updated_at`, and a task of the API `updatedAt`. Which function makes the one of the other?",
    pointer: "`toTask` (the lesson's README, SQL with values).",
    anchors: [/\.map\s*\(|\bdata\b/],
    start: "code",
    marks: { offending: "response" },
  },
  "empty-without-cursor": {
    cause: "answers with tasks have a cursor, and one without any has none: it is taken from the tasks that are sent",
    question: "Nothing has changed, so no row was found. Where does `timestamp` come from then?",
    pointer:
      "`.at(-1)` of an empty array is undefined, and JSON leaves out what is undefined (MDN, JSON.stringify; the lesson's README, The cursor).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "update-lost": {
    cause:
      "a task changed after an answer was made, and the next poll with the cursor of that answer does not return it: the cursor is later than what the answer goes up to, or the comparison drops the task",
    question:
      "A task was stored right after a poll was answered. Write both times below each other: the cursor of that answer and the `updatedAt` of the task. Which of them is greater, as text?",
    pointer:
      "Times are equal within a millisecond, and a clock goes on while a query runs. What does the table know about the last change that this answer has? (The lesson's README, The cursor; SQLite documentation, max().)",
    anchors: [CURSOR, COMPARISON],
    start: "code",
    marks: { offending: "response" },
  },
  "sent-to-another": {
    cause:
      "a change was sent to one client, and another client with an older cursor does not get it any more: the server keeps for itself what it has sent, once for all clients",
    question:
      "Two clients asked with two cursors. Which time does your query compare with: the `since` of this request, or one that the request of another client has moved?",
    pointer: "A server of many clients keeps no cursor: each client brings its own (the lesson's README, The cursor).",
    anchors: [COMPARISON, CURSOR, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "changes-cut-off": {
    cause:
      "many tasks changed between two polls, and some of them are in no answer: a query has a limit on its rows, and the cursor of its answer is later than the rows that were left out",
    question: "How many rows can your query return, and which time does the cursor have when there are more?",
    pointer: "SQLite documentation, SELECT: the LIMIT clause; better-sqlite3 documentation, class Statement: all().",
    anchors: [/\bLIMIT\b|\.slice\s*\(/, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "unchanged-sent": {
    cause: "a poll with a cursor is answered with tasks that have not changed since that cursor was given out",
    question: "This task did not change after the cursor. Which part of your query should have left it out?",
    pointer:
      "With `since` another query runs than without, and it is given the cursor as a value (the lesson's README, SQL with values).",
    anchors: [COMPARISON, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "never-quiet": {
    cause:
      "nothing changes any more, and every poll returns the same tasks: the cursor stays where the comparison still includes them",
    question:
      "Compare the cursor of this answer with the `updatedAt` of the task that comes again and again. Does your comparison include equality?",
    pointer:
      "A cursor says up to where a client knows the table. What the next poll returns lies behind it (SQLite documentation, Expressions: comparison operators).",
    anchors: [COMPARISON, CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "kept-for-another-board": {
    cause:
      "a client gets what another client of another board was answered with, which is kept between the two requests",
    question: "What of one request is still there when the next one comes, and does it say of which board it is?",
    pointer:
      "What stands outside of the handler exists once for all requests; the key of what is kept there has to name all that the answer depends on (MDN, Closures; MDN, Map).",
    hint: "Your queries tell the boards apart. Which variable outside of your handler keeps something of an answer, and by what is it found again?",
    anchors: [/new Map\b|^(?:let|var)\s/m, /\.get\s*\(|\?\?=/, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "task-of-another-board": {
    cause: "the answer has a task that belongs to another board",
    question: "A task knows its list, and the list knows its board. Where does your query say which board it is about?",
    pointer: "Both queries need the condition, the one with a cursor too (the lesson's README, SQL with values).",
    anchors: [QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "task-missing": {
    cause: "a task of this board is not in the answer to a request without a cursor, or is there more than once",
    question: "Which row does your query leave out, or find twice, that the board's own page shows?",
    pointer: "`all` returns every row, `get` only the first (better-sqlite3 documentation, class Statement).",
    anchors: [QUERY, /\.(?:get|all)\s*\(/],
    start: "todo",
    marks: { offending: "response" },
  },
});
