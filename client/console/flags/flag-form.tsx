import { Button, Group, Input, Paper, Radio, Slider, Stack, TagsInput, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ActionFaults } from "../../src/shell/form/action-faults.js";
import { refusalAt, useAction } from "../../src/shell/form/use-action.js";
import { toast } from "../../src/shell/toast.js";
import { ChangeFlagDocument } from "../generated/graphql.js";
import type { FlagRowFragment } from "../generated/graphql.js";
import { AXES, editOf, isSameEdit, STATES } from "./flag-edit.js";
import type { FlagEdit } from "./flag-edit.js";
import { Reach } from "./reach.js";

const QUARTERS = [0, 25, 50, 75, 100].map((value) => ({ value, label: `${value} %` }));

export interface FlagFormProps {
  flag: FlagRowFragment;
  onChanged: () => void;
}

/** Whom a flag says yes to: nothing is changed until it is saved, and what it would reach is told before. */
export function FlagForm({ flag, onChanged }: FlagFormProps) {
  const { t } = useTranslation("operating");
  const saved = editOf(flag);
  const [edit, setEdit] = useState<FlagEdit>(saved);
  const change = (part: Partial<FlagEdit>) => setEdit((now) => ({ ...now, ...part }));
  const action = useAction(ChangeFlagDocument, "changeFlag");
  const isChanged = !isSameEdit(edit, saved);
  const hasScope = edit.state === "TARGETED" || edit.state === "ROLLOUT";
  const save = async () => {
    if (!(await action.run({ input: { key: flag.key, revision: flag.revision, ...edit } }))) return;
    void toast(t("flags.saved", { key: flag.key }));
    onChanged();
  };

  return (
    <Paper p="lg" component="section" aria-label={t("flags.settings")}>
      <Title order={2} mb="md">
        {t("flags.settings")}
      </Title>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack maw={720}>
          <TextInput
            label={t("flags.description")}
            withAsterisk
            value={edit.description}
            onChange={(event) => change({ description: event.currentTarget.value })}
            error={refusalAt(action.refusal, "description")}
          />
          <Radio.Group
            label={t("flags.whom")}
            value={edit.state}
            onChange={(value) => change({ state: STATES.find((state) => state === value) ?? edit.state })}
          >
            <Stack gap="sm" mt="xs">
              {STATES.map((state) => (
                <Radio
                  key={state}
                  value={state}
                  label={t(`flags.states.${state}.name`)}
                  description={t(`flags.states.${state}.means`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          {edit.state === "ROLLOUT" ? (
            <Input.Wrapper
              label={t("flags.share")}
              labelElement="div"
              description={t("flags.shareHint")}
              error={refusalAt(action.refusal, "percent")}
              pb="xs"
            >
              <Slider
                value={edit.percent}
                onChange={(percent) => change({ percent })}
                marks={QUARTERS}
                label={(value) => `${value} %`}
                thumbLabel={t("flags.share")}
                mt="xs"
                mb="xl"
                mx="sm"
              />
              <Text size="sm" fw={600}>
                {t("flags.shareIs", { percent: edit.percent })}
              </Text>
            </Input.Wrapper>
          ) : null}
          {hasScope ? (
            <Stack gap="sm" component="fieldset" m={0} p={0} style={{ border: 0 }}>
              <Text component="legend" fw={600} p={0} mb="xs">
                {t("flags.scope")}
              </Text>
              <Text size="sm" c="dimmed">
                {t(edit.state === "TARGETED" ? "flags.scopeOfTargeted" : "flags.scopeOfRollout")}
              </Text>
              {AXES.map((axis) => (
                <TagsInput
                  key={axis}
                  label={t(`flags.axis.${axis}.name`)}
                  description={t(`flags.axis.${axis}.means`)}
                  value={edit.scope[axis]}
                  onChange={(names) => change({ scope: { ...edit.scope, [axis]: names } })}
                  splitChars={[","]}
                  acceptValueOnBlur
                  error={refusalAt(action.refusal, axis)}
                />
              ))}
            </Stack>
          ) : null}
          <Reach flagKey={flag.key} edit={edit} />
          <ActionFaults action={action} shownBeside={["description", "percent", ...AXES]} />
          <Group gap="sm">
            <Button type="submit" loading={action.isRunning} disabled={!isChanged}>
              {t("flags.save")}
            </Button>
            {isChanged ? (
              <>
                <Button variant="default" onClick={() => setEdit(saved)}>
                  {t("flags.undo")}
                </Button>
                <Text size="sm" component="output">
                  {t("flags.unsaved")}
                </Text>
              </>
            ) : null}
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
