import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Authorized, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Invitation } from "../../entities/organizations/invitation.entity.js";
import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  ACCEPT_INVITATION_REFUSALS,
  AcceptInvitationInput,
  AcceptInvitationPayload,
  AcceptInvitationResult,
  InvitationPreview,
  JoinedOrganization,
} from "../../schema/organizations/accept-invitation.js";
import {
  INVITE_MEMBERS_REFUSALS,
  INVITE_MEMBER_REFUSALS,
  InviteMemberInput,
  InviteMemberPayload,
  InviteMemberResult,
  InviteMembersInput,
  InviteMembersPayload,
  InviteMembersResult,
  InvitedRow,
  RENEW_INVITATION_REFUSALS,
  REVOKE_INVITATION_REFUSALS,
  RenewInvitationInput,
  RenewInvitationPayload,
  RenewInvitationResult,
  RevokeInvitationInput,
  RevokeInvitationPayload,
  RevokeInvitationResult,
} from "../../schema/organizations/invitation-change.js";
import { INVITATIONS, InvitationConnection, InvitationListArgs } from "../../schema/organizations/invitation-list.js";
import { Planned } from "../../schema/read/planned.js";
import type { Read } from "../../schema/read/read.js";
import type { SessionService } from "../../services/identity/session.service.js";
import type { InvitationAcceptanceService } from "../../services/organizations/invitations/invitation-acceptance.service.js";
import type { InvitationService } from "../../services/organizations/invitations/invitation.service.js";
import { AppError } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { GraphContext } from "../graph-context.js";

@Resolver(() => Invitation)
export class InvitationResolver {
  constructor(
    private readonly invitations: InvitationService,
    private readonly acceptance: InvitationAcceptanceService,
    private readonly sessions: SessionService,
  ) {}

  @Authorized("invitation:read")
  @Planned(INVITATIONS)
  @Query(() => InvitationConnection, {
    name: "invitations",
    description: "Invitations to the organization, newest first.",
  })
  list(
    @Args(() => InvitationListArgs) args: InvitationListArgs,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.page(INVITATIONS, args, place);
  }

  @Authorized("invitation:write")
  @Mutation(() => InviteMemberResult, { description: "Invites somebody to become a member." })
  inviteMember(
    @Arg("input", () => InviteMemberInput, { description: "Whom." }) input: InviteMemberInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof InviteMemberResult> {
    return refusing(INVITE_MEMBER_REFUSALS, async () =>
      build(InviteMemberPayload, await this.invitations.invite(ctx, input)),
    );
  }

  @Authorized("invitation:write")
  @Mutation(() => InviteMembersResult, {
    description: "Invites everybody on a list and says of each what became of it. Safe to repeat.",
  })
  inviteMembers(
    @Arg("input", () => InviteMembersInput, { description: "Whom." }) input: InviteMembersInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof InviteMembersResult> {
    return refusing(INVITE_MEMBERS_REFUSALS, async () => {
      const rows = await this.invitations.inviteMany(ctx, input);
      return build(InviteMembersPayload, {
        rows: rows.map(({ line, text, ...row }) => {
          const shown = row.kind === "invited" ? row : { invitation: null, url: null };
          const { invitation, url } = shown;
          return build(InvitedRow, { line, text, outcome: row.kind, invitation, url });
        }),
      });
    });
  }

  @Authorized("invitation:write")
  @Mutation(() => RenewInvitationResult, {
    description:
      "Sends an invitation again with new links; the ones before lead nowhere. An expired one is open again.",
  })
  renewInvitation(
    @Arg("input", () => RenewInvitationInput, { description: "Which one." }) { invitationId }: RenewInvitationInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof RenewInvitationResult> {
    return refusing(RENEW_INVITATION_REFUSALS, async () =>
      build(RenewInvitationPayload, await this.invitations.renew(ctx, invitationId)),
    );
  }

  @Authorized("invitation:write")
  @Mutation(() => RevokeInvitationResult, { description: "Takes an invitation back. Safe to repeat." })
  revokeInvitation(
    @Arg("input", () => RevokeInvitationInput, { description: "Which one." }) { invitationId }: RevokeInvitationInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof RevokeInvitationResult> {
    return refusing(REVOKE_INVITATION_REFUSALS, async () =>
      build(RevokeInvitationPayload, { invitation: await this.invitations.revoke(ctx, invitationId) }),
    );
  }

  @Query(() => InvitationPreview, {
    nullable: true,
    description: "What an invitation's link is about; null for one that does not work. Needs nobody to be signed in.",
  })
  async invitationPreview(
    @Arg("token", () => String, { description: "The token from the link's fragment." }) token: string,
  ): Promise<InvitationPreview | null> {
    const preview = await this.acceptance.preview(token);
    return preview && build(InvitationPreview, preview);
  }

  @Mutation(() => AcceptInvitationResult, {
    description: "Joins an organization by an invitation. Safe to repeat for whoever is a member.",
  })
  async acceptInvitation(
    @Arg("input", () => AcceptInvitationInput, { description: "What the link carries." }) input: AcceptInvitationInput,
    @Ctx() { answer, caller, origin }: GraphContext,
  ): Promise<typeof AcceptInvitationResult> {
    if (!answer.beginSession) throw new AppError("badRequest", "Accept over HTTP: a socket cannot carry a cookie.");
    return refusing(ACCEPT_INVITATION_REFUSALS, async () => {
      const user = caller.signedIn && caller.user();
      const { organization, role, isAlreadyMember, sessionToken } = await this.acceptance.accept({
        token: input.token,
        name: input.name,
        user,
        origin,
      });
      if (sessionToken !== undefined) {
        // The browser forgets a partner's session that it had, so nobody could end that one any more.
        if (caller.authenticated?.principal.kind === "partner") await this.sessions.endPartner(caller.tenant());
        answer.beginSession?.(sessionToken);
      }
      return build(AcceptInvitationPayload, {
        organization: build(JoinedOrganization, organization),
        role,
        isAlreadyMember,
      });
    });
  }
}
