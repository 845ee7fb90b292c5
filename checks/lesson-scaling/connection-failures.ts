import { defineFailures } from "#kit";

const ON_ERROR = /\.on\s*\(\s*["'`]error["'`]/;
const DUPLICATE = /\.duplicate\s*\(/;
const CREATE = /createClient\s*\(/;

const shared = {
  pointer:
    'An "error" event without a listener is thrown, and ends the process. Each client emits its own; `duplicate()` copies the options of a client and none of its listeners (Node documentation, Events: Error events; redis documentation, Events).',
  start: "code",
  marks: { missing: "always" },
} as const;

/** What can go wrong with the clients of Redis when their connections are lost. */
export const connectionFailures = defineFailures({
  "subscriber-error-unheard": {
    ...shared,
    cause:
      'the client that subscribes has no listener for "error": the process ends when its connection is cut, and runs on when that of the other client is',
    hint: 'Which of your clients has a listener for "error", and does a duplicate get the listeners of its original?',
    question: 'One of two clients has no listener for "error": the one that subscribes. How was it made?',
    anchors: [DUPLICATE, ON_ERROR, CREATE],
  },
  "publisher-error-unheard": {
    ...shared,
    cause:
      'the client that publishes, and does not subscribe, has no listener for "error": the process ends when its connection is cut, and runs on when that of the subscribed one is',
    hint: 'Which of your clients has a listener for "error"?',
    question: 'One of two clients has no listener for "error": the one that does not subscribe. Where is it made?',
    anchors: [CREATE, ON_ERROR],
  },
  "no-error-heard": {
    ...shared,
    cause:
      'neither the client that subscribes nor the other one has a listener for "error": the process ends when the connection of either is cut',
    hint: 'What does a client emit when its connection is lost, and what does Node do with an "error" event that has no listener?',
    question: 'Both clients emit "error" when their connection is lost. Which line listens to it?',
    anchors: [CREATE, ON_ERROR, DUPLICATE],
  },
});
