import { defineCommand } from "../command.ts"; export const command = defineCommand({ name: "compare", usage: "", summary: "", flags: {}, async run() { return 2; } });
