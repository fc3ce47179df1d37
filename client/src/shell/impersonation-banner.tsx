import { Button, Container, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";

import { addressInConsole } from "../identity/operator-visit.js";
import { signOut } from "../identity/sign-out.js";
import type { Viewer } from "../identity/viewer-session.js";
import classes from "./impersonation-banner.module.css";

/** Within the hour, so the day says nothing. */
const TIME = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });

/** Says on every page that an operator is in this member's place, until when, and how to leave it. */
export function ImpersonationBanner({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation();
  const client = useClient();
  const [isStillIn, setStillIn] = useState(false);
  const { impersonation } = viewer;
  if (!impersonation) return null;

  const leave = async () => {
    if (!(await signOut(client))) return setStillIn(true);
    // A fresh page: nothing of this member stays in memory.
    location.assign(addressInConsole(viewer.organization.id));
  };

  return (
    <section className={classes.banner} aria-label={t("impersonation.label")}>
      <Container size="100%">
        <Group justify="space-between" gap="xs" py={6}>
          <Text size="sm" fw={600}>
            {t("impersonation.who", { name: viewer.name })}{" "}
            {t(impersonation.isReadOnly ? "impersonation.looking" : "impersonation.changing")}{" "}
            {t("impersonation.until", { time: TIME.format(new Date(impersonation.endsAt)) })}
          </Text>
          {isStillIn ? (
            <Text size="sm" role="alert">
              {t("account.stillSignedIn")}
            </Text>
          ) : null}
          <Button size="compact-sm" variant="default" onClick={() => void leave()}>
            {t("impersonation.leave")}
          </Button>
        </Group>
      </Container>
    </section>
  );
}
