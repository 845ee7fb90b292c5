import { anchors, defineFailures } from "#kit";

const { TIMER } = anchors;

/** Where waiters are kept and let go. */
const WAITERS = /\bwaiters?\b|\bwaiting\b|\bheld\b/;
const CURSOR = /\bsince\b|eventsSince|timestamp/;

/** What can go wrong with polls, beside what can go wrong with any request. */
export const failures = defineFailures({
  "event-lost": {
    cause:
      "something happened between two polls or while one was being answered, and no answer reported it: the next poll begins later than the last one ended",
    question:
      "An event is in no answer. Where was the client when it happened, and where does your code look for what it missed?",
    pointer:
      "Compare the cursor of the last answer with the `since` of the next poll, and with the events of the board: everything after the cursor has to be answered, however long ago it was (the table of routes in the lesson's README).",
    anchors: [CURSOR, WAITERS],
    start: "todo",
    marks: { offending: "response" },
  },
  "event-repeated": {
    cause:
      "an event that a poll was answered with came again: the cursor does not move past it, or the comparison includes it",
    question:
      "The same event came twice. Which cursor did the first of the two answers carry, and is the event after it?",
    pointer:
      "The cursor of an answer says up to where it goes. What comes next begins after it, and not with it (the table of routes in the lesson's README).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "events-read-by-another": {
    cause:
      "a client that comes back with an old cursor gets nothing of what another client has read: what polls have missed is kept in a list that an answer empties, or is marked as read",
    question:
      "Another client has read these events. Where does your code take from what a poll has missed, and is it still there?",
    pointer:
      "The board keeps every event, and `eventsSince` returns them to whoever asks, as often as they ask (the lesson's README, The routes).",
    anchors: [CURSOR, WAITERS],
    start: "code",
    marks: { missing: "always" },
  },
  "events-cut-off": {
    cause:
      "a client that has missed many events gets the first of them and never the rest: an answer has only so many, and its cursor goes past all",
    question:
      "The first events came and the others did not. Which is the last event of the answer, and is that its cursor?",
    pointer:
      "An answer may have a limit if its cursor is the last event that is in it; the next poll gets the rest (the lesson's README, The other side).",
    anchors: [/\blimit\b|\.slice\s*\(/, CURSOR],
    start: "code",
    marks: { missing: "always" },
  },
  "events-out-of-order": {
    cause: "the events are all there and not in the order in which they happened",
    question: "In which order does your code put the events, and in which did they happen?",
    pointer:
      "`eventsSince` returns them oldest first, and ids grow with every event (the lesson's README, The routes).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "every-second-woken": {
    cause:
      "of the polls that wait for one board, the first, the third and so on are answered, and those between them are not: the loop passes over the next one whenever it has woken one",
    question:
      "What is behind an entry moves up when it is taken out. Does your code take something out of the list that its loop goes through?",
    pointer:
      "`splice` and `shift` change the list in which the loop counts its places (MDN, Array.prototype.splice()). Go through a copy, or let each poll take out its own entry when it ends.",
    anchors: [/\.splice\s*\(|\.shift\s*\(|\bfor\b.*(?:wait|wake)|\.forEach\s*\(/, WAITERS],
    start: "code",
    marks: { missing: "always" },
  },
  "all-forgotten": {
    cause: "a client of the board has gone, and every other poll that waited for this board is forgotten with it",
    question:
      "Several clients waited for this board and one of them has gone. What does your code remove on `abort`: one waiter, or all of the board?",
    pointer:
      "The map of boards and the waiters of one board each have a delete of their own (MDN, Map: delete() and Set: delete()).",
    anchors: [/\.delete\s*\(|\babort\b/, WAITERS],
    start: "code",
    marks: { missing: "always" },
  },
  "others-forgotten": {
    cause:
      "four polls of two boards were counted, one client of each board has gone, and fewer than two are counted now: what is removed with a client that goes is more than its own poll",
    question:
      "One of two clients of a board has gone. What does your code remove then: one waiter, or the entry of the board?",
    pointer:
      "A board is forgotten when its last waiter is (MDN, Map: delete() and Set: delete(); the lesson's README, A request that waits).",
    anchors: [/\.delete\s*\(|\babort\b/, WAITERS],
    start: "code",
    marks: { offending: "response" },
  },
  "not-all-woken": {
    cause:
      "some of the polls that wait for this board are answered and others, older and newer ones, are not: waking leaves some out",
    question:
      "Several polls wait for one board. Where is each of them kept, and does your code go through all of them?",
    pointer:
      "A Map has one value for each key; where several wait for the same board, that value is a Set or a list (MDN, Set).",
    anchors: [WAITERS],
    start: "code",
    marks: { missing: "always" },
  },
  "ended-with-another": {
    cause:
      "a poll is answered with nothing before its own time is over, in the moment in which that of an earlier one is: the timer of one poll ends others as well",
    question:
      "Two polls of a board began at different times and ended together. What does the timer of the first one call?",
    pointer:
      "Each poll has a timer of its own, which ends this poll and no other (the lesson's README, A request that waits).",
    anchors: [TIMER, WAITERS],
    start: "code",
    marks: { offending: "response" },
    timingDependent: true,
  },
  "own-timer-lost": {
    cause:
      "several polls are held, and one of them is never answered although others time out: another poll has stopped its timer or put its own in the same place, or this one was never started",
    question:
      "Some of these polls time out and this one does not. Where is its timer kept, and does another poll use the same variable?",
    pointer:
      "A variable outside of the function is one for all requests; one inside of it belongs to one request (the lesson's README, A request that waits).",
    anchors: [TIMER, WAITERS],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "no-timer-with-cursor": {
    cause:
      "polls without a cursor time out, and one with a cursor that has missed nothing never does: it waits in another way, in which nothing ends it",
    question: "A poll with `since` has to wait too when nothing was missed. Which timer ends it then?",
    pointer:
      "Whether a poll has a cursor decides where it begins; how it waits is the same (the lesson's README, A request that waits).",
    anchors: [CURSOR, TIMER],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "timed-out-cursor-goes-back": {
    cause:
      "a poll timed out, and the next one with the cursor of that answer is told what happened long before: the answer without news carries a cursor that goes back",
    question: "Nothing had happened, so the client is where it was. Which cursor does your answer without news carry?",
    pointer:
      "`.at(-1)` of an empty list is undefined, and what stands in its place has to be where the poll began (the lesson's README, The other side).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "waiters-too-few": {
    cause:
      "fewer waiters are counted than polls are held: something else is counted, such as boards, or a poll that ends takes others off with it, or is taken off twice",
    question:
      "Some polls are still held and no longer counted. What is removed when one of them ends: its own waiter, or more?",
    pointer:
      "What ends a poll removes its own waiter, once; those of other clients of the same board stay (MDN, Set: delete(); the lesson's README, A request that waits).",
    anchors: [WAITERS, /\babort\b|signal/],
    start: "todo",
    marks: { offending: "response" },
  },
  "timers-left": {
    cause: "polls were answered and their timers go on: each rings for nothing when its time is over",
    question: "A poll was answered before its time was over. What stops its timer?",
    pointer: "`setTimeout` returns what `clearTimeout` takes (Node documentation, Timers).",
    anchors: [TIMER, WAITERS],
    start: "code",
    marks: { offending: "response" },
  },
  "timers-of-clients-left": {
    cause:
      "clients have gone and the timers of their polls go on: the way out that news takes stops them, and this one does not",
    question: "The client has gone, and its timer rings all the same. Does what you do on `abort` stop it as well?",
    pointer:
      "News, the timer and the client's departure may all resolve the same promise; then what follows the `await` cleans up for each (the lesson's README, A request that waits).",
    anchors: [/\babort\b|signal/, TIMER],
    start: "code",
    marks: { offending: "response" },
  },
  "waiters-too-many": {
    cause: "more waiters are counted than polls are held, while none has ended yet",
    question: "How many waiters does one poll add, and what else is counted with them?",
    pointer: "A poll has one waiter (MDN, Set: size).",
    anchors: [WAITERS],
    start: "code",
    marks: { offending: "response" },
  },
  "oldest-alone-woken": {
    cause:
      "several polls wait for this board, and only the one that came first is answered: waking ends after the first",
    question: "Which line goes on to the next waiter, and what ends that?",
    pointer: "`break` and `return` end a loop, and taking one waiter ends with one (MDN, for...of; Set).",
    anchors: [WAITERS],
    start: "code",
    marks: { missing: "always" },
  },
  "newest-alone-woken": {
    cause:
      "several polls wait for this board, and only the one that came last is answered: a new one takes the place of an older one",
    question: "Where is the waiter of the first poll once the second one has come?",
    pointer:
      "A Map has one value for each key; where several wait for the same board, that value is a Set or a list (MDN, Set).",
    anchors: [WAITERS],
    start: "code",
    marks: { missing: "always" },
  },
  "creation-wakes-nobody": {
    cause:
      "a task that is created wakes no poll of its board, and a task that is then moved does: the polls wait where they should, and POST /tasks does not wake them",
    question:
      "What does the route of POST /tasks do after the task is stored: does it call notifyWaiters, and is the id that it gives the board's?",
    pointer: "An event has a `boardId` (the lesson's README, The routes).",
    anchors: [/notifyWaiters/, WAITERS],
    start: "todo",
    marks: { missing: "always" },
  },
  "no-change-wakes": {
    cause: "neither a task that is created nor one that is moved wakes a poll of the board",
    question: "A change is stored. Which line goes to those who wait, and under which key does it look for them?",
    pointer:
      "Put a `console.log` where a waiter is stored and one where it is looked up: are the keys the same? (MDN, Map.)",
    anchors: [/notifyWaiters/, WAITERS],
    start: "todo",
    marks: { missing: "always" },
  },
  "woken-before-stored": {
    cause:
      "polls are answered when the task is created, without its event and with the cursor of before: they are woken before the change is stored",
    question: "Which of the two comes first in your route: the change, or the call that wakes?",
    pointer: "Whoever is woken looks at the board at once (the lesson's README, A request that waits).",
    anchors: [/notifyWaiters/],
    start: "code",
    marks: { offending: "response" },
  },
  "answer-begins-too-late": {
    cause:
      "polls are answered when the task is created, without its event, and their cursor goes past it: the answer begins after the event that has woken them",
    question:
      "From which cursor does your answer look for events, and when is that read: when the poll comes, or when it is woken?",
    pointer:
      "A poll without a cursor begins with the moment in which it came (the table of routes in the lesson's README).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "move-wakes-nobody": {
    cause: "a task that is created wakes a poll, and one that is moved to another list does not",
    question: "Which line of the route of the move should wake those who wait, and with which id?",
    pointer: "Three routes change the board (the lesson's README, The routes).",
    anchors: [/notifyWaiters/],
    start: "todo",
    marks: { missing: "always" },
  },
  "move-in-place-wakes-nobody": {
    cause: "a task that is moved to another list wakes a poll, and one that is moved within its list does not",
    question: "Under which condition does your route of the move wake those who wait?",
    pointer: "A move within a list is an event, too (the lesson's README, The routes).",
    anchors: [/notifyWaiters/],
    start: "code",
    marks: { missing: "always" },
  },
  "deletion-wakes-nobody": {
    cause: "a task that is created or moved wakes a poll, and one that is deleted does not",
    question: "Which line of the route of the deletion should wake those who wait, and with which id?",
    pointer: "Three routes change the board (the lesson's README, The routes).",
    anchors: [/notifyWaiters/],
    start: "todo",
    marks: { missing: "always" },
  },
  "woken-by-another-board": {
    cause:
      "the poll was held until a task was created on another board, and was answered then, although nothing has happened on its own",
    question: "Which waiters does notifyWaiters go through: those of one board, or all?",
    pointer: "A Map keeps the waiters of each board apart (MDN, Map).",
    anchors: [WAITERS],
    start: "code",
    marks: { offending: "response" },
  },
  "woken-by-a-refusal": {
    cause: "the last change was refused, and a poll was answered all the same",
    question: "Which lines of that route run when the board throws, and is waking among them?",
    pointer: "What stands after a line that throws does not run (MDN, throw).",
    anchors: [/notifyWaiters/],
    start: "code",
    marks: { offending: "response" },
  },
  "begins-at-the-beginning": {
    cause:
      "a poll without a cursor was answered at once with events of before it: it begins at the beginning of the board, and not with the moment in which it came",
    question: "Where does your code begin for a poll that has no `since`?",
    pointer: "`board.lastEventId()` is the cursor of now (the lesson's README, The routes).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "no-timer": {
    cause:
      "polls are held and never time out, and ten of them have not given the process ten timers: no timer is started",
    question: "What ends the waiting of a poll when nothing happens?",
    pointer: "`setTimeout` (Node documentation, Timers; the lesson's README, A request that waits).",
    anchors: [TIMER, WAITERS],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "time-not-from-environment": {
    cause:
      "each poll has a timer, and that does not ring after POLL_TIMEOUT_MS: its time is a number in the code, or in another unit",
    question: "Where does your code take the time of the timer from, and in which unit does `setTimeout` want it?",
    pointer:
      "POLL_TIMEOUT_MS is in milliseconds, and so is the time of `setTimeout` (the lesson's README, on its configuration).",
    anchors: [/POLL_TIMEOUT_MS|process\.env/, TIMER],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "never-forgotten": {
    cause: "polls that were answered and polls that timed out go on being counted: no poll is ever forgotten",
    question: "Which line takes a waiter out of where it is kept?",
    pointer: "Whatever follows the `await` runs when the waiting is over, for whichever reason (MDN, Set: delete()).",
    anchors: [WAITERS],
    start: "todo",
    marks: { offending: "response" },
  },
  "timed-out-still-counted": {
    cause: "polls that have timed out go on being counted, for which nothing has happened on their board",
    question: "The time is over, and nobody has woken this poll. Which line takes its waiter out then?",
    pointer:
      "News, the timer and the client's departure each end the waiting; whatever follows the `await` runs for all three (the lesson's README, A request that waits).",
    anchors: [WAITERS, TIMER],
    start: "code",
    marks: { offending: "response" },
  },
  "answered-still-counted": {
    cause: "a poll that was answered with news goes on being counted, and polls that have timed out do not",
    question: "Which line takes a waiter out when it is woken by news?",
    pointer:
      "News, the timer and the client's departure each end the waiting; whatever follows the `await` runs for all three (the lesson's README, A request that waits).",
    anchors: [WAITERS],
    start: "code",
    marks: { offending: "response" },
  },
  "gone-still-counted": {
    cause:
      "polls that were answered or have timed out are forgotten, and those whose clients have gone go on being counted",
    question: "The client has gone. Which line of yours learns of that, and does it end the waiting?",
    pointer:
      "`signal` of the request is aborted then; a promise that rejects skips what follows the `await` (MDN, AbortSignal: abort event; the lesson's README, A request that waits).",
    anchors: [/\babort\b|signal/, WAITERS],
    start: "todo",
    marks: { offending: "response" },
  },
  "gone-with-cursor-counted": {
    cause: "clients that go are noticed for polls of one kind only: with a cursor, or without one",
    question: "A poll may come with a cursor and without one. Do both get the signal of their request?",
    pointer:
      "Each poll has its own time and its own end, with a cursor or without (the lesson's README, Exercise 2). `signal` belongs to one request (MDN, AbortSignal: abort event).",
    hint: "`why` says for which polls your code hears of a client that goes. Where do the ways of polls with and without a cursor part?",
    anchors: [/signal/, WAITERS],
    start: "code",
    marks: { offending: "response" },
  },
  "cursors-not-counted": {
    cause: "polls that came with a cursor are held and not counted",
    question: "Where are the polls kept that came with a cursor, and does the count look there?",
    pointer:
      "`/debug/connections` counts the polls that are held, whatever they came with (the lesson's README, Exercise 2).",
    hint: "Polls without a cursor are counted, and those with one are not. What does your count leave out?",
    anchors: [WAITERS, /since/],
    start: "code",
    marks: { offending: "response" },
  },
  "cursor-missing": {
    cause: "an answer with events has no cursor, so its client does not know from where to go on",
    question: "The answer tells of an event. What does the client send with its next poll?",
    pointer: '`"timestamp"` is in every answer of the poll (the table of routes in the lesson\'s README).',
    hint: "This poll came without a cursor, and its answer has none. Which of your lines puts the cursor into the answer, and for which polls does it run?",
    anchors: [/timestamp/],
    start: "code",
    marks: { offending: "response" },
  },
  "news-called-timeout": {
    cause: "an answer with events says that the time is over",
    question: "Which of your answers says `timeout`, and what does a client read from it?",
    pointer:
      '`"timeout":true` stands in the answer that comes without news (the table of routes in the lesson\'s README).',
    hint: "The answer has an event in it. Under which condition does your code write `timeout`?",
    anchors: [/timeout/],
    start: "code",
    marks: { offending: "response" },
  },
  "event-without-id": {
    cause: "an event of the answer has no id",
    question: "What do you answer with: the events that the board returned, or something that was made of them?",
    pointer: "An event has an `id`, a `type` and the `boardId` (the lesson's README, The routes).",
    hint: "The board's events have ids. Which line of yours leaves them out?",
    anchors: [/eventsSince/, /\.map\s*\(/],
    start: "code",
    marks: { offending: "response" },
  },
  "boards-counted": {
    cause: "boards with waiters are counted, and not the polls that are held",
    question: "What has a Map one entry for, and what do you count: its entries, or what is in them?",
    pointer: "`size` of a Map is the number of its keys (MDN, Map: size).",
    anchors: [WAITERS, /\.size\b/],
    start: "code",
    marks: { offending: "response" },
  },
  "one-timer-variable": {
    cause:
      "several polls are held, and one of them is never answered although others time out: a poll that ends stops a timer that is not its own, because one variable holds the timer of whichever poll came last",
    question:
      "Several polls are held. How many variables hold their timers, and which timer does the first poll that ends stop?",
    pointer:
      "A variable outside of the function is one for all requests; one inside of it belongs to one request (the lesson's README, A request that waits).",
    anchors: [/^let\b.*(?:timer|timeout)/i, TIMER, WAITERS],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "begun-anew-by-others": {
    cause:
      "polls of one board that began at different times end together, when the time of the newest is over: each new poll begins the time of those that wait anew",
    question:
      "A poll was held for longer than its time, as long as others came. Which timer does a new poll stop or start, and whose is it?",
    pointer:
      "Each poll has a timer of its own, in a variable inside of the function (the lesson's README, A request that waits).",
    anchors: [TIMER, WAITERS],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "timer-replaced": {
    cause:
      "several polls are held, and one of them is never answered although others time out: the polls of a board have fewer timers than they are",
    question: "A second poll comes while the first one waits. What happens to the timer of the first one then?",
    pointer:
      "Each poll has a timer of its own, in a variable inside of the function (the lesson's README, A request that waits).",
    anchors: [TIMER, WAITERS],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "one-board-alone-woken": {
    cause:
      "the polls of one board are woken by its changes, and those of another board are not, whether something has happened elsewhere meanwhile or not",
    question:
      "Under which key does your code keep a poll, and under which one does it look for the polls that it wakes?",
    pointer:
      "Put a `console.log` where a waiter is stored and one where it is looked up, and poll two boards: are the keys the same? (MDN, Map.)",
    anchors: [WAITERS, /notifyWaiters/],
    start: "code",
    marks: { missing: "always" },
  },
  "used-up-by-another-board": {
    cause:
      "a poll is woken by a change of its own board, and not once another board was changed while it was held: that change uses up what would wake it",
    question:
      "The board of another poll changes. What happens to what would wake this one: is it called, removed, or emptied with the rest, and what puts it back?",
    pointer:
      "`once` removes a listener whatever the listener then does; `clear()` of a collection removes the waiters of all boards (Node documentation, emitter.once(); MDN, Map: clear()).",
    anchors: [/\.once\s*\(|\.clear\s*\(|=\s*\[\]|new (?:Set|Map)\(\)/, WAITERS],
    start: "code",
    marks: { missing: "always" },
  },
  "going-not-heard": {
    cause:
      "polls whose clients have gone are counted until something else ends them: nothing ends the waiting when a client goes",
    question: "The client has gone. Which line of yours learns of that, and does it end the waiting?",
    pointer:
      "`signal` of the request is aborted then (MDN, AbortSignal: abort event; the lesson's README, A request that waits).",
    anchors: [/\babort\b|signal/, WAITERS],
    start: "todo",
    marks: { offending: "response" },
  },
  "gone-never-cleaned-up": {
    cause: "polls whose clients have gone are never forgotten: what takes off a poll is skipped for them",
    question:
      "A change of the board or the end of its time takes off a poll, and not one whose client has gone. Which lines take a poll off, and what has to happen before they run?",
    pointer:
      "A promise that rejects skips what follows its `await`, and so does an early `return`; what stands in `finally` runs in any case (MDN, try...catch: finally; the lesson's README, A request that waits).",
    anchors: [/reject|\babort|signal/, WAITERS],
    start: "code",
    marks: { offending: "response" },
  },
  "gone-timers-stopped-alone": {
    cause:
      "the timers of polls whose clients have gone are stopped, and the polls go on being counted: the departure is heard, and the waiter is not taken out",
    question:
      "The client has gone and your code stops its timer. Which line takes out its waiter, and does it find it?",
    pointer:
      "`delete` finds what is the same object, under the same key (MDN, Set: delete(); the lesson's README, A request that waits).",
    anchors: [/\babort\b|signal/, WAITERS],
    start: "code",
    marks: { offending: "response" },
  },
  "cursors-compared-as-text": {
    cause: "a poll is held although it has missed an event: the ids of events are compared as text",
    question: 'Of which type are the two values that your condition compares, and what is "10" > "9"?',
    pointer:
      "`<` and `>` compare two texts character by character, and numbers by their value (MDN, Less than; the lesson's README, The routes).",
    anchors: [/[<>]=?\s*(?:since|from|cursor)|(?:since|from|cursor|newest|last\w*)\s*[<>]/, CURSOR],
    start: "code",
    marks: { missing: "always" },
  },
  "zero-is-no-cursor": {
    cause: "the cursor 0 is taken for none, so the poll begins with what comes next",
    question: "Which condition of yours asks whether there is a cursor, and what is it for 0?",
    pointer:
      'The number 0 is falsy, and the text "0" is not (MDN, Falsy). A board on which nothing has happened has the cursor 0.',
    anchors: [CURSOR],
    start: "code",
    marks: { missing: "always" },
  },
  "since-ignored": {
    cause:
      "a poll with a cursor was held, and a new event woke it, and that alone was told: what came before it, after the cursor, was not looked for",
    question: "Where does your code use `since`, and does it get there from the query?",
    pointer: "`eventsSince` returns what came after a cursor (the lesson's README, The routes).",
    anchors: [CURSOR],
    start: "todo",
    marks: { missing: "always" },
  },
  "waits-before-looking": {
    cause:
      "a poll with a cursor was held although something had happened after it, and told of that when a new event woke it: it waits first and looks then",
    question: "What does your handler do first with a poll that has a cursor: wait, or look for what it has missed?",
    pointer: "With something to tell, a poll is answered at once (the table of routes in the lesson's README).",
    anchors: [CURSOR, WAITERS],
    start: "todo",
    marks: { missing: "always" },
  },
  "looks-at-all-boards": {
    cause:
      "a poll of a board on which nothing has happened was answered at once, and on other boards something has happened since its cursor: your code looks for events of any board before it waits",
    question:
      "What does your condition for waiting ask: whether something has happened, or whether something has happened on this board?",
    pointer: "`eventsSince` takes the ids of boards as well (the lesson's README, The routes).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "cursor-not-moved": {
    cause:
      "an answer that brought events has the cursor with which its poll had asked: the next poll is told of the same events",
    question: "Which value does `timestamp` have in your answer: that of before, or that of its last event?",
    pointer: "The cursor of an answer says up to where it goes (the table of routes in the lesson's README).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "cursor-of-the-first-event": {
    cause:
      "an answer with several events has the cursor of its first one, so the next poll is told of the others again",
    question: "Which of several events does your code take the cursor from?",
    pointer: "The cursor of an answer says up to where it goes: `.at(-1)` is the last one (MDN, Array.prototype.at()).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "newest-first": {
    cause: "the events of one answer are in descending order, the newest first",
    question: "Which line of yours changes the order in which `eventsSince` returns the events?",
    pointer: "`eventsSince` returns them oldest first (the lesson's README, The routes).",
    anchors: [CURSOR, /revers|sort/],
    start: "code",
    marks: { offending: "response" },
  },
  "sorted-as-text": {
    cause: "the events of one answer are in the order of their ids as text, in which 10 comes before 9",
    question: "Which line of yours sorts the events, and what does it compare: numbers, or texts?",
    pointer:
      "`sort` without a function, and `<` between two texts, compare character by character (MDN, Array.prototype.sort()). `eventsSince` returns the events oldest first already (the lesson's README, The routes).",
    anchors: [/sort/, CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "newest-alone-told": {
    cause:
      "of several events that happened before an answer, it has the last one, and none of the others is in any: the cursor has gone past them",
    question: "How many events can your answer have, and which ones does it leave out?",
    pointer:
      "Everything after the cursor of a poll belongs into its answer (the table of routes in the lesson's README).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
});
