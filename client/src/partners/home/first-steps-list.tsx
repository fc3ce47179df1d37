import { Button, List, Paper, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { CommandText } from "../../shell/command-text.js";
import { useViewer } from "../../shell/use-viewer.js";
import { DEMO_COMMAND, recordEventCommand } from "../first-steps.js";

/** An organization that has earned nothing yet: the way from nothing to the first commission. */
export function FirstSteps() {
  const { t } = useTranslation("partners");
  const { permissions } = useViewer();
  return (
    <Paper p="xl" component="section" aria-labelledby="first-steps">
      <Title order={2} id="first-steps" mb="sm">
        {t("home.steps.title")}
      </Title>
      <List type="ordered" spacing="md">
        <List.Item>
          <Text>{t("home.steps.program")}</Text>
          {permissions.includes("program:write") ? (
            <Button renderRoot={(props) => <Link {...props} to="/programs/new" />} size="xs" mt={6}>
              {t("programs.new")}
            </Button>
          ) : null}
        </List.Item>
        <List.Item>
          <Text>{t("home.steps.partner")}</Text>
          <Button renderRoot={(props) => <Link {...props} to="/partners" />} size="xs" variant="default" mt={6}>
            {t("partners.title")}
          </Button>
        </List.Item>
        <List.Item>
          <Text mb={6}>{t("home.steps.event")}</Text>
          <CommandText command={recordEventCommand()} />
        </List.Item>
      </List>
      <Text c="dimmed" mt="lg" mb={6}>
        {t("home.steps.demo")}
      </Text>
      <CommandText command={DEMO_COMMAND} />
    </Paper>
  );
}
