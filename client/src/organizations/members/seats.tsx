import { Button, Group, NumberInput, Paper, Progress, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { SeatsDocument, SetSeatLimitDocument } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { formatCount } from "../../shell/format-count.js";
import { refusalAt, useAction } from "../../shell/form/use-action.js";
import { toast } from "../../shell/toast.js";
import { useViewer } from "../../shell/use-viewer.js";

/** How many learners' seats are taken. */
export function Seats() {
  const { t } = useTranslation("organizations");
  const { permissions } = useViewer();
  const [isOpen, setOpen] = useState(false);
  const [{ data }, again] = useQuery({ query: SeatsDocument, requestPolicy: "cache-and-network" });
  if (!data) return null;
  const { seatsTotal: total, seatsUsed: used } = data.seatBudget;
  return (
    <Paper p="md">
      <Group justify="space-between" wrap="nowrap">
        <Stack gap={6} style={{ flex: 1 }}>
          <Text size="sm">
            {total == null
              ? t("seats.unlimited", { count: used, used: formatCount(used) })
              : t("seats.limited", { used: formatCount(used), total: formatCount(total) })}
          </Text>
          {total == null ? null : (
            <Progress
              value={total === 0 ? 100 : (used / total) * 100}
              {...(used >= total && { color: "red" })}
              aria-label={t("seats.title")}
            />
          )}
        </Stack>
        {permissions.includes("seat:write") ? (
          <Button variant="default" onClick={() => setOpen(true)}>
            {t("seats.change")}
          </Button>
        ) : null}
      </Group>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={t("seats.title")}>
        <SeatLimit
          total={total ?? null}
          used={used}
          onDone={() => {
            setOpen(false);
            again({ requestPolicy: "network-only" });
          }}
        />
      </Dialog>
    </Paper>
  );
}

function SeatLimit({ total, used, onDone }: { total: number | null; used: number; onDone: () => void }) {
  const { t } = useTranslation("organizations");
  const [isLimited, setLimited] = useState(total !== null);
  const [seats, setSeats] = useState<number | string>(total ?? used);
  const action = useAction(SetSeatLimitDocument, "setSeatLimit");
  const save = async () => {
    const seatsTotal = isLimited ? Number(seats) : null;
    if (!(await action.run({ input: { seatsTotal } }))) return;
    void toast(t("seats.saved"));
    onDone();
  };
  return (
    <ActionForm action={action} onSubmit={save} submit={t("members.save")} shownBeside={["seatsTotal"]}>
      <Text size="sm">{t("seats.body")}</Text>
      <Switch
        label={t("seats.isLimited")}
        checked={isLimited}
        onChange={(event) => setLimited(event.currentTarget.checked)}
      />
      {isLimited ? (
        <NumberInput
          label={t("seats.total")}
          min={0}
          allowDecimal={false}
          value={seats}
          onChange={setSeats}
          error={refusalAt(action.refusal, "seatsTotal")}
        />
      ) : null}
    </ActionForm>
  );
}
