/** Changes tasks without end, and says each event's id once its change is committed. */
import { pathToFileURL } from "node:url";

const { openBoard } = await import(pathToFileURL(process.argv[2]).href);

process.on("message", ({ file }) => {
  const board = openBoard({ file });
  const change = () => {
    const { task, event } = board.createTask({ listId: "list-todo", title: "Written before the crash" });
    const moved = board.moveTask(task.id, { listId: "list-done" });
    process.send({ ids: [event.id, moved.event.id] });
    setImmediate(change);
  };
  change();
});
process.send("ready");
