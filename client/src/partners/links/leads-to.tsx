import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { LinkRowFragment } from "../../graph/generated/graphql.js";
import { withoutScheme } from "../../shell/without-scheme.js";

/** Where a link ends, and whether that is a page of its own or the program's usual one. */
export function LeadsTo({ link: { destinationUrl, program } }: { link: LinkRowFragment }) {
  const { t } = useTranslation("partners");
  const isDeep = destinationUrl !== program.destinationUrl;
  return (
    <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
      {t(isDeep ? "links.leadsDeep" : "links.leadsTo", { destination: withoutScheme(destinationUrl) })}
    </Text>
  );
}
