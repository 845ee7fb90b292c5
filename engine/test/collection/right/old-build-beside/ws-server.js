// Right: what an older version of ws-server.ts was compiled to.

export function setupWebSocketServer() {}
