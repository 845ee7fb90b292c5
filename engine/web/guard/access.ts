/** Who a visitor is: by the code they entered once, remembered in a signed cookie. */
import { createHmac, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Attempts } from "./attempts.ts";
import type { RevokedSessions } from "./revoked-sessions.ts";
import { sameSecret } from "./same-secret.ts";

export type Role = "learner" | "instructor";

export interface Visitor {
  /** null: a code is needed first. */
  readonly role: Role | null;
  /** Whether the role comes from a code entered in this browser. */
  readonly enteredCode: boolean;
  /** Names what was entered then, until it is left; null without a code. */
  readonly session: string | null;
}

export interface AccessOptions {
  /** `WORKBOOK_ACCESS_CODE` and `WORKBOOK_INSTRUCTOR_CODE`; undefined for none. */
  readonly codes: Readonly<Record<Role, string | undefined>>;
  /** Who a visitor without a code is. */
  readonly without: Role | null;
  /** Signs the cookies; the same after a restart, so that nobody has to enter the code again. */
  readonly secret: Buffer;
  readonly cookieName: string;
  /** Sessions that were left. */
  readonly revoked: Pick<RevokedSessions, "has" | "add">;
}

export type Entry = { readonly role: Role; readonly cookie: string } | { readonly retryAfterMs: number } | "invalid";

const REMEMBERED_SECONDS = 30 * 24 * 60 * 60;
const SESSION_BYTES = 16;
/** Role, end in seconds since 1970, session, signature. */
const COOKIE = /^([a-z]{1,20})\.(\d{1,12})\.([\w-]{22})\.([\w-]{43})$/;
const ROLES: readonly Role[] = ["instructor", "learner"];

interface KnownSession {
  readonly role: Role;
  readonly until: number;
  readonly id: string;
}

export class Access {
  readonly #options: AccessOptions;
  readonly #attempts = new Attempts();

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /** Whether there is a code to enter. */
  get takesCode(): boolean {
    return ROLES.some((role) => this.#options.codes[role] !== undefined);
  }

  /** @param cookies the Cookie header */
  visitor(cookies: string | null | undefined): Visitor {
    const known = this.#sessionIn(cookies);
    if (known === undefined) return { role: this.#options.without, enteredCode: false, session: null };
    return { role: known.role, enteredCode: true, session: known.id };
  }

  /**
   * Looks at a code, after a while where many wrong ones came before.
   * @param address where the code came from
   * @returns the role, and the Set-Cookie header that remembers it
   */
  async enter(code: string, address: string): Promise<Entry> {
    const turn = this.#attempts.turnOf(address);
    if ("retryAfterMs" in turn) return turn;
    if (turn.waitMs > 0) await sleep(turn.waitMs, undefined, { ref: false });
    // Both are compared, whichever matches.
    const [role] = ROLES.filter((each) => {
      const right = this.#options.codes[each];
      return sameSecret(code, right ?? "") && right !== undefined;
    });
    if (role === undefined) {
      this.#attempts.countWrong(address);
      return "invalid";
    }
    const until = Math.floor(Date.now() / 1000) + REMEMBERED_SECONDS;
    const id = randomBytes(SESSION_BYTES).toString("base64url");
    const value = `${role}.${until}.${id}.${this.#sign(role, until, id)}`;
    return { role, cookie: this.#setCookie(value, REMEMBERED_SECONDS) };
  }

  /**
   * Ends the session for good: a copy of its cookie opens nothing any more.
   * @returns the Set-Cookie header that forgets it
   */
  async leave(cookies: string | null | undefined): Promise<string> {
    const known = this.#sessionIn(cookies);
    if (known !== undefined) await this.#options.revoked.add(known.id, known.until);
    return this.#setCookie("", 0);
  }

  /** Lax: who follows a link on another site is known. Nothing is changed by following one. */
  #setCookie(value: string, seconds: number): string {
    return `${this.#options.cookieName}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
  }

  /** The first session in the Cookie header that is ours and was not left. */
  #sessionIn(cookies: string | null | undefined): KnownSession | undefined {
    const name = `${this.#options.cookieName}=`;
    for (const pair of (cookies ?? "").split(";")) {
      const trimmed = pair.trim();
      const known = trimmed.startsWith(name) ? this.#known(trimmed.slice(name.length)) : undefined;
      if (known !== undefined) return known;
    }
    return undefined;
  }

  #known(value: string): KnownSession | undefined {
    const [, roleName, end = "", id = "", signature = ""] = COOKIE.exec(value) ?? [];
    const role = ROLES.find((each) => each === roleName);
    const until = Number(end);
    if (role === undefined || this.#options.codes[role] === undefined || until < Date.now() / 1000) return undefined;
    if (!sameSecret(signature, this.#sign(role, until, id)) || this.#options.revoked.has(id)) return undefined;
    return { role, until, id };
  }

  /** Depends on the code as well: a new code ends what the old one opened. */
  #sign(role: Role, until: number, id: string): string {
    const key = createHmac("sha256", this.#options.secret)
      .update(this.#options.codes[role] ?? "")
      .digest();
    return createHmac("sha256", key).update(`${role}.${until}.${id}`).digest("base64url");
  }
}
