// Right: parses JSON in a worker thread, started from a file beside this one.

import { parentPort } from "node:worker_threads";
parentPort.on("message", ({ id, text }) => {
  let value;
  let ok = true;
  try {
    value = JSON.parse(text);
  } catch {
    ok = false;
  }
  parentPort.postMessage({ id, ok, value });
});
