/** Opens files and creates tasks when it is asked to. */
import { pathToFileURL } from "node:url";

const { openBoard } = await import(pathToFileURL(process.argv[2]).href);

process.on("message", ({ file, creates }) => {
  try {
    const board = openBoard({ file });
    const created = Array.from({ length: creates }, (_, index) => {
      const { task, event } = board.createTask({ listId: "list-todo", title: `${process.pid} ${index}` });
      return { taskId: task.id, eventId: event.id };
    });
    const answer = { created, boards: board.boards().length, timestamp: board.boardSnapshot("board-1").timestamp };
    board.close();
    process.send(answer);
  } catch (error) {
    process.send({ error: `${error.message}: ${error.cause?.message}` });
  }
});
process.send("ready");
