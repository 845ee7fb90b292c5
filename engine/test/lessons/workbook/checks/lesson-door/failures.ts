import { anchors, defineFailures } from "#kit";

export const failures = defineFailures({
  "no-greeting": {
    cause: "nothing is sent when the door opens",
    question: "A visitor came, and there was silence. Which line of yours runs when somebody comes?",
    pointer: "Follow the event of a new connection through your code (ws documentation, event 'connection').",
    anchors: [anchors.CONNECTION, anchors.ATTACH],
    start: "code",
    marks: { missing: "always" },
  },
  "no-answer": {
    cause: "the knock reaches no line that answers",
    question: "A knock came, and there was silence. Which line of yours runs for a message?",
    pointer: "Follow the event of a message through your code (ws documentation, event 'message').",
    anchors: [anchors.MESSAGE, anchors.SEND],
    start: "code",
    marks: { missing: "always" },
  },
});
