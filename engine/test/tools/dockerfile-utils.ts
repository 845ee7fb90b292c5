export { validate } from "dockerfile-utils";
