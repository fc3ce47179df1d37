import { Text } from "@mantine/core";
import type { TextProps } from "@mantine/core";

import { formatMoney } from "./format-money.js";
import type { GraphMoney } from "./format-money.js";

export interface MoneyTextProps extends TextProps {
  money: GraphMoney;
  /** Show a plus as well: for changes, not for balances. */
  signed?: boolean;
}

/** An amount in the page's own typeface, its digits all equally wide so that columns and ticking figures stand still. */
export function MoneyText({ money, signed = false, ...text }: MoneyTextProps) {
  return (
    <Text component="span" inherit className="money" {...text}>
      {formatMoney(money, { sign: signed ? "always" : "auto" })}
    </Text>
  );
}
