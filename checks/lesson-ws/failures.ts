import { anchors, defineFailures } from "#kit";

const { ATTACH, CATCH, CONNECTION, DEFAULT, MESSAGE, PARSE, SEND, SWITCH } = anchors;

/** What can go wrong with the messages of this lesson's protocol. */
export const failures = defineFailures({
  "no-welcome": {
    cause: "nothing sends a message when a connection opens, or it is sent to another client",
    question:
      "A client connected, and then there was silence. Which line of yours runs when a client connects, and does it send anything to this client?",
    pointer:
      "Put a `console.log` first into the listener that runs for every new client and look at the server's log. A listener that is added late, after an `await` or inside another callback, misses what came before (ws documentation, event 'connection'; the protocol table in the lesson's README).",
    anchors: [CONNECTION, ATTACH],
    start: "todo",
    marks: { missing: "always" },
  },
  "no-pong": {
    cause:
      "the message arrives and is not answered in time: no message handler, a comparison that is never true, or a reply that is not sent on this socket",
    question:
      "A ping arrived, and nothing came back. Which line of yours runs when a message arrives, and does it get as far as sending a reply?",
    pointer:
      "Put a `console.log` first into the listener that runs for every message, print the value that is compared, and look at the server's log. What arrives is a Buffer until it is parsed (ws documentation, event 'message'; the protocol table in the lesson's README).",
    anchors: [MESSAGE, SWITCH, CONNECTION, ATTACH],
    start: "todo",
    marks: { missing: "always" },
  },
  "no-error": {
    cause: "this input reaches no branch that answers in time, so the client never learns that it was wrong",
    question:
      "The client sent something wrong and was not answered, so it waits. Which path does this input take through your code, and where does that path end without a reply?",
    pointer:
      "Follow the message of the report through the code by hand: what does the parser do with it, and which branch is left for a message that no other branch wants? (MDN, try...catch; MDN, switch: the default clause; the protocol table in the lesson's README.)",
    anchors: [MESSAGE, CATCH, DEFAULT, SWITCH, PARSE],
    start: "todo",
    marks: { missing: "always" },
  },
  "lenient-parser": {
    cause:
      "text that is not JSON was understood: something repairs it, or runs it as JavaScript, before or instead of JSON.parse",
    question: "This text is not JSON, and your server read a ping in it. What turns the text into an object?",
    pointer:
      "JSON knows double quotes only, no trailing comma and no comment (RFC 8259, sections 4 and 7). `JSON.parse` refuses the rest; `eval` and `new Function` run it, which lets any client run code on your server (MDN, eval: Never use direct eval).",
    anchors: [PARSE, /eval|new Function|replace/, MESSAGE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "text-searched": {
    cause: "a ping is searched for in the text of a message, in place of looking at its type",
    hint: "What does your code look at to know that a message is a ping: the text that came, or the `type` of what was parsed?",
    question: "A message that is no ping gets a pong, since a ping stands somewhere in it. What does your code search?",
    pointer:
      "First `JSON.parse`, then `message.type`: what stands in a text may be a part of anything (MDN, JSON.parse; the protocol table in the lesson's README).",
    anchors: [/includes|indexOf|\.test\(|\.match\(|\.search\(/, MESSAGE, PARSE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "bare-word": {
    cause: "a text that is not JSON is taken for the type of a message, so the word ping gets a pong",
    question: "JSON.parse refuses the text. What does your code make of it then?",
    pointer:
      "Text that is not JSON has no type and gets an error, also when it is a word that a type might have (the lesson's README, Exercise 2).",
    hint: "JSON.parse throws, and your code goes on. What stands in the place of the message then, and where does its type come from?",
    anchors: [/\bcatch\b/, PARSE, MESSAGE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "pong-for-nothing": {
    cause: "an empty message is taken for a ping: something else stands in for a text that is empty",
    question: "An empty message gets a pong. What does your code read when there is nothing to read?",
    pointer:
      "An empty text is false in a condition, so `||` and `?:` put another value in its place; an empty text is also no JSON (MDN, Falsy; RFC 8259, section 2).",
    anchors: [/\|\||\?\?|\?.*:/, PARSE, MESSAGE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "pong-for-empty-type": {
    cause: "an empty type is taken for ping: something else stands in for a type that is empty",
    question: "A message whose type is empty gets a pong. Which value does your code compare in place of the type?",
    pointer:
      "An empty text is false in a condition, so `||` and `?:` put another value in its place; `??` does so for null and undefined alone (MDN, Falsy; MDN, Nullish coalescing operator).",
    anchors: [/\|\||\?.*:|\bincludes\s*\(/, MESSAGE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "pong-for-any-case": {
    cause: "a type that differs from ping in upper and lower case is taken for a ping",
    question: "A message that is no ping gets a pong. What happens to its type before your code compares it?",
    pointer:
      "Types are compared as they are: PING is another type than ping (the protocol table in the lesson's README; MDN, String.prototype.toLowerCase).",
    anchors: [/toLowerCase|toUpperCase|localeCompare|\/i\b/, SWITCH, MESSAGE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "pong-for-other-spaces": {
    cause: "a type that differs from ping in the spaces around it is taken for a ping",
    question: "A message that is no ping gets a pong. What happens to its type before your code compares it?",
    pointer:
      "Types are compared as they are: a type with a space in it is another type than ping (the protocol table in the lesson's README; MDN, String.prototype.trim).",
    anchors: [/trim|replace/, SWITCH, MESSAGE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "pong-for-a-part": {
    cause: "another type is taken for ping: the type is compared in part and not as a whole",
    hint: "Does this comparison look at the whole type, or at a part of it?",
    question: "A message that is no ping gets a pong. Does your code compare the whole type, or a part of it?",
    pointer:
      "`startsWith`, `includes` and a pattern without `^` and `$` find a part; `===` and `case` compare the whole (MDN, String.prototype.startsWith).",
    anchors: [/startsWith|endsWith|includes|indexOf|\.test\(|\.match\(/, SWITCH, MESSAGE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "pong-for-what-contains": {
    cause: "every type in which `ping` stands somewhere is taken for a ping",
    hint: "A type with `ping` in the middle gets a pong. Does your code ask whether the type is `ping`, or whether `ping` is in it?",
    question: "A message that is no ping gets a pong. Which part of the type does your code look at?",
    pointer:
      "`startsWith`, `endsWith`, `includes` and a pattern without `^` and `$` find a part; `===` and `case` compare the whole (MDN, String.prototype.startsWith).",
    anchors: [/startsWith|endsWith|includes|indexOf|\.test\(|\.match\(/, SWITCH, MESSAGE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "pong-for-what-begins": {
    cause: "every type that begins with `ping` is taken for a ping, whatever follows",
    hint: "A type that begins with `ping` and goes on gets a pong. How far does your code compare?",
    question: "A message that is no ping gets a pong. Where does your code stop to compare?",
    pointer:
      "`startsWith`, `endsWith`, `includes` and a pattern without `^` and `$` find a part; `===` and `case` compare the whole (MDN, String.prototype.startsWith).",
    anchors: [/startsWith|endsWith|includes|indexOf|\.test\(|\.match\(/, SWITCH, MESSAGE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "pong-for-what-ends": {
    cause: "every type that ends with `ping` is taken for a ping, whatever stands before",
    hint: "A type that ends with `ping` gets a pong, whatever stands before. Where does your code begin to compare?",
    question: "A message that is no ping gets a pong. Where does your code begin to compare?",
    pointer:
      "`startsWith`, `endsWith`, `includes` and a pattern without `^` and `$` find a part; `===` and `case` compare the whole (MDN, String.prototype.startsWith).",
    anchors: [/startsWith|endsWith|includes|indexOf|\.test\(|\.match\(/, SWITCH, MESSAGE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "pong-for-everything": {
    cause:
      "the message is answered with a pong although its type is another: the type is not compared, or not as a whole",
    question:
      "A message that is no ping gets a pong. Which part of it does your code look at, and how does it compare?",
    pointer:
      "The `type` of a message decides what it means (the protocol table in the lesson's README). For several kinds of message: MDN, switch.",
    anchors: [SWITCH, DEFAULT, SEND, MESSAGE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
});
