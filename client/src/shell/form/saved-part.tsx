import { Paper, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { toast } from "../toast.js";
import { ActionForm } from "./action-form.js";
import type { ActionFormProps } from "./action-form.js";

/** A part of a page of settings, under its own heading. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper p="lg" component="section" aria-label={title}>
      <Title order={2} mb="md">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

export interface SavedPartProps extends Omit<ActionFormProps, "onSubmit" | "shownBeside"> {
  title: string;
  /** Null when it was refused or failed; the form then says why. */
  save: () => Promise<object | null>;
  onSaved?: () => void;
  /** Fields that show their own message; absent: none. */
  shownBeside?: readonly string[];
  /** What stands between the heading and the form. */
  intro?: ReactNode;
}

/** A part of a page of settings that is saved by itself, and says so. */
export function SavedPart(props: SavedPartProps) {
  const { title, save, onSaved, shownBeside = [], intro, ...form } = props;
  const { t } = useTranslation();
  const onSubmit = async () => {
    if (!(await save())) return;
    void toast(t("saved"));
    onSaved?.();
  };
  return (
    <Part title={title}>
      <Stack>
        {intro}
        <ActionForm {...form} shownBeside={shownBeside} onSubmit={onSubmit} />
      </Stack>
    </Part>
  );
}
