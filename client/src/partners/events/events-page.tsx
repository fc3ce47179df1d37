import { Anchor, Paper, Stack, Text } from "@mantine/core";
import IconBolt from "@tabler/icons-react/dist/esm/icons/IconBolt.mjs";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { EventsDocument } from "../../graph/generated/graphql.js";
import type { EventRowFragment } from "../../graph/generated/graphql.js";
import { useRows } from "../../graph/use-rows.js";
import { formatMoney } from "../../money/format-money.js";
import { MoneyText } from "../../money/money-text.js";
import { EmptyState } from "../../shell/empty-state.js";
import type { Column } from "../../shell/list/column.js";
import { DayField } from "../../shell/list/day-field.js";
import { FilterBar } from "../../shell/list/filter-bar.js";
import { RowList } from "../../shell/list/row-list.js";
import { SearchField } from "../../shell/list/search-field.js";
import { useFilters } from "../../shell/list/use-filters.js";
import { PageTitle } from "../../shell/page-title.js";
import { useViewer } from "../../shell/use-viewer.js";
import { When } from "../../shell/when.js";
import { instantsOfDays } from "../../shell/zoned-day.js";
import { recordEventCommand } from "../first-steps.js";
import { EVENT_FILTERS } from "../list-filters.js";

/** What happened and may have earned. */
export function EventsPage() {
  const { t } = useTranslation("partners");
  const { timeZone } = useViewer().organization;
  const state = useFilters(EVENT_FILTERS);
  const { filters } = state;
  const events = useRows(
    EventsDocument,
    { first: 50, type: filters.type ?? null, ...instantsOfDays(filters, timeZone) },
    "events",
  );
  const columns: Column<EventRowFragment>[] = [
    {
      key: "type",
      title: t("events.event"),
      onCard: "heading",
      render: (event) => (
        <>
          <Anchor
            renderRoot={(props) => <Link {...props} to="/events/$eventId" params={{ eventId: event.id }} />}
            fw={600}
          >
            {event.type}
          </Anchor>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {event.externalId}
          </Text>
        </>
      ),
    },
    {
      key: "amount",
      title: t("events.amount"),
      align: "end",
      onCard: "corner",
      render: (event) => <Worth event={event} />,
    },
    {
      key: "person",
      title: t("events.person"),
      render: ({ person }) => (
        <Text span size="sm" style={{ overflowWrap: "anywhere" }}>
          {person?.userId ?? t("events.unknownPerson")}
        </Text>
      ),
    },
    { key: "occurred", title: t("events.occurred"), render: ({ occurredAt }) => <When at={occurredAt} /> },
  ];

  return (
    <>
      <PageTitle title={t("events.title")} lead={t("events.lead")} />
      <Stack>
        <FilterBar list="events" keys={EVENT_FILTERS} state={state}>
          <SearchField
            label={t("events.type")}
            placeholder={t("events.typeHint")}
            value={filters.type ?? ""}
            onSearch={(type) => state.set({ type })}
          />
          <DayField
            label={t("commissions.from")}
            value={filters.from ?? ""}
            onChange={(day) => state.set({ from: day })}
          />
          <DayField
            label={t("commissions.until")}
            value={filters.until ?? ""}
            onChange={(day) => state.set({ until: day })}
          />
        </FilterBar>
        <Paper p="sm">
          <RowList
            label={t("events.title")}
            rows={events}
            columns={columns}
            filters={state}
            empty={
              <EmptyState
                icon={<IconBolt />}
                title={t("events.empty.title")}
                body={t("events.empty.body")}
                command={recordEventCommand()}
              />
            }
          />
        </Paper>
      </Stack>
    </>
  );
}

/** What it was worth, and what refunds took of it. */
function Worth({ event: { amount, refunded } }: { event: EventRowFragment }) {
  const { t } = useTranslation("partners");
  if (!amount)
    return (
      <Text span c="dimmed">
        –
      </Text>
    );
  return (
    <>
      <MoneyText money={amount} />
      {refunded && BigInt(refunded.amountMinor) > 0n ? (
        <Text span size="sm" c="dimmed" display="block">
          {t("events.refunded", { amount: formatMoney(refunded) })}
        </Text>
      ) : null}
    </>
  );
}
