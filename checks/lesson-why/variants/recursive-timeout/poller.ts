import type { Task } from "./store.js";

const { SERVER_URL = "http://localhost:3000", INTERVAL_MS = "3000" } = process.env;

let path = "/tasks";

function report(task: Task): void {
  console.log(`{"seen":"${task.id}","title":${JSON.stringify(task.title)}}`);
}

function poll(): void {
  fetch(SERVER_URL + path)
    .then((response) => {
      if (response.status !== 200) throw new Error(response.statusText);
      return response.json() as Promise<{ data: Task[]; timestamp: string }>;
    })
    .then(({ data, timestamp }) => {
      data.forEach(report);
      path = `/tasks?updatedSince=${timestamp}`;
    })
    .catch((error: unknown) => console.error("will ask again:", error))
    .finally(() => setTimeout(poll, +INTERVAL_MS));
}

poll();
