import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import classes from "./filter-bar.module.css";
import { SavedFiltersMenu } from "./saved-filters-menu.js";
import type { FilterState } from "./use-filters.js";

export interface FilterBarProps<Key extends string> {
  list: string;
  keys: readonly Key[];
  state: FilterState<Key>;
  /** The fields. */
  children: ReactNode;
}

/** The fields that narrow a list, the way back to the whole of it, and the filters that were kept under a name. */
export function FilterBar<Key extends string>({ list, keys, state, children }: FilterBarProps<Key>) {
  const { t } = useTranslation();
  return (
    <Group gap="sm" align="flex-end" className={classes.bar} component="search" aria-label={t("list.filters")}>
      {children}
      {state.isActive ? (
        <Button variant="subtle" color="gray" onClick={state.clear}>
          {t("list.clear")}
        </Button>
      ) : null}
      <SavedFiltersMenu list={list} keys={keys} state={state} />
    </Group>
  );
}
