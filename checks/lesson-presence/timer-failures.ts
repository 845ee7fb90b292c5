import { anchors, defineFailures } from "#kit";

const { TIMER } = anchors;

const TYPING = /typing/i;
const CLEAR = /clearTimeout|stopTyping|forget/;

/** What is true of every timer that several typings share. */
const TIMER_SHARED = {
  pointer:
    "Each typing belongs to one connection and one board and has a timer of its own: a variable or a key that several of them share holds only the latest (MDN, Map).",
  anchors: [TIMER, TYPING],
  start: "code",
  marks: { missing: "always" },
  timingDependent: true,
} as const;

/** What can go wrong with the time after which typing ends. */
export const timerFailures = defineFailures({
  "types-for-ever": {
    cause: "a user whose client says nothing more counts as typing for ever, or for longer than TYPING_TTL_MS",
    question: "The client fell silent, and its user still types. What ends that, and after how long?",
    pointer:
      "A client that vanishes sends nothing, least of all that its user has stopped. `setTimeout` with TYPING_TTL_MS ends it without the client (Node documentation, Timers).",
    anchors: [TIMER, TYPING],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "ends-too-late": {
    cause: "typing ends by itself, and much later than TYPING_TTL_MS says: the timer is given another time",
    hint: "Something ends the typing, and too late. Which value does your timer get, and where does it come from?",
    question: "The typing ends by itself, too late. Which time is your timer given?",
    pointer: "`process.env` holds texts; setTimeout takes milliseconds (Node documentation, process.env and Timers).",
    anchors: [/TYPING_TTL|env\b/, TIMER],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "timer-replaced": {
    cause:
      "the typing of another user ended by itself, and this one, which had begun before it, did not: the later one took over its timer or cleared it",
    hint: "One user's typing ends by itself, the other's does not. How many timers run while both type, and by what does your code find each of them?",
    question: "Two users type and one of them never stops. What happens to the first timer when the second is started?",
    pointer:
      "Each typing belongs to one connection and one board and has a timer of its own: a variable or a key for all of them holds only the latest (MDN, Map).",
    anchors: [TIMER, TYPING],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "one-timer-for-all": {
    cause:
      "of two users who type on two boards, the one who began first types for ever: there is one timer for all, and the later typing takes it over or clears it",
    hint: "Two typings that have neither user nor board in common disturb each other. Where does your code keep the timer, and how many can be kept there?",
    question: "Somebody begins to type, and somebody else's typing never ends. Which variable holds both timers?",
    ...TIMER_SHARED,
  },
  "timer-by-user": {
    cause:
      "of one user's typing in two tabs, the one that began first never ends: the timer is found by the user alone",
    hint: "The same user types in two tabs, on two boards. By what does your code find the timer: what differs between the two?",
    question: "One user types twice, and one of the two never ends. What is the key of your timers?",
    ...TIMER_SHARED,
  },
  "timer-by-connection": {
    cause:
      "a connection types on two boards, and on the first one the typing never ends: the timer is found by the connection alone, and typing on the second board takes it over or clears it",
    hint: "One connection types on two boards. By what does your code find the timer, and what happens to the first board's when the second one begins?",
    question: "One connection types on two boards, and the first typing never ends. What is the key of your timers?",
    ...TIMER_SHARED,
  },
  "timer-by-board": {
    cause:
      "of two users who type on one board, the one who began first types for ever: the timer is found by the board alone",
    hint: "Two users type on one board. By what does your code find the timer: what differs between the two?",
    question:
      "A second user begins to type on the board, and the first one never stops. What is the key of your timers?",
    ...TIMER_SHARED,
  },
  "stopped-too-soon": {
    cause:
      "typing ends long before TYPING_TTL_MS is over, although nothing else was sent: the timer is given another time",
    hint: "The typing ends too early. Which time is the timer given, and in which unit?",
    question: "Typing ended too early. Which value does your timer get?",
    pointer: "Both `setTimeout` and TYPING_TTL_MS count milliseconds (Node documentation, Timers).",
    anchors: [TIMER, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "time-not-renewed": {
    cause:
      "the time counts from the first message: saying again that the user types does not begin it anew, for the timer of the first one goes on",
    hint: "The client said again that its user types. What does your code do with the timer that is running then?",
    question: "The client said again that its user types, and still it ended. From when does your timer count?",
    pointer:
      "Each message starts the time anew: the old timer is cleared and a new one set (Node documentation, clearTimeout).",
    anchors: [TIMER, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "old-timer": {
    cause:
      "the user stopped typing and typed again; the timer of the first typing was left running and ended the second typing too early: `stop_typing` does not clear it",
    question:
      "A user stopped, began again at once, and was soon said to have stopped. Which timer went off, and when was it started?",
    pointer:
      "`stop_typing` ends the typing and its timer. One that is only forgotten still goes off, and finds a typing that has begun anew (Node documentation, clearTimeout).",
    anchors: [CLEAR, TIMER, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
});
