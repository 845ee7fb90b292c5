import { boardFailures } from "./board-failures.ts";
import { peopleFailures } from "./people-failures.ts";
import { timerFailures } from "./timer-failures.ts";
import { typingFailures } from "./typing-failures.ts";

/** What can go wrong with the list of people, and with who is typing. */
export const failures = { ...timerFailures, ...typingFailures, ...peopleFailures, ...boardFailures };
