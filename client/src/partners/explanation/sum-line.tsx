import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { MoneyText } from "../../money/money-text.js";
import type { GraphMoney } from "../../money/format-money.js";
import classes from "./explanation.module.css";

export interface SumLineProps {
  name: ReactNode;
  money: GraphMoney;
  /** The result under a column of summands. */
  total?: boolean;
  signed?: boolean;
}

/** One line of a written sum: what on the left, how much on the right. */
export function SumLine({ name, money, total = false, signed = false }: SumLineProps) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="md" className={classes.sumLine} data-total={total}>
      <Text size="sm" component="span" {...(total ? { fw: 650 } : { c: "dimmed" })}>
        {name}
      </Text>
      <Text size="sm" component="span" fw={total ? 650 : 500}>
        <MoneyText money={money} signed={signed} />
      </Text>
    </Group>
  );
}
