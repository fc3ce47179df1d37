import { ArgsType, Field, ID } from "type-graphql";

import { LedgerTransfer } from "../../entities/ledger/ledger-transfer.entity.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { listOf, newestOrOldest, withId } from "../read/list.js";

export const LedgerTransferConnection = listConnectionOf("LedgerTransfer", () => LedgerTransfer);
export type LedgerTransferConnection = InstanceType<typeof LedgerTransferConnection>;

@ArgsType()
export class LedgerTransferListArgs extends OrderedPageArgs {
  @Field(() => ID, { nullable: true, description: "Only this commission's steps." })
  commissionId?: string | null;
}

/** Transfers of the ledger. */
export const LEDGER_TRANSFERS = listOf({
  name: "transfers",
  entity: () => LedgerTransfer,
  needs: ["ledger:read"],
  connection: LedgerTransferConnection,
  args: LedgerTransferListArgs,
  orders: newestOrOldest("createdAt"),
  filters: { commissionId: withId("commissionId") },
});
