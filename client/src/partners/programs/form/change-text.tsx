import { Text } from "@mantine/core";

import { MoneyText } from "../../../money/money-text.js";
import type { MoneyChange } from "./money-changes.js";

/** The difference with its sign. To whoever pays, more is neither good nor bad: it has no colour. */
export function ChangeText({ change: { currency, nowMinor, thenMinor } }: { change: MoneyChange }) {
  if (nowMinor === thenMinor)
    return (
      <Text span c="dimmed">
        ±0
      </Text>
    );
  return <MoneyText money={{ amountMinor: thenMinor - nowMinor, currency }} signed fw={650} />;
}
