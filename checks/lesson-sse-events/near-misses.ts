import { edit, nearMisses } from "#kit";

export default nearMisses("lesson-sse-events", {
  "1.1-no-name": edit("sse.ts", "name: event.type,", ""),
});
