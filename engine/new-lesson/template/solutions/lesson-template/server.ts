/**
 * Starts the app on PORT, or 3000. Given and finished: nothing in this file is part of an exercise.
 */

import { serve } from "srvx/node";
import { app } from "./app.js";

const port = Number(process.env.PORT ?? 3000);
const server = serve({ fetch: (request) => app.fetch(request), port, silent: true });

await server.ready();
console.log(`Server running on ${server.url}`);
