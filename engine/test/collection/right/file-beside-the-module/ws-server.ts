// Right: reads a file beside the module, in a sub-folder, through import.meta.url.

export { setupWebSocketServer } from "./realtime/setup.js";
