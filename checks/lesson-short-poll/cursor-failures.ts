import { defineFailures } from "#kit";

export const QUERY = /\bWHERE\b|\bSELECT\b/;
export const COMPARISON = /updated_at\s*[<>]=?|(?:datetime|unixepoch|strftime|julianday|date)\s*\(/;
/** Where the cursor of an answer is made. */
export const CURSOR = /\btimestamp\b|toISOString|\bnow\s*\(/;

/** What a poll with a cursor can show of the cursor and the comparison, where the cursor is a time of the table. */
export const cursorFailures = defineFailures({
  "cursor-from-clock": {
    cause:
      "the task is not later than the cursor, and cursors come from a clock: while nothing changed, two polls in a row got different ones",
    question:
      "Nothing changed between two polls, and the second cursor was a later one. Which line of yours reads a clock, and what does the table know about its last change?",
    pointer:
      "A clock goes on while nothing changes, and it says nothing about what a query has read (the lesson's README, The cursor; SQLite documentation, max()).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "clock-when-quiet": {
    cause:
      "the task is not later than the cursor: answers with tasks have a cursor from the table, and that of an answer without any comes from a clock: this cursor grew although nothing had changed",
    question:
      "An answer without tasks had a later cursor each time, although nothing had changed. What does your code put there when the query returns no row?",
    pointer: "Where nothing has changed, the client is where it was (the lesson's README, The cursor).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "cursor-read-later": {
    cause:
      "the cursor is the time of a change that its answer does not have: the tasks were read first and the cursor later, and in between the handler let another request run",
    question:
      "A task was stored between your query for the tasks and your query for the cursor. Which of the two runs first, and what stands between them?",
    pointer:
      "At each `await`, other requests have their turn. What is read first cannot be later than what is read after it (MDN, await; the lesson's README, The cursor).",
    anchors: [CURSOR, /\bawait\b/],
    start: "code",
    marks: { offending: "response" },
  },
  "cursor-ahead": {
    cause: "the task is not later than the cursor, and that is a time which no task has: it lies ahead of every change",
    question: "Which change has the time that your cursor says? If none has it, where does it come from?",
    pointer:
      "The table knows the time of its last change (the lesson's README, The cursor; SQLite documentation, max()).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "first-task-lost": {
    cause:
      "the server had no task, and the first one that was created is in no answer: it is not greater, as text, than the cursor that was given out before it",
    question:
      "There was no task when this cursor was made. What does your code give out then, and is the time of every task greater, as text?",
    pointer:
      "`max` of no rows is null, and `.at(-1)` of an empty array is undefined (the lesson's README, SQL with values and The cursor).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "compared-backwards": {
    cause:
      "the poll brings tasks that are earlier than its cursor, and the one that is later is not among them: the comparison is the wrong way round",
    question:
      "Your condition has the time of a task on one side and the cursor on the other. Which of the two should be the greater one?",
    pointer: "`a > b` is true when a is later (SQLite documentation, Expressions: comparison operators).",
    anchors: [COMPARISON, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "comparison-never-true": {
    cause:
      "the task is later than the cursor and does not come, nor does it with a cursor that is years earlier: it is not a matter of how exactly times are compared, and the condition of the query for changes is never true of it",
    question:
      "Put the values that you pass to this statement beside its question marks, one by one. Which is the board, which is the time, is each `?` a placeholder, and is the time a text on both sides of the comparison?",
    pointer:
      "Values are taken in the order of the `?`; a `?` between quotes is a text; and a number is less than every text (the lesson's README, SQL with values; SQLite documentation, Datatypes: comparison expressions).",
    anchors: [/\.all\s*\(/, COMPARISON, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "creation-compared": {
    cause:
      "a task that was created after the cursor has come, and one that was moved after it has not, although its `updatedAt` is later: the query compares with a time that a move leaves alone",
    question:
      "Which column does your condition compare with the cursor: the one that says when a task was created, or the one that every change writes?",
    pointer: "A task has two times (the lesson's README, The cursor).",
    anchors: [/created_at/, COMPARISON, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "compared-coarsely": {
    cause:
      "the task is later than the cursor and does not come: the times are compared in units that are longer than what lies between the two",
    question:
      "What does your statement make of both times before it compares them, and what is left of the milliseconds?",
    pointer:
      "`datetime()`, `unixepoch()` and `strftime('%s')` give whole seconds, and `date()` gives days; texts of one format can be compared as they are (SQLite documentation, Date And Time Functions; the lesson's README, The cursor).",
    anchors: [COMPARISON, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "compared-as-text": {
    cause:
      "the task is later than the cursor and does not come, nor for any cursor of the same day: it comes as soon as the cursor has a space in place of its `T`. The two times have different formats and are compared as text",
    question:
      "Which of the two times does your statement convert, and how do the two look beside each other then, character by character?",
    pointer:
      "`datetime()` writes a space where your times have a `T`, and a space is before every letter (SQLite documentation, Date And Time Functions; the lesson's README, The cursor).",
    anchors: [COMPARISON, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "compared-with-another-time": {
    cause:
      "the task is later than the cursor and does not come, but it does with a cursor that is earlier: one of the two times that are compared is not the one that was stored or sent",
    question:
      "What does your code add to the cursor or take from the time of the task before the two are compared, and in which time zone is each of them?",
    pointer:
      "Both times come from the same table, so they can be compared as they are (the lesson's README, The cursor; SQLite documentation, Date And Time Functions: modifiers).",
    anchors: [COMPARISON, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "answer-kept": {
    cause:
      "a cursor that is one millisecond earlier brings the task, and this one, with which the client has asked before, does not: the answer of that time is kept and given again",
    question:
      "The same URL was asked before, when there was nothing to report. Which variable of yours remembers what it was answered with?",
    pointer: "The same request has another answer once the table has changed (the lesson's README, The cursor).",
    anchors: [/new Map|\bcache/i, CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "cursor-included": {
    cause: "the task that comes again has the cursor's own time: the comparison includes equality",
    question: "The `updatedAt` of this task is the cursor. Does your comparison mean later, or not earlier?",
    pointer: "`>=` is true for equal values, `>` is not (SQLite documentation, Expressions: comparison operators).",
    anchors: [COMPARISON],
    start: "code",
    marks: { offending: "response" },
  },
  "cursor-not-compared": {
    cause:
      "the answer has a task whose `updatedAt` is earlier than the cursor: the condition on the time lets it through, or there is none",
    question:
      "Which of your two queries runs for a poll with `since`, is it given the cursor, and does its condition on the time hold for every row, whatever else is in the WHERE?",
    pointer:
      "AND binds more tightly than OR; a query that has no `?` for the time knows no cursor (the lesson's README, SQL with values; SQLite documentation, Expressions).",
    anchors: [COMPARISON, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "cursor-too-early": {
    cause:
      "the cursor is earlier than a task that the client has long been sent: it is not the latest time that the answer knows of",
    question:
      "Of the times that you could take for the cursor, which is the latest one, and which one does your code take?",
    pointer:
      "Rows come in no order that you have not asked for; `max` finds the latest time (SQLite documentation, max() and ORDER BY).",
    anchors: [CURSOR, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "time-of-one-row": {
    cause:
      "the cursor is the time of the first or the last task of its answer, and others of the same answer are later: that row is not the latest",
    question: "From which row does your code take the cursor, and in which order does the query return its rows?",
    pointer:
      "Rows come in no order that you have not asked for; `max` finds the latest time (SQLite documentation, max() and ORDER BY).",
    anchors: [CURSOR, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "oldest-time-given-out": {
    cause:
      "every answer has the same cursor, and no task is older: it is the time of the oldest change, and not of the latest",
    question: "Which of all times does your query for the cursor return?",
    pointer: "SQLite documentation, Built-in Aggregate Functions.",
    anchors: [/\bmin\s*\(|\bmax\s*\(/i, CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "cursor-stays": {
    cause:
      "every answer has the same cursor, although there are tasks with a later time: the cursor does not move on with the changes",
    question:
      "How often does the line run that finds out your cursor: for each answer, or once, when the file is loaded?",
    pointer:
      "A constant of the module is worked out once; what stands in the handler, for each request (the lesson's README, The cursor).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "changes-of-every-board": {
    cause:
      "a poll without a cursor brings the tasks of its board alone, and one with a cursor brings what changed on any board",
    question: "Which condition of the query for changes says which board it is about?",
    pointer: "Both queries need the condition (the lesson's README, SQL with values).",
    anchors: [QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "board-compared-in-part": {
    cause:
      "the poll brings a task of a board whose id begins with that of its own board, and none of a third board's: the ids are not compared as a whole",
    question: "By which operator does your query compare the ids of boards?",
    pointer: "`LIKE` compares with a pattern, `=` with a value (SQLite documentation, Expressions).",
    anchors: [QUERY],
    start: "code",
    marks: { offending: "response" },
  },
});
