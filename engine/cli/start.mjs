/**
 * The entry point of every command. Plain JavaScript that old versions of Node can parse, so that it can report that
 * they are too old.
 */
var required = [20, 19];
var found = process.versions.node.split(".").map(Number);
if (found[0] < required[0] || (found[0] === required[0] && found[1] < required[1])) {
  console.error(
    "The workbook needs Node.js " +
      required.join(".") +
      " or newer; this is " +
      process.versions.node +
      ". Install a newer one from https://nodejs.org and run the command again.",
  );
  process.exit(2);
}
import("./launch.mjs")
  .then(function (launch) {
    return launch.launch(process.argv.slice(2));
  })
  .catch(function (error) {
    // Errors before the engine is loaded, for example EMFILE; afterwards it reports its own.
    console.error("The workbook could not be started: " + String(error && error.message).split("\n", 1)[0]);
    process.exit(2);
  });
