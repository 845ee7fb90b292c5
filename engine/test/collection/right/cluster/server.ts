// Right: the server runs in a worker of node:cluster.

import cluster from "node:cluster";
if (cluster.isPrimary) {
  cluster.fork();
  cluster.on("exit", () => process.exit(1));
} else {
  await import("./worker-main.js");
}
