import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMutation } from "urql";
import type { CombinedError } from "urql";

import { ApproveCommissionDocument, RejectCommissionDocument } from "../../graph/generated/graphql.js";
import { formatMoney } from "../../money/format-money.js";
import { Failure } from "../../shell/failure.js";
import { useNow } from "../../shell/instants.js";
import { toast } from "../../shell/toast.js";
import { useViewer } from "../../shell/use-viewer.js";
import type { ExplainedCommission } from "./explained-commission.js";

/** What a member may decide about a commission: approve it once its hold has ended, or reject it for good. */
export function CommissionDecision({
  commission,
  onDecided,
}: {
  commission: ExplainedCommission;
  onDecided: () => void;
}) {
  const { t } = useTranslation("partners");
  const { permissions } = useViewer();
  const now = useNow();
  const [approving, approve] = useMutation(ApproveCommissionDocument);
  const [rejecting, reject] = useMutation(RejectCommissionDocument);
  const [isAsking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [error, setError] = useState<CombinedError | undefined>(undefined);

  const { id, status, heldUntil, netAmount } = commission;
  const isOpen = status === "HELD" || status === "APPROVED";
  const canApprove = permissions.includes("commission:approve") && status === "HELD" && Date.parse(heldUntil) <= now;
  const canReject = permissions.includes("commission:reject") && isOpen;
  if (!canApprove && !canReject) return null;

  const settle = (
    outcome: { outcome: string; message?: string } | undefined,
    failure: CombinedError | undefined,
    done: string,
  ) => {
    setAsking(false);
    setError(failure);
    setRefusal(outcome?.message ?? null);
    if (!outcome || outcome.message !== undefined) return;
    void toast(done);
    onDecided();
  };
  const onApprove = async () => {
    const { data, error: failure } = await approve({ input: { commissionId: id } });
    settle(data?.approveCommission, failure, t("decision.approved"));
  };
  const onReject = async () => {
    const { data, error: failure } = await reject({ input: { commissionId: id } });
    settle(data?.rejectCommission, failure, t("decision.rejected"));
  };

  return (
    <Stack gap="sm">
      {error ? <Failure error={error} /> : null}
      {refusal ? <Alert variant="default">{refusal}</Alert> : null}
      {isAsking ? (
        <Alert variant="default" title={t("decision.ask", { amount: formatMoney(netAmount) })}>
          <Text size="sm" mb="sm">
            {t("decision.consequence")}
          </Text>
          <Group gap="xs">
            <Button color="red" size="xs" onClick={() => void onReject()} loading={rejecting.fetching}>
              {t("decision.rejectForGood")}
            </Button>
            <Button variant="default" size="xs" onClick={() => setAsking(false)} data-autofocus>
              {t("decision.keep")}
            </Button>
          </Group>
        </Alert>
      ) : (
        <Group gap="xs">
          {canApprove ? (
            <Button size="xs" onClick={() => void onApprove()} loading={approving.fetching}>
              {t("decision.approve")}
            </Button>
          ) : null}
          {canReject ? (
            <Button size="xs" variant="default" onClick={() => setAsking(true)}>
              {t("decision.reject")}
            </Button>
          ) : null}
        </Group>
      )}
    </Stack>
  );
}
