import { readdirSync } from "node:fs";
import { test } from "vitest";
import { graded } from "./house.ts";
const only = process.env.ONLY?.split(",");
for (const name of readdirSync(new URL("../lessons/hostile", import.meta.url)).filter((n) => only === undefined || only.includes(n)))
  test(name, async () => {
    const r = await graded({ change: `hostile/${name}` }).catch((e) => ({ error: String(e) }) as any);
    const v = r.verdict;
    console.log(name, r.error ?? "", r.exitCode, Math.round((r.peakBytes ?? 0) / 1e6) + " MB", v?.outcome, v?.reason?.message, v?.durationMs, v?.exercises.map((e: any) => e.checks.map((c: any) => `${c.id} ${c.status} ${c.failure?.code ?? ""} ${c.failure?.received ?? ""}`).join("; ")).join(" | "), r.stderr, v?.server.exitCode, v?.server.signal);
  });
