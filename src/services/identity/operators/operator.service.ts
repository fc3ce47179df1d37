import { AppError, assert, fieldInvalid, notFound } from "../../../shared/errors.js";
import { isUuid, newId } from "../../../shared/ids.js";
import type { OperatorContext } from "../../../shared/operator-context.js";
import { plainNameOf } from "../../../shared/plain-name.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { Journal } from "../../audit/journal.js";
import { mailAddressOf } from "../../platform/mail/mail-text.js";

const LISTED_MAX = 200;

/** A person of the platform's staff. */
export interface OperatorPerson {
  /** As journals name them. */
  operatorId: string;
  userId: string;
  email: string;
  name: string;
  isActive: boolean;
  createdAt: Date;
}

interface OperatorRow {
  operator_id: string;
  id: string;
  email: string;
  name: string;
  is_operator: boolean;
  created_at: Date;
}

const COLUMNS = "operator_id, id, email, name, is_operator, created_at";

/** Makes operators and unmakes them. */
export class OperatorService {
  constructor(private readonly journal: Journal) {}

  /**
   * Makes somebody an operator at once, whoever they are: the person is made if the address is new. An operator already is
   * a conflict (B-STAFF-02, B-STAFF-07).
   */
  async add(operator: OperatorContext, given: { email: string; name: string }): Promise<OperatorPerson> {
    return operator.onPlatform((ctx) => this.addIn(ctx, given));
  }

  /** Like `add`, in the operators' open transaction. */
  async addIn(ctx: TenantContext, given: { email: string; name: string }): Promise<OperatorPerson> {
    const email = mailAddressOf(given.email, ["email"]).toLowerCase();
    // Tokens of identity providers bring addresses of the internet; one of this machine would be anybody's.
    if (!/@.+\./.test(email)) throw fieldInvalid("email_invalid", "email", "This is not an e-mail address.");
    const name = plainNameOf(given.name);
    return ctx.transaction(async (ctx) => {
      await ctx.execute(
        "INSERT INTO platform_user (id, email, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (email) DO NOTHING",
        [newId(), email, name, ctx.clock.now()],
      );
      const [row] = await ctx.query<OperatorRow>(
        `UPDATE platform_user SET is_operator = true, operator_id = coalesce(operator_id, $2)
         WHERE email = $1 AND NOT is_operator RETURNING ${COLUMNS}`,
        [email, newId()],
      );
      if (!row) {
        throw new AppError("conflict", "This person is an operator already.", {
          code: "operator_exists",
          path: ["email"],
        });
      }
      await this.tell(ctx, "operator.added", row);
      return personOf(row);
    });
  }

  /**
   * Takes from somebody what makes them an operator: their next request is refused, whatever token they hold. Safe to
   * repeat. Nobody takes it from themselves, so at least one stays.
   */
  deactivate(operator: OperatorContext, operatorId: string): Promise<OperatorPerson> {
    return operator.onPlatform(async (ctx) => {
      if (operator.principal.kind === "operator" && operator.principal.operatorId === operatorId.toLowerCase()) {
        throw fieldInvalid("operator_own", "operatorId", "Ask another operator: nobody deactivates themselves.");
      }
      if (!isUuid(operatorId)) throw notFound("operator");
      // All who do so wait for each other: two who deactivate each other at once would leave nobody.
      await ctx.query("SELECT id FROM platform_user WHERE is_operator ORDER BY id FOR UPDATE");
      if (operator.principal.kind === "operator") await requireStillOperator(ctx, operator.principal.operatorId);
      const [before] = await ctx.query<OperatorRow>(`SELECT ${COLUMNS} FROM platform_user WHERE operator_id = $1`, [
        operatorId,
      ]);
      if (!before) throw notFound("operator");
      if (!before.is_operator) return personOf(before);
      await ctx.execute("UPDATE platform_user SET is_operator = false WHERE operator_id = $1", [operatorId]);
      await ctx.execute("UPDATE operator_session SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL", [
        before.id,
        ctx.clock.now(),
      ]);
      await this.tell(ctx, "operator.deactivated", before);
      return personOf({ ...before, is_operator: false });
    });
  }

  /** Who is an operator or was one, by address: the first two hundred. */
  list(operator: OperatorContext): Promise<OperatorPerson[]> {
    return operator.onPlatform(async (ctx) => {
      const rows = await ctx.query<OperatorRow>(
        `SELECT ${COLUMNS} FROM platform_user WHERE operator_id IS NOT NULL ORDER BY email LIMIT ${LISTED_MAX}`,
      );
      return rows.map(personOf);
    });
  }

  /** The addresses behind references, for who looks at what operators did; those who were erased have none. */
  async emailsOf(operator: OperatorContext, operatorIds: readonly string[]): Promise<Map<string, string>> {
    if (operatorIds.length === 0) return new Map();
    const rows = await operator.onPlatform((ctx) =>
      ctx.query<{ operator_id: string; email: string }>(
        "SELECT operator_id, email FROM platform_user WHERE operator_id = ANY ($1::uuid[])",
        [operatorIds],
      ),
    );
    return new Map(rows.map((row) => [row.operator_id, row.email]));
  }

  /** The active operator with this address. */
  async withEmail(operator: OperatorContext, email: string): Promise<OperatorPerson | undefined> {
    const people = await operator.onPlatform((ctx) =>
      ctx.query<OperatorRow>(`SELECT ${COLUMNS} FROM platform_user WHERE email = $1 AND is_operator`, [
        email.trim().toLowerCase(),
      ]),
    );
    const [row] = people;
    return row && personOf(row);
  }

  /** Who an operator is, for themselves. */
  async self(operator: OperatorContext): Promise<OperatorPerson> {
    const { principal } = operator;
    assert(principal.kind === "operator", "the house is nobody");
    const [row] = await operator.onPlatform((ctx) =>
      ctx.query<OperatorRow>(`SELECT ${COLUMNS} FROM platform_user WHERE operator_id = $1`, [principal.operatorId]),
    );
    assert(row, "an operator who was let in is there");
    return personOf(row);
  }

  private tell(
    ctx: TenantContext,
    kind: "operator.added" | "operator.deactivated",
    row: OperatorRow,
  ): Promise<unknown> {
    return this.journal.append(ctx, [{ kind, subject: { type: "operator", id: row.operator_id }, data: {} }]);
  }
}

async function requireStillOperator(ctx: TenantContext, operatorId: string): Promise<void> {
  const [own] = await ctx.query<{ is_operator: boolean }>(
    "SELECT is_operator FROM platform_user WHERE operator_id = $1",
    [operatorId],
  );
  if (!own?.is_operator) throw new AppError("forbidden", "You are not an operator any more.");
}

const personOf = (row: OperatorRow): OperatorPerson => ({
  operatorId: row.operator_id,
  userId: row.id,
  email: row.email,
  name: row.name,
  isActive: row.is_operator,
  createdAt: row.created_at,
});
