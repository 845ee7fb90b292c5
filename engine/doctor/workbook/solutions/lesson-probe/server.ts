// SECRET
import { house } from "./house.ts";

house(() => 200).listen(Number(process.env["PORT"] ?? 3000));
