import type { GraphQLResolveInfo } from "graphql";
import { Args, Authorized, Ctx, Info, Query, Resolver } from "type-graphql";

import { LedgerAccount } from "../../entities/ledger/ledger-account.entity.js";
import {
  LEDGER_ACCOUNTS,
  LedgerAccountConnection,
  LedgerAccountListArgs,
} from "../../schema/ledger/ledger-account-list.js";
import { Planned } from "../../schema/read/planned.js";
import type { Read } from "../../schema/read/read.js";

@Resolver(() => LedgerAccount)
export class LedgerAccountResolver {
  @Authorized("ledger:read")
  @Planned(LEDGER_ACCOUNTS)
  @Query(() => LedgerAccountConnection, { description: "Accounts of the ledger." })
  accounts(
    @Args(() => LedgerAccountListArgs) args: LedgerAccountListArgs,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.page(LEDGER_ACCOUNTS, args, place);
  }
}
