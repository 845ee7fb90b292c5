import type { CodeHints } from "#kit";
import { failures } from "./failures.ts";

/** The failures that have the same cause wherever they happen in this lesson. */
export const sharedHints: CodeHints = {
  "server-signalled":
    "libsql ends the whole process when it is given a value that SQLite cannot store. Which statement ran for this request, and is each value for a `?` a text, a number or null, no boolean and no object?",
  "http-not-answering":
    "Which path through the handler ends without a return? A Response has to come out of every one.",
  [failures["refused-with-success"].code]:
    "The body is right, and the status says 200. Where does the answer get its status from, and what is it without one?",
};

/** Where an exception can have any cause, the check's own hint would point at one of them. */
export const exceptionHint: CodeHints = {
  [failures["handler-threw"].code]:
    "Send the same request while `npm run dev lesson-setup` runs: the terminal shows the exception. Which line of yours does it name first, and is there a table, a column or a value that it misses?",
};

/** For the checks of exercise 3 that create a task to look at. */
export const createHints: CodeHints = {
  ...sharedHints,
  [failures["route-not-written"].code]:
    "This check creates a task and looks at what becomes of it. Is exercise 2 done?",
};

/** The same for checks of exercises 2 and 3 that look at the board, which exercise 1 shows. */
export const boardHints: CodeHints = {
  ...sharedHints,
  [failures["route-not-written"].code]:
    "Which route does the request above belong to? If it is a GET, this check only looks at what became of an earlier request: begin with exercise 1.",
  [failures["task-not-shown"].code]:
    "A task is missing in this list. Which rows and columns does your statement write, and does the board come from the table each time?",
  [failures["another-task-shown"].code]:
    "A task is still in this list, or should never have come there. Which rows does your statement write, and does the board come from the table each time?",
  [failures["listed-out-of-order"].code]:
    "The positions are right, and the order is another one. By what does your board order the tasks of a list, and does it compare numbers?",
  "http-missing-field":
    "This check looks at the board to see what became of the request, and finds no tasks in it. Is exercise 1 done?",
};
