import { spawn } from "node:child_process";

// What this process starts is out of the workbook's sight: its port is unknown.
spawn(process.execPath, ["-e", "require('http').createServer((q, s) => s.end('hidden')).listen(0)"], {
  stdio: "ignore",
});
