import { nearMisses } from "#kit";
export default nearMisses("lesson-presence", {});
