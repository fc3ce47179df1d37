import { Button, Group, Paper, Stack, Switch, Text, Title } from "@mantine/core";
import IconHistoryToggle from "@tabler/icons-react/dist/esm/icons/IconHistoryToggle.mjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";
import type { CombinedError } from "urql";

import { SimulateProgramDocument } from "../../../graph/generated/graphql.js";
import type {
  ProgramFieldsFragment,
  SimulateProgramInput,
  SimulateProgramQuery,
} from "../../../graph/generated/graphql.js";
import { formatMoney } from "../../../money/format-money.js";
import { MoneyText } from "../../../money/money-text.js";
import { Failure } from "../../../shell/failure.js";
import { formatCount } from "../../../shell/format-count.js";
import { formatInstant } from "../../../shell/instants.js";
import type { Column } from "../../../shell/list/column.js";
import { RowTable } from "../../../shell/list/row-table.js";
import { useViewer } from "../../../shell/use-viewer.js";
import { PartnerLink } from "../../thing-link.js";
import { moneyChanges } from "./money-changes.js";
import type { MoneyChange } from "./money-changes.js";
import { programInputOf } from "./program-draft.js";
import type { ProgramDraft } from "./program-draft.js";
import { ChangeText } from "./change-text.js";

type Simulated = Extract<SimulateProgramQuery["simulateProgram"], { outcome: "ProgramSimulation" }>;

interface PartnerChange extends MoneyChange {
  id: string;
  partner: { id: string; name: string };
}

type State =
  | { kind: "idle" }
  | { kind: "running" }
  | { kind: "refused"; message: string }
  | { kind: "failed"; error: CombinedError | undefined }
  | { kind: "done"; simulated: Simulated; keptTerms: boolean; asked: string };

/** What would the last ninety days have cost? The server decides them once more under the draft; nothing is written. */
export function Simulation({ program, draft }: { program: ProgramFieldsFragment; draft: ProgramDraft }) {
  const { t } = useTranslation("programs");
  const { permissions } = useViewer();
  const client = useClient();
  const [state, setState] = useState<State>({ kind: "idle" });
  const [keepsOwnTerms, setKeepsOwnTerms] = useState(true);
  if (!permissions.includes("simulation:run")) return null;

  const { rules, attributionModel, windowDays } = programInputOf(draft);
  const input: SimulateProgramInput = { programId: program.id, rules, attributionModel, windowDays, keepsOwnTerms };
  const asked = JSON.stringify(input);
  const simulate = async () => {
    setState({ kind: "running" });
    const { data, error } = await client
      .query(SimulateProgramDocument, { input }, { requestPolicy: "network-only" })
      .toPromise();
    const result = data?.simulateProgram;
    if (!result) setState({ kind: "failed", error });
    else if (result.outcome === "ProgramSimulation")
      setState({ kind: "done", simulated: result, keptTerms: keepsOwnTerms, asked });
    else setState({ kind: "refused", message: result.message });
  };

  return (
    <Paper
      p="lg"
      component="section"
      aria-labelledby="simulation-title"
      data-testid="simulation"
      data-state={state.kind}
    >
      <Group justify="space-between" align="flex-start" mb="sm">
        <div style={{ flex: "1 1 300px" }}>
          <Title order={2} id="simulation-title">
            {t("simulation.title")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("simulation.body")}
          </Text>
        </div>
        <Button
          variant="default"
          onClick={() => void simulate()}
          loading={state.kind === "running"}
          leftSection={<IconHistoryToggle size={18} aria-hidden />}
        >
          {t("simulation.run")}
        </Button>
      </Group>
      <Switch
        label={t("simulation.keepsOwnTerms")}
        description={t("simulation.keepsOwnTermsHint")}
        checked={keepsOwnTerms}
        onChange={(event) => setKeepsOwnTerms(event.currentTarget.checked)}
      />
      <output style={{ display: "block" }}>
        {state.kind === "failed" ? <Failure error={state.error} onRetry={() => void simulate()} /> : null}
        {state.kind === "refused" ? <Text c="var(--trb-loss)">{state.message}</Text> : null}
        {state.kind === "done" ? (
          <Outcome simulated={state.simulated} keptTerms={state.keptTerms} isStale={state.asked !== asked} />
        ) : null}
      </output>
    </Paper>
  );
}

function Outcome({ simulated, keptTerms, isStale }: { simulated: Simulated; keptTerms: boolean; isStale: boolean }) {
  const { t } = useTranslation("programs");
  const { timeZone } = useViewer().organization;
  const totals = moneyChanges(simulated.totalNow, simulated.totalThen);
  const rows: PartnerChange[] = simulated.partners.flatMap(({ partner, commissionNow, commissionThen }) =>
    moneyChanges(commissionNow, commissionThen).map((change) => ({
      ...change,
      id: `${partner.id} ${change.currency}`,
      partner,
    })),
  );
  const columns: Column<PartnerChange>[] = [
    {
      key: "partner",
      title: t("simulation.partner"),
      onCard: "heading",
      render: ({ partner }) => <PartnerLink partner={partner} />,
    },
    {
      key: "now",
      title: t("simulation.now"),
      align: "end",
      render: ({ currency, nowMinor }) => <MoneyText money={{ amountMinor: nowMinor, currency }} />,
    },
    {
      key: "then",
      title: t("simulation.then"),
      align: "end",
      render: ({ currency, thenMinor }) => <MoneyText money={{ amountMinor: thenMinor, currency }} />,
    },
    { key: "change", title: t("simulation.change"), align: "end", render: (change) => <ChangeText change={change} /> },
  ];
  return (
    <Stack gap="sm" mt="md">
      <Text size="sm" c="dimmed">
        {t("simulation.replayed", {
          events: formatCount(simulated.events),
          from: formatInstant(simulated.from, timeZone),
          until: formatInstant(simulated.until, timeZone),
        })}{" "}
        {isStale ? <strong>{t("simulation.stale")}</strong> : null}
      </Text>
      {totals.map((change) => (
        <Text key={change.currency} fz="lg" data-testid="simulated-total">
          {t("simulation.total", {
            now: formatMoney({ amountMinor: change.nowMinor, currency: change.currency }),
            tried: formatMoney({ amountMinor: change.thenMinor, currency: change.currency }),
          })}{" "}
          <ChangeText change={change} />
        </Text>
      ))}
      {keptTerms && rows.length > 0 && rows.every(({ nowMinor, thenMinor }) => nowMinor === thenMinor) ? (
        <Text>{t("simulation.allKept")}</Text>
      ) : null}
      {rows.length === 0 ? (
        <Text c="dimmed">{t("simulation.nothing")}</Text>
      ) : (
        <RowTable label={t("simulation.title")} rows={rows} columns={columns} />
      )}
    </Stack>
  );
}
