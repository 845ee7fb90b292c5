/**
 * The page: what the board holds, and forms that change it. A change is shown when its event arrives, as in every other
 * window, and not when the request for it is answered.
 */

import { follow } from "./live.js";

const byId = (id) => document.getElementById(id);

/** The tasks of the board, by id. */
const tasks = new Map();
/** The element of each task, by the task's id. Elements are kept, so that the keyboard's focus stays where it is. */
const items = new Map();
let lists = [];
let stop = () => {};

byId("sign-in").addEventListener("submit", async (submitted) => {
  submitted.preventDefault();
  const session = await send("POST", "/login", { email: byId("email").value });
  if (session === undefined) return;
  // For this tab only, so that each tab can be somebody else.
  sessionStorage.setItem("session", JSON.stringify(session));
  await start(session);
  byId("title").focus();
});

byId("sign-out").addEventListener("click", () => {
  sessionStorage.removeItem("session");
  location.reload();
});

byId("add").addEventListener("submit", async (submitted) => {
  submitted.preventDefault();
  const title = byId("title");
  if ((await send("POST", "/tasks", { listId: byId("list").value, title: title.value })) === undefined) return;
  title.value = "";
  title.focus();
});

const session = JSON.parse(sessionStorage.getItem("session"));
if (session === null) {
  byId("sign-in").hidden = false;
  showState("Not signed in", false);
} else await start(session);

/** Loads the board, and follows it from the moment at which it was read. */
async function start({ token, user }) {
  showState("Loading …", false);
  let snapshot;
  try {
    const boards = (await read("/boards")).data;
    const wanted = new URLSearchParams(location.search).get("board") ?? boards[0].id;
    snapshot = await read(`/boards/${encodeURIComponent(wanted)}`);
  } catch (error) {
    showState(`${error.message}. Trying again …`, false);
    setTimeout(() => start({ token, user }), 2_000);
    return;
  }
  byId("sign-in").hidden = true;
  byId("signed-in").hidden = false;
  const { id, name } = snapshot.data;
  byId("name").textContent = name;
  document.title = `${name} · Live Task Board`;
  lists = snapshot.data.lists;
  byId("list").replaceChildren(...lists.map((list) => new Option(list.name, list.id)));
  byId("lists").replaceChildren(...lists.map(sectionFor));
  for (const task of lists.flatMap((list) => list.tasks)) tasks.set(task.id, task);
  showTasks();

  let { timestamp: since } = snapshot;
  const onEvent = (event) => {
    since = event.id;
    apply(event);
  };
  const followBoard = () => {
    stop();
    const onPeople = (people) => showPeople(people, user.id);
    onPeople(null);
    stop = follow(byId("transport").value, { boardId: id, token, since, onEvent, onPeople, onState: showState });
  };
  byId("transport").addEventListener("change", followBoard);
  followBoard();
}

/** An event says how the task is now, so it needs no knowledge of how it was. */
function apply({ type, task, taskId }) {
  const before = tasks.get(taskId ?? task.id);
  if (type === "task_deleted") tasks.delete(taskId);
  else tasks.set(task.id, task);
  const { title } = task ?? before ?? { title: taskId };
  const what = { task_created: "was added to", task_moved: "was moved to", task_deleted: "was deleted from" }[type];
  byId("news").textContent = `“${title}” ${what} ${nameOf((task ?? before)?.listId)}`;
  showTasks();
}

function nameOf(listId) {
  return lists.find(({ id }) => id === listId)?.name ?? "the board";
}

function showState(words, isLive) {
  const state = byId("state");
  state.textContent = words;
  state.dataset.live = isLive;
}

function showPeople(people, ownId) {
  const names = people?.map(({ userId, name }) => (userId === ownId ? `${name} (you)` : name));
  const entries = names ?? ["Only a WebSocket that is connected tells."];
  byId("people").replaceChildren(...entries.map((text) => element("li", { textContent: text })));
}

function sectionFor({ id, name }) {
  const section = element("section", { ariaLabel: name });
  section.append(element("h2", { textContent: name }), element("ul", { id: `tasks-${id}` }));
  return section;
}

/** Puts the tasks where they are by now: in each list by position, and by id where positions are equal. */
function showTasks() {
  const focused = document.activeElement;
  const focusedItem = focused.closest("#lists li");
  for (const id of items.keys()) if (!tasks.has(id)) items.delete(id);
  for (const list of lists) {
    const ordered = [...tasks.values()].filter(({ listId }) => listId === list.id).sort(inOrder);
    byId(`tasks-${list.id}`).replaceChildren(...ordered.map(itemFor));
  }
  // A task that moved has other buttons than before; one that was deleted has none.
  const next = focused.isConnected
    ? focused
    : focusedItem.isConnected
      ? focusedItem.querySelector("button")
      : byId("title");
  if (next !== document.activeElement) next.focus();
}

function inOrder(one, other) {
  return one.position - other.position || (one.id < other.id ? -1 : 1);
}

function itemFor(task) {
  const item = items.get(task.id) ?? element("li", {});
  if (item.dataset.list !== task.listId) {
    const moves = lists
      .filter(({ id }) => id !== task.listId)
      .map(({ id, name }) =>
        button(`→ ${name}`, `Move “${task.title}” to ${name}`, () =>
          send("PATCH", `/tasks/${task.id}/move`, { listId: id }),
        ),
      );
    const remove = button("Delete", `Delete “${task.title}”`, () => send("DELETE", `/tasks/${task.id}`));
    const title = element("span", { textContent: task.title });
    const buttons = element("span", { className: "buttons" });
    buttons.append(...moves, remove);
    item.replaceChildren(title, buttons);
    item.dataset.list = task.listId;
  }
  items.set(task.id, item);
  return item;
}

function button(text, ariaLabel, onClick) {
  const made = element("button", { type: "button", textContent: text, ariaLabel });
  made.addEventListener("click", onClick);
  return made;
}

function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

async function read(path) {
  let response;
  try {
    response = await fetch(path);
  } catch {
    throw new Error("The server cannot be reached");
  }
  if (!response.ok) throw new Error(`The server answered ${path} with ${response.status}`);
  return await response.json();
}

/** Sends a request, and says so on the page when it fails. Resolves with the answer's data; undefined when it failed. */
async function send(method, path, body) {
  byId("problem").textContent = "";
  try {
    const response = await fetch(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
    });
    const answer = response.status === 204 ? { data: null } : await response.json();
    if (response.ok) return answer.data;
    byId("problem").textContent = `Not done: ${answer.error}.`;
  } catch {
    byId("problem").textContent = "Not done: the server cannot be reached.";
  }
  return undefined;
}
