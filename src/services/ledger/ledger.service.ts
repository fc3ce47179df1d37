import type { LedgerAccountKind } from "../../entities/ledger/ledger-account.entity.js";
import { AppError, assert } from "../../shared/errors.js";
import { plainArray } from "../../shared/database/plain-array.js";
import { newId } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { PostedTransfer, Posting } from "./postings.js";

/** A transfer to be written, and what it is about. */
export interface TransferOrder {
  transfer: PostedTransfer;
  commissionId: string | null;
  adjustmentId?: string | null;
}

/** A partner account as one transfer left it. */
export interface AccountAfter {
  kind: "partner_held" | "partner_payable";
  version: bigint;
  /** The sum of the account's entries, debit positive: what is owed to the partner stands below zero. */
  balanceMinor: bigint;
}

interface Account {
  id: string;
  kind: LedgerAccountKind;
  partnerId: string | null;
  currency: string;
  balanceMinor: bigint;
  version: bigint;
}

/** The double-entry ledger. Entries are written once and never changed. */
export class LedgerService {
  /**
   * Writes transfers in the given order, inside the caller's transaction, and gives the partner accounts as each left
   * them. Partner accounts are locked in id order, so call it once in a transaction, after persons and commissions are
   * locked and before the journal is written. Throws `balance_overflow` for a balance that no column holds.
   */
  async post(ctx: TenantContext, orders: readonly TransferOrder[]): Promise<AccountAfter[][]> {
    if (orders.length === 0) return [];
    const accounts = await this.lockAccounts(ctx, orders);
    const transfers = orders.map((order) => ({ id: newId(), order }));
    const entries: { id: string; transferId: string; accountId: string; amountMinor: bigint; currency: string }[] = [];
    const after = transfers.map(({ id: transferId, order: { transfer } }) =>
      transfer.postings.flatMap((posting) => {
        const account = accounts.get(keyOf(posting, transfer.currency));
        assert(account, "every account of a transfer was made before");
        const { amountMinor } = posting;
        entries.push({ id: newId(), transferId, accountId: account.id, amountMinor, currency: transfer.currency });
        if (account.kind !== "partner_held" && account.kind !== "partner_payable") return [];
        account.balanceMinor += amountMinor;
        requireHeld(account.balanceMinor);
        account.version += 1n;
        return [{ kind: account.kind, version: account.version, balanceMinor: account.balanceMinor }];
      }),
    );

    const created = ctx.clock.now();
    const changed = [...accounts.values()].filter(({ partnerId }) => partnerId !== null);
    await Promise.all([
      ctx.write(
        `INSERT INTO ledger_transfer (organization_id, id, kind, commission_id, adjustment_id, created_at)
       SELECT $1, t.*, $6 FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[]) AS t`,
        [
          ctx.organizationId,
          plainArray(transfers.map(({ id }) => id)),
          plainArray(orders.map(({ transfer }) => transfer.kind)),
          plainArray(orders.map(({ commissionId }) => commissionId)),
          plainArray(orders.map(({ adjustmentId }) => adjustmentId ?? null)),
          created,
        ],
        "write-transfers",
      ),
      ctx.write(
        `INSERT INTO ledger_entry (organization_id, id, transfer_id, account_id, amount_minor, currency)
       SELECT $1, e.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[]) AS e`,
        [
          ctx.organizationId,
          plainArray(entries.map(({ id }) => id)),
          plainArray(entries.map(({ transferId }) => transferId)),
          plainArray(entries.map(({ accountId }) => accountId)),
          plainArray(entries.map(({ amountMinor }) => amountMinor.toString())),
          plainArray(entries.map(({ currency }) => currency)),
        ],
        "write-entries",
      ),
      ctx.write(
        `UPDATE ledger_account a SET balance_minor = c.balance_minor, version = c.version
       FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) AS c (id, balance_minor, version)
       WHERE a.organization_id = $1 AND a.id = c.id`,
        [
          ctx.organizationId,
          plainArray(changed.map(({ id }) => id)),
          plainArray(changed.map(({ balanceMinor }) => balanceMinor.toString())),
          plainArray(changed.map(({ version }) => version.toString())),
        ],
        "write-balances",
      ),
    ]);
    return after;
  }

  /**
   * Locks the partners' accounts in id order. Missing ones are made in one order everywhere, when those that are there are
   * locked already; should two wait for each other so, the deadlock is found and the transaction is tried again.
   */
  private async lockAccounts(ctx: TenantContext, orders: readonly TransferOrder[]): Promise<Map<string, Account>> {
    const wanted = new Map<string, { posting: Posting; currency: string }>();
    for (const { transfer } of orders) {
      for (const posting of transfer.postings) {
        wanted.set(keyOf(posting, transfer.currency), { posting, currency: transfer.currency });
      }
    }
    const sorted = [...wanted].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
    const kinds = sorted.map(({ posting }) => posting.account);
    const partners = sorted.map(({ posting }) => posting.partnerId);
    const currencies = sorted.map(({ currency }) => currency);
    let found = await this.accountsOf(ctx, kinds, partners, currencies);
    if (found.size < sorted.length) {
      await ctx.execute(
        MAKE_ACCOUNTS,
        [ctx.organizationId, sorted.map(() => newId()), kinds, partners, currencies],
        "make-accounts",
      );
      found = await this.accountsOf(ctx, kinds, partners, currencies);
    }
    return found;
  }

  /** Those that there are; the partners' are locked. */
  private async accountsOf(
    ctx: TenantContext,
    kinds: readonly string[],
    partners: readonly (string | null)[],
    currencies: readonly string[],
  ): Promise<Map<string, Account>> {
    const wanted = [ctx.organizationId, kinds, partners, currencies];
    const rows = (
      await Promise.all([
        ctx.query<AccountRow>(LOCK_PARTNER_ACCOUNTS, wanted, "lock-accounts"),
        ctx.query<AccountRow>(READ_HOUSE_ACCOUNTS, wanted, "read-accounts"),
      ])
    ).flat();
    return new Map(
      rows.map(({ id, kind, partner_id: partnerId, currency, balance_minor: balanceMinor, version }) => [
        keyOf({ account: kind, partnerId }, currency),
        { id, kind, partnerId, currency, balanceMinor, version },
      ]),
    );
  }
}

const BALANCE_MINOR_MAX = 2n ** 63n - 1n;

const BALANCE_OVERFLOW = "balance_overflow";

function requireHeld(balanceMinor: bigint): void {
  if (balanceMinor <= BALANCE_MINOR_MAX && balanceMinor >= -BALANCE_MINOR_MAX) return;
  throw new AppError("unprocessable", "The partner's balance would be larger than any ledger holds.", {
    code: BALANCE_OVERFLOW,
    path: ["amount"],
  });
}

export const isBalanceOverflow = (error: unknown): error is AppError =>
  error instanceof AppError && error.code === BALANCE_OVERFLOW;

const keyOf = ({ account, partnerId }: Pick<Posting, "account" | "partnerId">, currency: string): string =>
  `${partnerId ?? ""}/${account}/${currency}`;

interface AccountRow {
  id: string;
  kind: LedgerAccountKind;
  partner_id: string | null;
  currency: string;
  balance_minor: bigint;
  version: bigint;
}

/** What was read before a lock may be old: these rows are as they are behind it. */
const LOCK_PARTNER_ACCOUNTS = `
  SELECT a.id, a.kind, a.partner_id, a.currency, a.balance_minor, a.version
  FROM unnest($2::text[], $3::uuid[], $4::text[]) AS w (kind, partner_id, currency)
  JOIN ledger_account a ON a.organization_id = $1 AND a.partner_id = w.partner_id AND a.kind = w.kind
    AND a.currency = w.currency
  ORDER BY a.id FOR NO KEY UPDATE OF a`;

/** Their balances are nobody's concern here: every sale would wait for them. */
const READ_HOUSE_ACCOUNTS = `
  SELECT a.id, a.kind, a.partner_id, a.currency, 0::bigint AS balance_minor, 0::bigint AS version
  FROM unnest($2::text[], $3::uuid[], $4::text[]) AS w (kind, partner_id, currency)
  JOIN ledger_account a ON a.organization_id = $1 AND a.partner_id IS NULL AND w.partner_id IS NULL AND a.kind = w.kind
    AND a.currency = w.currency`;

const MAKE_ACCOUNTS = `
  INSERT INTO ledger_account (organization_id, id, kind, partner_id, currency)
  SELECT $1, w.id, w.kind, w.partner_id, w.currency
  FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[]) WITH ORDINALITY AS w (id, kind, partner_id, currency, place)
  ORDER BY w.place
  ON CONFLICT DO NOTHING`;
