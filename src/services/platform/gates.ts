import type { AppErrorKind } from "../../shared/errors.js";
import { AppError } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { FlagEvaluationService } from "./flags/flag-evaluation.service.js";

interface Gate {
  kind: AppErrorKind;
  code?: string;
  message: string;
}

/** What is regulated does not exist where it is not allowed, as if its address were wrong. */
const REGULATED: Gate = { kind: "notFound", message: "There is nothing here." };

/** Our own gates, each a flag, and what is answered while it is closed (R-REC-15, S-SUP-14). */
const GATES = {
  host_orgs: {
    kind: "badRequest",
    code: "HOST_ORGS_GATED",
    message: "Organizations cannot host here yet. Ask whoever runs this platform.",
  },
  irp_uploader: REGULATED,
  tds_admin_view: REGULATED,
  hris: REGULATED,
  provider_orgs: {
    kind: "notImplemented",
    message: "This is not finished. It opens with the flag provider_orgs.",
  },
} as const satisfies Record<string, Gate>;

export type GateName = keyof typeof GATES;

/** Whether what is not for everybody yet is for the organization that asks. A gate without its flag is closed. */
export class Gates {
  constructor(private readonly flags: FlagEvaluationService) {}

  async isOpen(ctx: TenantContext, name: GateName): Promise<boolean> {
    return (await this.flags.evaluate(ctx, name))?.value ?? false;
  }

  /** Throws the gate's own refusal while it is closed. */
  async require(ctx: TenantContext, name: GateName): Promise<void> {
    if (await this.isOpen(ctx, name)) return;
    const { kind, message, ...more }: Gate = GATES[name];
    throw new AppError(kind, message, more);
  }
}
