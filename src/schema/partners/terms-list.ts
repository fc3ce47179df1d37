import { ArgsType } from "type-graphql";

import { Terms } from "../../entities/partners/terms.entity.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { listOf, newestOrOldest } from "../read/list.js";

export const TermsConnection = listConnectionOf("Terms", () => Terms);
export type TermsConnection = InstanceType<typeof TermsConnection>;

@ArgsType()
export class TermsListArgs extends OrderedPageArgs {}

/** Terms, each version of them. */
export const TERMS = listOf({
  name: "terms",
  entity: () => Terms,
  needs: ["program:read"],
  connection: TermsConnection,
  args: TermsListArgs,
  orders: newestOrOldest("recordedAt"),
  filters: {},
});
