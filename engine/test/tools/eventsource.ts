export { EventSource } from "eventsource";
