/**
 * Follows a board over one of three transports. Whatever a connection does, the client keeps the id of the last event that it
 * knows, and asks from there on: so no transport has to be reliable.
 */

/** The first pause before another attempt, and the longest, in milliseconds. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

const TYPES = ["task_created", "task_moved", "task_deleted"];

/**
 * @typedef {object} Follower
 * @property {string} boardId
 * @property {string} token of the session; a WebSocket shows it
 * @property {string} since the id of the last event that is known
 * @property {(event: object) => void} onEvent called with each further event, once and in order
 * @property {(people: { userId: string, name: string }[] | null) => void} onPeople null when the transport does not say
 * @property {(words: string, isLive: boolean) => void} onState
 */

/**
 * Follows until the returned function is called.
 * @param {"websocket" | "events" | "poll"} transport
 * @param {Follower} follower
 */
export function follow(transport, follower) {
  const { boardId, onEvent, onPeople, onState } = follower;
  const path = `/boards/${encodeURIComponent(boardId)}`;
  let since = follower.since;
  let failures = 0;
  let timer;
  /** Ends the current connection; what it still reports is ignored. */
  let end = () => {};

  connect();
  addEventListener("online", connect);
  addEventListener("offline", disconnected);
  return () => {
    removeEventListener("online", connect);
    removeEventListener("offline", disconnected);
    clearTimeout(timer);
    end();
  };

  function connect() {
    clearTimeout(timer);
    end();
    const controller = new AbortController();
    end = () => controller.abort();
    onState(failures === 0 ? "Connecting …" : "Connecting again …", false);
    const { signal } = controller;
    const unlessEnded = (report) => () => {
      if (!signal.aborted) report();
    };
    const overTransport = { websocket: overWebSocket, events: overEventStream, poll: overPolls }[transport];
    void overTransport({ signal, onOpen: unlessEnded(connected), onEnd: unlessEnded(disconnected) });
  }

  function connected() {
    failures = 0;
    const names = { websocket: "a WebSocket", events: "an event stream", poll: "long polling" };
    onState(`Live, over ${names[transport]}`, true);
  }

  /** Tries again after a pause that doubles with each failure; half of it is random, so that not all clients come at once. */
  function disconnected() {
    clearTimeout(timer);
    end();
    onPeople(null);
    if (!navigator.onLine) return onState("Offline. What you miss will be fetched when you are back.", false);
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures++) * (0.5 + Math.random() / 2);
    onState("Not connected. Trying again …", false);
    timer = setTimeout(connect, pause);
  }

  /** An event may come twice, from the log and live: what is known already is left out. */
  function take(event) {
    if (Number(event.id) <= Number(since)) return;
    since = event.id;
    onEvent(event);
  }

  function overWebSocket({ signal, onOpen, onEnd }) {
    const address = new URL(`/ws?token=${encodeURIComponent(follower.token)}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    const people = new Map();
    signal.addEventListener("abort", () => socket.close());
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "join", boardId, since })));
    socket.addEventListener("close", onEnd);
    socket.addEventListener("message", ({ data }) => {
      if (signal.aborted) return;
      const message = JSON.parse(data);
      if (TYPES.includes(message.type)) return take(message);
      if (message.type === "presence") {
        onOpen();
        for (const person of message.users) people.set(person.userId, person);
      } else if (message.type === "user_joined") people.set(message.userId, message);
      else if (message.type === "user_left") people.delete(message.userId);
      else return;
      onPeople([...people.values()]);
    });
  }

  function overEventStream({ signal, onOpen, onEnd }) {
    const source = new EventSource(`${path}/events`);
    signal.addEventListener("abort", () => source.close());
    for (const type of TYPES) source.addEventListener(type, ({ data }) => take(JSON.parse(data)));
    source.addEventListener("error", onEnd);
    source.addEventListener("open", async () => {
      // A new EventSource sends no Last-Event-ID, so what came before it is asked for, once it is open. As long as that
      // route is not written yet, the stream alone has to do.
      try {
        await ask("updates", signal, { unlessStatus: 501 });
        onOpen();
      } catch {
        onEnd();
      }
    });
  }

  async function overPolls({ signal, onOpen, onEnd }) {
    try {
      await ask("updates", signal);
      onOpen();
      while (!signal.aborted) await ask("poll", signal);
    } catch {
      onEnd();
    }
  }

  async function ask(what, signal, { unlessStatus } = {}) {
    const response = await fetch(`${path}/${what}?since=${encodeURIComponent(since)}`, { signal });
    if (response.status === unlessStatus) return;
    if (!response.ok) throw new Error(`${what} was answered with ${response.status}`);
    for (const event of (await response.json()).data) take(event);
  }
}
