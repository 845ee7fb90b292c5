export { analyse } from "scslre";
