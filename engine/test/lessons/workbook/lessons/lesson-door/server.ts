import { house } from "./house.ts";

// TODO(exercise 1): greet everybody who opens a WebSocket connection
house().listen(Number(process.env["PORT"] ?? 3000));
