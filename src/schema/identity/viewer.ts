import { Field, Int, ObjectType } from "type-graphql";

import type { Role as StoredRole } from "../../shared/role.js";
import type { Partner } from "../../entities/partners/partner.entity.js";
import { Partner as PartnerType } from "../../entities/partners/partner.entity.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { UserContext } from "../../shared/user-context.js";
import { CurrencyCode } from "../common/currency-code.js";
import { DateTime } from "../common/date-time.js";
import { graphEnum } from "../common/graph-enum.js";
import { Role } from "../organizations/role.js";

export type ViewerKind = "member" | "partner" | "key";

const ViewerKind = graphEnum<ViewerKind>("ViewerKind", "As what somebody is signed in.", {
  member: "A member of the organization.",
  partner: "One of its partners.",
  key: "A machine with an admin key.",
});

@ObjectType({ simpleResolvers: true, description: "An operator of the platform in a member's place." })
export class ViewerImpersonation {
  @Field(() => Boolean, { description: "Whether they may only look." })
  isReadOnly!: boolean;

  @Field(() => DateTime, { description: "When it ends by itself." })
  endsAt!: Date;
}

@ObjectType({ simpleResolvers: true, description: "How somebody wants to read what is shown to them." })
export class ViewerDisplay {
  @Field(() => String, { nullable: true, description: "BCP 47, such as en-GB; null: as their browser says." })
  locale!: string | null;

  @Field(() => CurrencyCode, {
    nullable: true,
    description: "The currency that comes first where there are sums in several; nothing is converted. Null: none.",
  })
  currency!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Who is signed in." })
export class Viewer {
  /** The way to the person's own rows; null for partners, keys, and an operator in a member's place. */
  person!: UserContext | null;

  /** The way in, for the fields that are objects: after signing in it is another one than the request's. */
  tenant!: TenantContext;

  @Field(() => ViewerKind, { description: "As what." })
  kind!: ViewerKind;

  @Field(() => String, { description: "Their name, or the key's." })
  name!: string;

  @Field(() => String, { nullable: true, description: "Their address; null for keys." })
  email!: string | null;

  @Field(() => Role, { nullable: true, description: "A member's role; null for partners and keys." })
  role!: StoredRole | null;

  @Field(() => PartnerType, { nullable: true, description: "The partner, if it is one." })
  partner!: Partner | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "Rises with every change of any of a person's memberships: what was read under another one may be out of date. Null for partners and keys.",
  })
  sessionGeneration!: number | null;

  @Field(() => [String], { description: "What they may do, as noun:verb. Ask these and not the role." })
  permissions!: string[];

  @Field({
    description:
      "Whether this installation is their organization's alone: then none stands beside, above or below it, and none can be made.",
  })
  isOnlyOrganization!: boolean;
}
