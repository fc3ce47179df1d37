import { ActionIcon, Menu } from "@mantine/core";
import IconDots from "@tabler/icons-react/dist/esm/icons/IconDots.mjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { MemberRowFragment } from "../../graph/generated/graphql.js";
import { ChangeMemberDialog } from "./change-member-dialog.js";
import { MemberStepDialog } from "./member-step-dialog.js";
import { MEMBER_STEPS, stepsOf } from "./member-steps.js";
import type { MemberStep } from "./member-steps.js";

/** What an owner can do with one member. */
export function MemberMenu({ member, onChanged }: { member: MemberRowFragment; onChanged: () => void }) {
  const { t } = useTranslation("organizations");
  const [open, setOpen] = useState<MemberStep | "change" | null>(null);
  const steps = stepsOf(member);
  if (steps.length === 0) return null;
  const close = () => setOpen(null);
  const done = () => {
    close();
    onChanged();
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t("members.actionsOf", { name: member.name })}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen("change")}>{t("members.change")}</Menu.Item>
          {steps.map((step) => (
            <Menu.Item
              key={step}
              onClick={() => setOpen(step)}
              {...(MEMBER_STEPS[step].isDangerous && { color: "red" })}
            >
              {t(`members.step.${step}.open`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {open === "change" ? <ChangeMemberDialog member={member} onClose={close} onDone={done} /> : null}
      {open !== null && open !== "change" ? (
        <MemberStepDialog member={member} step={open} onClose={close} onDone={done} />
      ) : null}
    </>
  );
}
