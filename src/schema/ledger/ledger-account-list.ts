import { ArgsType, Field, ID } from "type-graphql";

import { LedgerAccount, LedgerAccountKind } from "../../entities/ledger/ledger-account.entity.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { equalTo, listOf, newestOrOldest, withId } from "../read/list.js";

export const LedgerAccountConnection = listConnectionOf("LedgerAccount", () => LedgerAccount);
export type LedgerAccountConnection = InstanceType<typeof LedgerAccountConnection>;

@ArgsType()
export class LedgerAccountListArgs extends OrderedPageArgs {
  @Field(() => ID, { nullable: true, description: "Only this partner's." })
  partnerId?: string | null;

  @Field(() => LedgerAccountKind, { nullable: true, description: "Only accounts of this kind." })
  kind?: LedgerAccountKind | null;
}

/** Accounts of the ledger. */
export const LEDGER_ACCOUNTS = listOf({
  name: "accounts",
  entity: () => LedgerAccount,
  needs: ["ledger:read"],
  connection: LedgerAccountConnection,
  args: LedgerAccountListArgs,
  orders: newestOrOldest("id"),
  filters: { partnerId: withId("partnerId"), kind: equalTo("kind") },
});
