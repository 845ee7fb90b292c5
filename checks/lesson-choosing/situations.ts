/** The twelve situations of scenarios.ts: which choice fits, and why each other one does not. */
import { CheckFailure, expect, like, type HttpAnswer, type HttpClient } from "#kit";
import { failures } from "./failures.ts";

const LETTERS = ["a", "b", "c", "d"] as const;
type Letter = (typeof LETTERS)[number];

export interface Situation {
  readonly id: string;
  /** The title of its check. */
  readonly title: string;
  readonly hint: string;
  readonly right: Letter;
  /** What speaks against each of the others. */
  readonly against: Readonly<Partial<Record<Letter, string>>>;
}

export const situations: readonly Situation[] = [
  {
    id: "share-prices",
    title: "prices that change several times a second, for visitors who only look",
    hint: "Who has something to say here, and who has not? Which of the four does no more than that?",
    right: "c",
    against: {
      a: "It would work, and buys nothing: visitors send nothing. Reconnecting and resuming, which EventSource does by itself, would be yours to write.",
      b: "Several changes a second are several answers a second, each followed by a request with all its headers. A response that stays open carries the same changes without them.",
      d: "That is ten requests a second from each visitor, most of them for nothing, for prices that are up to a tenth of a second old all the same.",
    },
  },
  {
    id: "shared-drawing",
    title: "pointers of many people, thirty times a second in both directions",
    hint: "Count the requests of one person in a second, for each choice.",
    right: "a",
    against: {
      b: "The direction from the server is right. The other one is thirty requests a second from each person, with headers many times longer than the movement itself.",
      c: "Each movement costs a request in each direction, thirty times a second from each person, and movements that come while no poll is open have to wait for the next.",
      d: "Who does not move their own pointer sends no request, and so sees nobody else's; who does sends thirty a second.",
    },
  },
  {
    id: "lobby-screen",
    title: "a number that may be ten minutes old, in a network that cuts what stays open",
    hint: "What does this network do with a response that stays open, and how fresh does the number have to be?",
    right: "d",
    against: {
      a: "The network refuses the handshake, however often it is repeated.",
      b: "A reconnect every five seconds, for ever: more than 700 an hour, for a number that may be ten minutes old.",
      c: "The network cuts each of these requests after five seconds. What arrives are errors, each of them followed by another request.",
    },
  },
  {
    id: "settings",
    title: "settings that only their owner sees and changes",
    hint: "Does anything here happen that nobody asked for?",
    right: "b",
    against: {
      a: "The answer to the request that saves says what was saved. A stream would wait for news that nobody makes.",
      c: "A message that is answered, that may fail, and that is given up after some time is a request. HTTP has all of that, with status codes and caching; over a WebSocket it is yours to write.",
      d: "Nobody else changes the settings, so every poll brings what the page has already.",
    },
  },
  {
    id: "match-report",
    title: "three who write a line a minute, and forty thousand who read",
    hint: "The two groups need not have the same. What does each of them have to say, and how often?",
    right: "b",
    against: {
      a: "Forty thousand readers get a way to send that they never use, and with it a protocol, a heartbeat and a reconnect that are yours to write.",
      c: "An event stream goes from the server to the client and never back. What a reporter writes needs a request.",
      d: "That is 200,000 requests a second, for three lines a minute.",
    },
  },
  {
    id: "school-network",
    title: "news within a second, behind a proxy that passes on only whole responses",
    hint: "This proxy waits for the end of a response. Which of these responses have one, and when?",
    right: "c",
    against: {
      a: "An event stream is a response that is never complete, so this proxy passes on none of its events.",
      b: "The port is not what is refused: the proxy refuses the handshake, on any port.",
      d: "A question would be five seconds old on average when it appears, and ten at worst.",
    },
  },
  {
    id: "intercom",
    title: "sound in both directions, fifty packets of bytes a second",
    hint: "What is sent is bytes, often, and both ways. Which choice needs neither an encoding nor a request for each packet?",
    right: "a",
    against: {
      b: "Base64 makes every packet a third longer, and the other direction is fifty requests a second.",
      c: "The bodies may be bytes, and each packet is an answer that needs a new request before the next one: fifty a second in each direction.",
      d: "What is heard then is a sentence that is over: a letter, and no conversation.",
    },
  },
  {
    id: "build-log",
    title: "lines of a build, exactly once, with as little code as possible",
    hint: "The reader comes back and has the lines up to a certain one. Which of these remembers that without code of yours?",
    right: "d",
    against: {
      a: "Each tunnel costs the whole log once more, the reader has to throw away what is there already, and reconnecting is yours to write.",
      b: "When more than a hundred lines come in a second, or during a tunnel, some are lost; and each quiet second costs a hundred lines.",
      c: "It can be made to work: the number, the reconnect and the request for the rest are code that you would write. One of the others has all three built in.",
    },
  },
  {
    id: "bus-stop",
    title: "a display that sleeps, and has to save its battery",
    hint: "What costs this display most is being awake. How long is it awake with each choice?",
    right: "c",
    against: {
      a: "A display that sleeps answers no heartbeat, and one that answers it does not sleep.",
      b: "It would stay awake until something changes, which may be minutes, where the departures of this moment are all that it shows.",
      d: "It is awake, with its radio on, for as long as the request is held.",
    },
  },
  {
    id: "old-messages",
    title: "pages that never change and are the same for everyone",
    hint: "The new messages and the old ones need not come in the same way. What can the cache do for which of them?",
    right: "a",
    against: {
      b: "It would work. But no cache sees into a WebSocket, so every page of every member is your server's work, and matching answers to questions is yours to write.",
      c: "A stream cannot be asked, and the server does not know when someone scrolls. A request would be needed all the same.",
      d: "That is the history of years, for a member who looks at the last ten messages.",
    },
  },
  {
    id: "many-tabs",
    title: "a seventh tab that loads nothing, over HTTP/1.1",
    hint: "Six tabs work and the seventh does not. Who counts to six there?",
    right: "d",
    against: {
      a: "The server refuses nothing. It is the browser that opens six connections to one origin over HTTP/1.1, for all of its tabs together.",
      b: "A poll that is held takes one of the six connections, as a stream does.",
      c: "No stream is closed here: all six are open, which is why there is no connection for the seventh tab.",
    },
  },
  {
    id: "machines",
    title: "forty measurements a second from each machine, and nothing back",
    hint: "Who speaks here, how often, and how long is what they say beside the headers of a request?",
    right: "b",
    against: {
      a: "An event stream goes from the server to the client. Here it is the clients who speak.",
      c: "That is 80,000 requests a second, with headers many times longer than the measurement in each of them.",
      d: "These are the same 80,000 requests a second the other way round, and each machine would have to be a server.",
    },
  },
];

/** The learner's answers by situation, and the HTTP answer with them. */
interface Answered {
  readonly answer: HttpAnswer;
  readonly letters: ReadonlyMap<string, string>;
}

export async function readAnswers(http: HttpClient): Promise<Answered> {
  const answer = await http.get("/answers");
  expect(answer).toHaveStatus(200);
  const { data } = expect(answer).toMatchJson({ data: like.listOf({ id: like.text, answer: like.string }) });
  return { answer, letters: new Map(data.map((one) => [one.id, one.answer])) };
}

/** Fails unless each of the twelve has one of the letters. */
export function expectLetters({ answer, letters }: Answered): void {
  const missing = situations.filter(({ id }) => !LETTERS.some((letter) => letter === letters.get(id)));
  const [first] = missing;
  if (first === undefined) return;
  const texts = missing.map(({ id }) => letters.get(id) ?? "");
  const areInUpperCase = texts.every((text) => LETTERS.some((letter) => letter === text.toLowerCase()));
  throw new CheckFailure({
    code: failures[areInUpperCase ? "letter-in-upper-case" : "answer-missing"],
    sent: answer.sent,
    expected: `a, b, c or d for each of the ${situations.length} situations`,
    received: missing.map(({ id }, index) => `${JSON.stringify(texts[index])} for ${id}`).join(", "),
    event: answer.event,
  });
}

/** Fails unless the situation has the letter that fits, with what speaks against the one that it has. */
export function expectFitting({ answer, letters }: Answered, { id, right, against }: Situation): void {
  const letter = letters.get(id);
  if (letter === right) return;
  throw new CheckFailure({
    code: failures["wrong-choice"],
    sent: answer.sent,
    expected: `the choice that fits ${id}`,
    received: `${id}: ${letter}`,
    event: answer.event,
    ...(letter === undefined ? {} : { why: against[letter as Letter] ?? `${letter} is no choice` }),
  });
}
