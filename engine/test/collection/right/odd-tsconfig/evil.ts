// Right: a tsconfig.json of its own that must change nothing.

export class WebSocketServer {}
