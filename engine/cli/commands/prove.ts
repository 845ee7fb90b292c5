import { defineCommand } from "../command.ts"; export const command = defineCommand({ name: "prove", usage: "", summary: "", flags: {}, async run() { return 2; } });
