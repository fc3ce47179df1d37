import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { formatCount } from "../../src/shell/format-count.js";
import { FlagReachDocument } from "../generated/graphql.js";
import type { FlagEdit } from "./flag-edit.js";

const ASK_AFTER_MS = 250;

/** How many organizations the flag would say yes to as it stands in the form. */
export function Reach({ flagKey: key, edit }: { flagKey: string; edit: FlagEdit }) {
  const { t } = useTranslation("operating");
  const { state, percent, scope } = edit;
  const [input] = useDebouncedValue(JSON.stringify({ key, state, percent, scope }), ASK_AFTER_MS);
  const [{ data }] = useQuery({
    query: FlagReachDocument,
    variables: { input: JSON.parse(input) as FlagEdit & { key: string } },
    requestPolicy: "cache-and-network",
  });
  if (!data) return null;
  const { reachedCount, askedCount } = data.flagReach;
  return (
    <Text component="output" fw={600} className="money" style={{ whiteSpace: "normal" }}>
      {t("flags.reach", { reached: formatCount(reachedCount), asked: formatCount(askedCount) })}
    </Text>
  );
}
