import { notFound } from "../../shared/errors.js";
import { isUuid } from "../../shared/ids.js";
import type { UserContext } from "../../shared/user-context.js";
import type { Journal } from "../audit/journal.js";
import { asMember, tellOrganizations } from "./own-journals.js";
import { endedBy } from "./session.service.js";

const SESSIONS_SHOWN_MAX = 100;

export interface OwnSession {
  id: string;
  device: string | null;
  startedAt: Date;
  expiresAt: Date;
  isCurrent: boolean;
}

/** Where a person is signed in, as they see it themselves. */
export class OwnSessionsService {
  constructor(private readonly journal: Journal) {}

  /** Those that live, newest first, at most 100. */
  async list(user: UserContext): Promise<OwnSession[]> {
    const rows = await user.query<Omit<OwnSession, "isCurrent">>(
      `SELECT id, device, created_at AS "startedAt", expires_at AS "expiresAt" FROM session
       WHERE principal_kind = 'user' AND principal_id = $1 AND revoked_at IS NULL AND expires_at > $2
       ORDER BY created_at DESC, id DESC LIMIT ${SESSIONS_SHOWN_MAX}`,
      [user.userId, user.clock.now()],
    );
    return rows.map((row) => ({ ...row, isCurrent: row.id === user.sessionId }));
  }

  /** Ends one of them. Safe to repeat; somebody else's is not found. */
  async end(user: UserContext, sessionId: string): Promise<void> {
    if (!isUuid(sessionId)) throw notFound("session");
    await user.transaction(async (user) => {
      const known = await user.query("SELECT FROM session WHERE id = $1 AND principal_id = $2", [
        sessionId,
        user.userId,
      ]);
      if (known.length === 0) throw notFound("session");
      await this.endAll(user, "id = $3", sessionId);
    });
  }

  /** Ends every one, the one that asks as well. */
  endEverywhere(user: UserContext): Promise<void> {
    return user.transaction((user) => this.endAll(user, "$3::uuid IS NULL", null));
  }

  /** Ends every one but the one that asks. */
  endOthers(user: UserContext): Promise<void> {
    return user.transaction((user) => this.endAll(user, "id IS DISTINCT FROM $3", user.sessionId ?? null));
  }

  private async endAll(user: UserContext, which: string, value: string | null): Promise<void> {
    const ended = await user.query<{ id: string }>(
      `UPDATE session SET revoked_at = $1
       WHERE principal_kind = 'user' AND principal_id = $2 AND revoked_at IS NULL AND ${which} RETURNING id`,
      [user.clock.now(), user.userId, value],
    );
    for (const { id } of ended) {
      await tellOrganizations(this.journal, user, asMember(user), () => endedBy(id, "member"));
    }
  }
}
