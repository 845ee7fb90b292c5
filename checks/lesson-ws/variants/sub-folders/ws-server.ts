// Right: re-exports the setup from a folder, through an index file.

export { setupWebSocketServer } from "./realtime/index.js";
