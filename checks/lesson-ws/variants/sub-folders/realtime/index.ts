// Right: the folder's front door.

export { setupWebSocketServer } from "./connection/setup.js";
