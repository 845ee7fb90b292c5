import { check, exercise, expect } from "#kit";
exercise(1, "Create the tasks table and show a board", () => {
  check("1.1", "GET /boards lists every board", { hint: "x" }, async ({ http }) => {
    expect(await http.get("/boards")).toHaveStatus(200);
  });
});
exercise(2, "Create a task, and refuse what is none", () => {
  check("2.1", "a", { hint: "x" }, async ({ http }) => {
    expect(
      await http.request("/tasks", { method: "POST", body: [Buffer.from('{"listId":"list-todo","title":"x"}')] }),
    ).toHaveStatus(201);
  });
});
exercise(3, "Move and delete tasks", () => {
  check("3.1", "b", { hint: "x" }, async ({ http }) => {
    expect(await http.request("/tasks/task-1", { method: "DELETE" })).toHaveStatus(204);
  });
});
