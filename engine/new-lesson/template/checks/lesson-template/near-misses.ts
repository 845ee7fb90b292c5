import { edit, nearMisses } from "#kit";

/**
 * Servers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the id of the check
 * that must catch the mistake, and each check needs at least two.
 */
export default nearMisses("lesson-template", {
  // Greets every client by the same name.
  "1.1-one-name": edit("app.ts", "${c.input.params.name}", "ada"),
});
