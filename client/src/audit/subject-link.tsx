import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { JournalRowFragment } from "../graph/generated/graphql.js";

/** What an entry is about, and the way to it where it has a page. */
export function SubjectLink({ entry: { subject } }: { entry: JournalRowFragment }) {
  const { t } = useTranslation("audit");
  const name = t(`subject.${subject.type as "partner"}`, { defaultValue: subject.type });
  switch (subject.type) {
    case "partner":
      return (
        <Anchor
          renderRoot={(props) => <Link {...props} to="/partners/$partnerId" params={{ partnerId: subject.id }} />}
          size="sm"
        >
          {name}
        </Anchor>
      );
    case "program":
      return (
        <Anchor
          renderRoot={(props) => <Link {...props} to="/programs/$programId" params={{ programId: subject.id }} />}
          size="sm"
        >
          {name}
        </Anchor>
      );
    case "event":
      return (
        <Anchor
          renderRoot={(props) => <Link {...props} to="/events/$eventId" params={{ eventId: subject.id }} />}
          size="sm"
        >
          {name}
        </Anchor>
      );
    case "commission":
      return (
        <Anchor
          renderRoot={(props) => (
            <Link {...props} to="." search={(search) => ({ ...search, why: subject.id })} resetScroll={false} />
          )}
          size="sm"
        >
          {name}
        </Anchor>
      );
    default:
      return (
        <Text span size="sm">
          {name}
        </Text>
      );
  }
}
