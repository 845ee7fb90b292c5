/** Failures of processes: how they end, and what keeps them busy. */
import { CONNECTION, MESSAGE, PARSE, SWITCH, CLOSE, EXIT, TIMER } from "./anchors.ts";
import type { FailureDefinition } from "./definition.ts";

export const PROCESS_FAILURES = {
  "server-stopped": {
    cause: "an uncaught exception ended the process",
    causeByError: [
      [
        /SyntaxError: .{0,200}(?:JSON|Unexpected (?:token|end))/,
        "JSON.parse throws on text that is not JSON, and nothing catches it",
      ],
      [
        /TypeError: Cannot read propert/,
        "a value that is null or undefined is used as an object, and nothing catches the error",
      ],
      [
        /TypeError: .{0,200} is not a function/,
        "something that is not a function is called, and nothing catches the error",
      ],
      [/ReferenceError: /, "an undefined name is used"],
      [/WebSocket is not open|readyState/, "a message is sent on a connection that is not open"],
      [
        /ECONNREFUSED/,
        "the server connects to a port on which nothing listens; its own listener got another port than the code asked for",
      ],
      [/EADDRINUSE/, "two listeners ask for the same port"],
      [/heap (?:ran )?out of memory/, "something in memory grows without limit"],
    ],
    question:
      "An exception ended the whole process, and with it every client's connection. Which line threw it, and what could have caught it?",
    pointer:
      "Unless your code catches what a listener throws, Node ends the process. The report names the line. For each call there: can a client make it throw? (MDN, try...catch; Node documentation, event 'uncaughtException'.)",
    anchors: [PARSE, MESSAGE, CONNECTION],
    start: "code",
    marks: { offending: "end of the server", missing: "unanswered" },
  },
  "server-exited": {
    cause: "something called process.exit, or nothing kept the process alive",
    hint: "Which code ends the process on this path: a process.exit, or a listener that is closed?",
    question:
      "The process ended by itself, without an error. Which line of yours ends it, and should one client be able to reach that line?",
    pointer:
      "`process.exit` ends every client's connection at once. A server ends when its operator says so, not when a message is wrong (Node documentation, process.exit).",
    anchors: [EXIT, MESSAGE],
    start: "code",
    marks: { offending: "end of the server", missing: "unanswered" },
  },
  "server-killed": {
    cause: "the process exceeded a limit and was ended",
    hint: "What grows or continues with every message or connection, and what ends it?",
    question: "The process was ended from outside. What did it use more and more of: memory, time, output?",
    pointer:
      "Look for something that grows with every message, and for a loop that feeds itself (Node documentation, Diagnostics: Memory).",
    anchors: [/\bwhile\s*\(/, /\.push\s*\(/, TIMER, MESSAGE],
    start: "code",
    marks: { offending: "end of the server", missing: "unanswered" },
  },
  "server-signalled": {
    cause: "something sent the process a signal that ended it",
    hint: "Does your code, or a process that it starts, send signals to this process?",
    question:
      "A signal ended the process, and the grader did not send it. Does your code call kill, on itself or on a group?",
    pointer:
      "`process.kill` sends a signal, to a whole group when the number is negative; a child that is started may do it too (Node documentation, process.kill).",
    anchors: [/\bkill\s*\(/, /child_process|spawn|exec/],
    start: "code",
    marks: { offending: "end of the server", missing: "unanswered" },
  },
  "not-ended": {
    cause: "something keeps the process alive after it was asked to end: an open server, socket or timer",
    question: "The server was asked to end and is still running. What keeps the process alive?",
    pointer:
      "A process ends by itself once nothing is open: no listening server, no socket, no timer. Look for what is closed on SIGTERM and for what is not (Node documentation, process signal events; server.close; ws documentation, server.close).",
    anchors: [/SIGTERM/, CLOSE, TIMER],
    start: "todo",
    marks: { missing: "always", asked: "signal" },
    timingDependent: true,
  },
  "program-not-run": {
    cause: "the program's file is missing or does not compile, so it did not run",
    hint: "Until it compiles, the program does nothing at all. What is wrong at the place that the report names?",
    question: "The program could not be started. Which file and line does the report name, and what is wrong there?",
    pointer:
      "Start it as the lesson's README says, and read the first message; `npx tsc` shows the same place (the table of commands in the workbook's README).",
    anchors: [/^\s*import\b/],
    start: "code",
    marks: {},
  },
  "no-line": {
    cause:
      "the program runs but did not print the expected line: it waits for something else, or prints it differently",
    question: "The program did not print this line. Which value should be in it, and where does your code print?",
    pointer:
      "Compare its output with the lesson's README: a line counts when it contains the value of this run. Check whether the code reaches the `console.log`, or waits before it (Node documentation, console.log).",
    anchors: [/console\.log/, /\bfetch\s*\(/, TIMER],
    start: "todo",
    marks: {},
    timingDependent: true,
  },
  "no-request": {
    cause:
      "the program runs but sends nothing: it waits too long, gave up after an earlier answer, or uses another address",
    question: "No request arrived. What is the program waiting for now, and what makes it ask again?",
    pointer:
      "Follow the loop from one answer to the next request, including after an error, an empty answer and an invalid body. The address is in the environment (the table in the lesson's README; MDN, Using the Fetch API).",
    anchors: [/\bfetch\s*\(/, TIMER],
    start: "todo",
    marks: {},
    timingDependent: true,
  },
  "event-loop-blocked": {
    cause:
      "the process is alive and busy: code that never returns, such as an endless loop, stops everything else in it",
    hint: "Which code runs when this message arrives, and what makes it return?",
    question:
      "The process is alive but does not even answer a ping frame. Which loop or calculation that this message starts never ends?",
    pointer:
      "All JavaScript of a process runs on one thread: while a loop runs, no other message, timer or connection gets its turn (Node documentation, Don't Block the Event Loop).",
    anchors: [/\b(?:while|for)\s*\(/, MESSAGE, SWITCH],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "too-slow": {
    cause: "something delays every answer: a timer, or work that keeps the event loop busy",
    question:
      "Every answer arrives, but takes nearly the whole time limit. What does the server wait for before it answers?",
    pointer:
      "Look for timers and awaited work between a message and its answer; an answer that needs nothing can be sent at once (Node documentation, The Node.js Event Loop).",
    anchors: [/setTimeout|await\b/, MESSAGE],
    start: "code",
    marks: {},
    timingDependent: true,
  },
} satisfies Readonly<Record<string, FailureDefinition>>;
