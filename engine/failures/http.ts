/** Failures of HTTP requests and responses (RFC 9110). */
import { LISTEN, HTTP_SERVER } from "./anchors.ts";
import type { FailureDefinition } from "./definition.ts";

export const HTTP_FAILURES = {
  "http-not-answering": {
    cause:
      "a handler that returns no Response, an adapter that waits for a body that never ends, or a listener that does not speak HTTP leaves a request unanswered",
    question:
      "A plain HTTP request got no answer. Which line of yours hands a request to the app, and which one sends the app's response back?",
    pointer:
      "Node calls the function given to `createServer` once per request and then waits until your code ends `res`. Follow one request through that function to the end, including when something throws on the way (Node documentation, http.createServer).",
    anchors: [HTTP_SERVER, LISTEN],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
    mayBeServerEnd: true,
  },
  "http-wrong-status": {
    cause: "something other than the app answers, or the app's status is lost on the way out",
    byStatus: {
      "2xx": {
        cause: "nothing refuses this request, or the route names another status than the table does",
        question:
          "The handler went through to an answer of success. Which line of yours should have answered before, or which status does that answer have in the lesson's table?",
      },
      "3xx": { cause: "the request is redirected before the app sees it" },
      400: {
        cause: "a schema, or a condition of the handler, takes this request for invalid",
        question:
          "The request was refused as invalid. What does the body of the answer object to, and which schema or condition of yours says so?",
      },
      401: { cause: "something refuses the request before the app sees it" },
      403: { cause: "something refuses the request before the app sees it" },
      404: { cause: "no route of the app matches this request, or its handler found nothing for it" },
      426: {
        cause:
          "a WebSocketServer with a port of its own, or code in front of the app, answers this request: the app did not get it",
      },
      "4xx": {
        cause:
          "the route, or something in front of it, refuses this request: it requires what the request does not have",
      },
      "5xx": { cause: "the app, or the code in front of it, failed; the server's log says why" },
    },
    question:
      "The HTTP side answered, but with a different status. Does the answer come from the app, or from code of yours around it?",
    pointer:
      "The app decides the status; the code between Node and the app must pass status, headers and body on as they are (the lesson's README, on the HTTP server; RFC 9110, section 15 on status codes).",
    anchors: [HTTP_SERVER, /\bstatus(?:Code)?\b/, LISTEN],
    start: "code",
    marks: { offending: "response", missing: "always" },
  },
  "http-wrong-body": {
    cause: "the body of the answer is not the one that is expected",
    question: "Compare the two bodies above. Which line of your code makes the body of this answer, and from what?",
    pointer:
      "`curl -i` shows a body as it arrives. One that is right until it leaves the app may still be damaged on the way: a character may be cut in two by a chunk's end, so collect bytes first and decode once (Node documentation, stream).",
    anchors: [HTTP_SERVER, /Buffer|\.on\(\s*["'`]data|TextDecoder/],
    start: "code",
    marks: { offending: "response", missing: "always" },
  },
  "http-wrong-header": {
    cause: "the answer lacks this header, or has it with another value",
    question:
      "Find the header of the report in your code. Is it set on this very answer, with this value, and once for each of its values?",
    pointer:
      "`curl -i` shows the headers as they arrive. Some may come several times, `Set-Cookie` above all, and cannot be joined (RFC 9110, section 5.3; Headers.getSetCookie in the Fetch standard).",
    anchors: [/headers/i, HTTP_SERVER],
    start: "code",
    marks: { offending: "response", missing: "always" },
  },
  "http-not-json": {
    cause: "the body is not JSON: text, HTML or nothing was sent instead",
    question: "The answer should be JSON. What does the client actually get, byte for byte?",
    pointer:
      "Ask your server with `curl -i` while `npm run dev` runs and read the headers and the body. A body is JSON only if it consists of exactly one JSON value (RFC 8259, section 2).",
    anchors: [/JSON\.stringify/, /\.json\s*\(/, HTTP_SERVER],
    start: "code",
    marks: { offending: "response", missing: "always" },
  },
  "http-missing-field": {
    cause: "the answer lacks a field that the API table names",
    question:
      "A field is missing from the answer. Does it have a different name in your code, or is the value lost on the way?",
    pointer:
      "Compare the body with the table in the lesson's README. A property that is undefined disappears from JSON, and a database column may have a different name than the field (MDN, JSON.stringify).",
    anchors: [/\.json\s*\(|JSON\.stringify/, /SELECT\b/i, /\breturn\b/],
    start: "code",
    marks: { offending: "response", missing: "always" },
  },
  "http-wrong-json": {
    cause: "one part of the answer differs from the API table; the report names the smallest such part",
    question: "One part of the answer differs. Which line of yours decides that value?",
    pointer:
      "The report names the part by its path, such as `data[0].title`. Follow that value back through your code: where is it read, and what changes it? (The table of the lesson's README; MDN, JSON.)",
    anchors: [/\.json\s*\(|JSON\.stringify/, /SELECT\b|INSERT\b|UPDATE\b/i, /\breturn\b/],
    start: "code",
    marks: { offending: "response", missing: "always" },
  },
} satisfies Readonly<Record<string, FailureDefinition>>;
