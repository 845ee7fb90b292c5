// Right: an import alias from its own package.json.

export { setupWebSocketServer } from "#rt/setup";
