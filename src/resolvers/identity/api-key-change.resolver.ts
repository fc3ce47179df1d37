import { Arg, Authorized, Ctx, Mutation, Resolver } from "type-graphql";

import { ApiKey } from "../../entities/identity/api-key.entity.js";
import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  ApiKeyShownOnce,
  CREATE_API_KEY_REFUSALS,
  CreateApiKeyInput,
  CreateApiKeyPayload,
  CreateApiKeyResult,
  RevokeApiKeyInput,
  RevokeApiKeyPayload,
  RevokeApiKeyResult,
  ROTATE_API_KEY_REFUSALS,
  RotateApiKeyInput,
  RotateApiKeyPayload,
  RotateApiKeyResult,
} from "../../schema/identity/api-key-change.js";
import type { ApiKeyService } from "../../services/identity/api-key.service.js";
import { OVERLAP_HOURS_DEFAULT } from "../../services/identity/api-key.service.js";
import type { IdempotencyService } from "../../services/platform/idempotency.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver()
export class ApiKeyChangeResolver {
  constructor(
    private readonly keys: ApiKeyService,
    private readonly idempotency: IdempotencyService,
  ) {}

  @Authorized("apiKey:write")
  @Mutation(() => CreateApiKeyResult, { description: "Makes a key for machines and shows its token, this one time." })
  createApiKey(
    @Arg("input", () => CreateApiKeyInput, { description: "The key." }) input: CreateApiKeyInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof CreateApiKeyResult> {
    const { idempotencyKey: key, ...given } = input;
    return refusing(CREATE_API_KEY_REFUSALS, async () => {
      const asked = { key, operation: "createApiKey", request: given, needs: "apiKey:write" } as const;
      const { apiKey, token } = await this.idempotency.once<{ apiKey: ApiKey; token?: string }>(ctx, asked, {
        make: (ctx, id) => this.keys.create(ctx, { ...given, id }),
        // The token was never stored, so no repetition could show it.
        recall: async (ctx, id) => ({ apiKey: await ctx.repo(ApiKey).get(id) }),
      });
      if (token !== undefined) return build(CreateApiKeyPayload, { apiKey, token });
      return build(ApiKeyShownOnce, { message: "This key was made before; its token was shown then.", apiKey });
    });
  }

  @Authorized("apiKey:write")
  @Mutation(() => RotateApiKeyResult, {
    description: "Makes a key in the place of another, which goes on for a while. Shows the new token, this one time.",
  })
  rotateApiKey(
    @Arg("input", () => RotateApiKeyInput, { description: "Which one." }) input: RotateApiKeyInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof RotateApiKeyResult> {
    const { idempotencyKey: key, apiKeyId, overlapHours } = input;
    const given = { apiKeyId, overlapHours: overlapHours ?? OVERLAP_HOURS_DEFAULT };
    return refusing(ROTATE_API_KEY_REFUSALS, async () => {
      const asked = { key, operation: "rotateApiKey", request: given, needs: "apiKey:write" } as const;
      const made = await this.idempotency.once<{ apiKey: ApiKey; token?: string; replaced?: ApiKey }>(ctx, asked, {
        make: (ctx, id) => this.keys.rotate(ctx, { ...given, id }),
        recall: async (ctx, id) => ({ apiKey: await ctx.repo(ApiKey).get(id) }),
      });
      const { apiKey, token, replaced } = made;
      if (token !== undefined && replaced) return build(RotateApiKeyPayload, { apiKey, token, replaced });
      return build(ApiKeyShownOnce, { message: "This key was made before; its token was shown then.", apiKey });
    });
  }

  @Authorized("apiKey:write")
  @Mutation(() => RevokeApiKeyResult, { description: "Ends a key at once. Safe to repeat." })
  async revokeApiKey(
    @Arg("input", () => RevokeApiKeyInput, { description: "Which one." }) { apiKeyId }: RevokeApiKeyInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof RevokeApiKeyResult> {
    return build(RevokeApiKeyPayload, { apiKey: await this.keys.revoke(ctx, apiKeyId) });
  }
}
