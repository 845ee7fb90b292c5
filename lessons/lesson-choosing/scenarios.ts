/**
 * Twelve products, and four ways for each of them. One fits; the others cost more than they bring, or do not work at all.
 */

interface Situation {
  readonly id: string;
  readonly situation: string;
  readonly choices: Readonly<Record<"a" | "b" | "c" | "d", string>>;
  /** The letter of the choice that fits. */
  readonly answer: "" | "a" | "b" | "c" | "d";
}

export const situations: readonly Situation[] = [
  {
    id: "share-prices",
    situation:
      "A public page shows the prices of twenty shares as they change, several times a second. Visitors look, and send nothing.",
    choices: {
      a: "A WebSocket over which the server sends the prices.",
      b: "Long polling: each answer has the prices that have changed since the last.",
      c: "Server-Sent Events, an event for each change.",
      d: "Short polling, ten times a second.",
    },
    // TODO(exercise 3): write the letter of the choice that fits
    answer: "",
  },
  {
    id: "shared-drawing",
    situation:
      "People draw on one canvas together. Each person's pointer moves on the screens of all others, thirty times a second.",
    choices: {
      a: "A WebSocket for both directions.",
      b: "Server-Sent Events for what the others do, and a POST request for each movement of one's own.",
      c: "Long polling for what the others do, and a POST request for each movement of one's own.",
      d: "A POST request for each movement, whose answer has what the others have done since the last.",
    },
    // TODO(exercise 3): write the letter of the choice that fits
    answer: "",
  },
  {
    id: "lobby-screen",
    situation:
      "A screen in a hotel's lobby shows how many places its car park has left; ten minutes old is young enough. The hotel's network refuses WebSockets, and cuts every response that has not ended after five seconds.",
    choices: {
      a: "A WebSocket that reconnects until it succeeds.",
      b: "Server-Sent Events, which reconnect each time they are cut.",
      c: "Long polling, each request held for up to a minute.",
      d: "Short polling, every five minutes.",
    },
    // TODO(exercise 3): write the letter of the choice that fits
    answer: "",
  },
  {
    id: "settings",
    situation:
      "Someone opens their settings, changes the language, and saves. Nobody else sees or changes these settings.",
    choices: {
      a: "Server-Sent Events, so that the page learns of the new settings.",
      b: "A request that reads the settings, and one that saves them.",
      c: "A WebSocket with a message for reading and one for saving.",
      d: "Short polling for as long as the page is open.",
    },
    // TODO(exercise 3): write the letter of the choice that fits
    answer: "",
  },
  {
    id: "match-report",
    situation:
      "Three reporters write about a match, a line a minute each. Forty thousand readers follow it live, and write nothing.",
    choices: {
      a: "One WebSocket for everyone, reporters and readers.",
      b: "Requests from the reporters, Server-Sent Events for the readers.",
      c: "Server-Sent Events in both directions.",
      d: "Requests from the reporters, and readers who poll five times a second.",
    },
    // TODO(exercise 3): write the letter of the choice that fits
    answer: "",
  },
  {
    id: "school-network",
    situation:
      "Pupils answer the questions of a quiz in class, and the next one has to appear within a second. The school's proxy refuses WebSockets, and passes on a response only once all of it is there.",
    choices: {
      a: "Server-Sent Events, an event for each question.",
      b: "A WebSocket on the port of the page.",
      c: "Long polling: a response that ends as soon as there is a question.",
      d: "Short polling, every ten seconds.",
    },
    // TODO(exercise 3): write the letter of the choice that fits
    answer: "",
  },
  {
    id: "intercom",
    situation:
      "The intercom of a door sends sound both ways: fifty packets of bytes a second, each as soon as it is recorded.",
    choices: {
      a: "A WebSocket with binary frames.",
      b: "Server-Sent Events with the packets in Base64, and a POST request for each packet of the other direction.",
      c: "Long polling with binary bodies, and a POST request for each packet of the other direction.",
      d: "An upload for each sentence, once it is spoken.",
    },
    // TODO(exercise 3): write the letter of the choice that fits
    answer: "",
  },
  {
    id: "build-log",
    situation:
      "A page shows the lines that a build prints while it runs. A reader whose train was in a tunnel gets exactly the lines that are missing, and you want to write as little code for that as possible.",
    choices: {
      a: "A WebSocket over which the whole log is sent again after each reconnect.",
      b: "Short polling for the last hundred lines, every second.",
      c: "A WebSocket whose client keeps the number of its last line, and asks for the rest after it has reconnected.",
      d: "Server-Sent Events whose ids are the numbers of the lines.",
    },
    // TODO(exercise 3): write the letter of the choice that fits
    answer: "",
  },
  {
    id: "bus-stop",
    situation:
      "The display at a bus stop runs on one battery for a year. Every five minutes it wakes for a second, shows the next departures, and sleeps again.",
    choices: {
      a: "A WebSocket with a heartbeat, which stays open while the display sleeps.",
      b: "Server-Sent Events, opened on waking, to wait for the next change.",
      c: "One request each time it wakes.",
      d: "Long polling: a request that is held until a departure changes.",
    },
    // TODO(exercise 3): write the letter of the choice that fits
    answer: "",
  },
  {
    id: "old-messages",
    situation:
      "The new messages of a chat come over a WebSocket. Members also scroll up to old ones: pages of fifty that never change again, the same for every member. A cache stands in front of your server.",
    choices: {
      a: "A GET request for each page.",
      b: "A message over the WebSocket that asks for a page, and one that brings it.",
      c: "A second connection for Server-Sent Events, which brings the pages.",
      d: "All pages over the WebSocket as soon as it is open.",
    },
    // TODO(exercise 3): write the letter of the choice that fits
    answer: "",
  },
  {
    id: "many-tabs",
    situation:
      "A page of an intranet has an event stream and is served over HTTP/1.1. People keep eight tabs of it open, and from the seventh on they load nothing.",
    choices: {
      a: "Let the server accept more connections.",
      b: "Long polling in place of the event stream.",
      c: "A heartbeat more often, so that no stream is closed.",
      d: "HTTP/2, where all streams share one connection.",
    },
    // TODO(exercise 3): write the letter of the choice that fits
    answer: "",
  },
  {
    id: "machines",
    situation:
      "Each of two thousand machines sends forty measurements a second, each as soon as it is taken. The machines want to know nothing.",
    choices: {
      a: "An event stream for each machine.",
      b: "A WebSocket for each machine.",
      c: "A POST request for each measurement.",
      d: "A server that asks each machine forty times a second.",
    },
    // TODO(exercise 3): write the letter of the choice that fits
    answer: "",
  },
];
