import type { GraphQLResolveInfo } from "graphql";
import { Args, Authorized, Ctx, Info, Query, Resolver } from "type-graphql";

import { LedgerTransfer } from "../../entities/ledger/ledger-transfer.entity.js";
import {
  LEDGER_TRANSFERS,
  LedgerTransferConnection,
  LedgerTransferListArgs,
} from "../../schema/ledger/ledger-transfer-list.js";
import { Planned } from "../../schema/read/planned.js";
import type { Read } from "../../schema/read/read.js";

@Resolver(() => LedgerTransfer)
export class LedgerTransferResolver {
  @Authorized("ledger:read")
  @Planned(LEDGER_TRANSFERS)
  @Query(() => LedgerTransferConnection, { description: "Transfers of the ledger, newest first." })
  transfers(
    @Args(() => LedgerTransferListArgs) args: LedgerTransferListArgs,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.page(LEDGER_TRANSFERS, args, place);
  }
}
