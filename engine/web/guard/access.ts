/** Determines the role of a visitor from a code they entered once, which a signed cookie remembers. */
import { createHmac, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { CodeGuesses } from "./code-guesses.ts";
import type { RevokedSessions } from "./revoked-sessions.ts";
import { sameSecret } from "./same-secret.ts";

export type Role = "learner" | "instructor";

export interface Visitor {
  /** null until a code is entered. */
  readonly role: Role | null;
  /** Whether the role comes from a code entered in this browser. */
  readonly enteredCode: boolean;
  /** Identifies the entered session until the visitor leaves it; null without a code. */
  readonly session: string | null;
}

export interface AccessOptions {
  /** `WORKBOOK_ACCESS_CODE` and `WORKBOOK_INSTRUCTOR_CODE`; undefined for none. */
  readonly codes: Readonly<Record<Role, string | undefined>>;
  /** The role of a visitor without a code. */
  readonly without: Role | null;
  /** Signs the cookies. It stays the same after a restart, so that sessions remain valid. */
  readonly secret: Buffer;
  readonly cookieName: string;
  /** Sessions that visitors have left. */
  readonly revoked: Pick<RevokedSessions, "has" | "add">;
}

export type Entry = { readonly role: Role; readonly cookie: string } | { readonly retryAfterMs: number } | "invalid";

const REMEMBERED_SECONDS = 30 * 24 * 60 * 60;
const SESSION_BYTES = 16;
/** Role, expiry in seconds since 1970, session, signature. */
const COOKIE = /^([a-z]{1,20})\.(\d{1,12})\.([\w-]{22})\.([\w-]{43})$/;
const ROLES: readonly Role[] = ["instructor", "learner"];

interface KnownSession {
  readonly role: Role;
  readonly until: number;
  readonly id: string;
}

export class Access {
  readonly #options: AccessOptions;
  readonly #guesses = new CodeGuesses();

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /** Whether any role has a code. */
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
   * Checks a code, after a delay of up to ten seconds when many wrong ones came before.
   * @param address where the code came from
   * @returns the role with the Set-Cookie header that remembers it, when to retry, or `invalid`
   */
  async enter(code: string, address: string): Promise<Entry> {
    const turn = this.#guesses.turnOf(address);
    if ("retryAfterMs" in turn) return turn;
    if (turn.waitMs > 0) await sleep(turn.waitMs, undefined, { ref: false });
    // Both codes are compared, so that the time reveals nothing.
    const [role] = ROLES.filter((each) => {
      const right = this.#options.codes[each];
      return sameSecret(code, right ?? "") && right !== undefined;
    });
    if (role === undefined) {
      this.#guesses.countWrong(address);
      return "invalid";
    }
    const until = Math.floor(Date.now() / 1000) + REMEMBERED_SECONDS;
    const id = randomBytes(SESSION_BYTES).toString("base64url");
    const value = `${role}.${until}.${id}.${this.#sign(role, until, id)}`;
    return { role, cookie: this.#setCookie(value, REMEMBERED_SECONDS) };
  }

  /**
   * Ends the session for good: copies of its cookie become invalid, too.
   * @returns the Set-Cookie header that deletes the cookie
   */
  async leave(cookies: string | null | undefined): Promise<string> {
    const known = this.#sessionIn(cookies);
    if (known !== undefined) await this.#options.revoked.add(known.id, known.until);
    return this.#setCookie("", 0);
  }

  /**
   * `Lax` sends the cookie when a visitor follows a link from another site. That is safe because no GET changes
   * anything.
   */
  #setCookie(value: string, seconds: number): string {
    return `${this.#options.cookieName}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
  }

  /** The first valid session in the Cookie header. */
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

  /** The key depends on the code, so a new code ends all sessions of the old one. */
  #sign(role: Role, until: number, id: string): string {
    const key = createHmac("sha256", this.#options.secret)
      .update(this.#options.codes[role] ?? "")
      .digest();
    return createHmac("sha256", key).update(`${role}.${until}.${id}`).digest("base64url");
  }
}
