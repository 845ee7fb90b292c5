// Hostile: an alias in package.json that leads out of the folder.

export { setupWebSocketServer } from "#up";
