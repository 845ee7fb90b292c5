import { expect, test } from "vitest";
import { acceptKeyFor } from "../../kit/transports/websocket/accept-key.ts";

test("the key of RFC 6455 section 1.3 is answered as it says there", () => {
  expect(acceptKeyFor("dGhlIHNhbXBsZSBub25jZQ==")).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
});
