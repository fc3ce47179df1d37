import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import IconBookmark from "@tabler/icons-react/dist/esm/icons/IconBookmark.mjs";
import IconTrash from "@tabler/icons-react/dist/esm/icons/IconTrash.mjs";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { usePlace } from "../place.js";
import type { Filters } from "./read-filters.js";
import classes from "./saved-filters-menu.module.css";
import { SavedFiltersStore } from "./saved-filters-store.js";
import type { FilterState } from "./use-filters.js";

export interface SavedFiltersMenuProps<Key extends string> {
  /** Tells this list's filters from another's. */
  list: string;
  keys: readonly Key[];
  state: FilterState<Key>;
}

/** Filters that were given a name: choose one, or name what is set now. */
export function SavedFiltersMenu<Key extends string>({ list, keys, state }: SavedFiltersMenuProps<Key>) {
  const { t } = useTranslation();
  const { storedAs } = usePlace();
  const store = useMemo(
    () => new SavedFiltersStore(localStorage, `tributary.filters.${storedAs}.${list}`, keys),
    [storedAs, list, keys],
  );
  const [saved, setSaved] = useState(() => store.read());
  const [name, setName] = useState("");
  const [isOpen, { toggle, close, set }] = useDisclosure(false);
  const current = saved.find(({ filters }) => isSame(filters, state.filters));

  return (
    <Popover opened={isOpen} onChange={set} position="bottom-end" width={280} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />} onClick={toggle}>
          {current && state.isActive ? current.name : t("list.saved.title")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("list.saved.title")}>
        <Stack gap="xs">
          {saved.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t("list.saved.empty")}
            </Text>
          ) : null}
          {saved.map((entry) => (
            <Group key={entry.name} wrap="nowrap" gap={4}>
              <UnstyledButton
                className={classes.choice}
                data-current={entry === current}
                onClick={() => {
                  state.replace(entry.filters);
                  close();
                }}
              >
                {entry.name}
              </UnstyledButton>
              <ActionIcon
                aria-label={t("list.saved.remove", { name: entry.name })}
                onClick={() => setSaved(store.remove(entry.name))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          {state.isActive && !current ? (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                if (name.trim() === "") return;
                setSaved(store.save({ name: name.trim(), filters: state.filters }));
                setName("");
                close();
              }}
            >
              <Group gap="xs" align="flex-end" wrap="nowrap">
                <TextInput
                  label={t("list.saved.name")}
                  value={name}
                  maxLength={60}
                  onChange={(event) => setName(event.currentTarget.value)}
                  flex={1}
                  data-autofocus
                />
                <Button type="submit">{t("list.saved.save")}</Button>
              </Group>
            </form>
          ) : null}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function isSame(a: Filters<string>, b: Filters<string>): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => a[key] === b[key]);
}
