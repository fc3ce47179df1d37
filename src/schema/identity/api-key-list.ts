import { ArgsType } from "type-graphql";

import { ApiKey } from "../../entities/identity/api-key.entity.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { listOf, newestOrOldest } from "../read/list.js";

export const ApiKeyConnection = listConnectionOf("ApiKey", () => ApiKey);
export type ApiKeyConnection = InstanceType<typeof ApiKeyConnection>;

@ArgsType()
export class ApiKeyListArgs extends OrderedPageArgs {}

/** Keys for machines. */
export const API_KEYS = listOf({
  name: "apiKeys",
  entity: () => ApiKey,
  needs: ["apiKey:read"],
  connection: ApiKeyConnection,
  args: ApiKeyListArgs,
  orders: newestOrOldest("createdAt"),
  filters: {},
});
