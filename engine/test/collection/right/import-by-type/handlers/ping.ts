// Right: imports the handler whose file is named like the message's type.

export default (send: (o: unknown) => void) => send({ type: "pong" });
