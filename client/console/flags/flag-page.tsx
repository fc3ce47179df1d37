import { Badge, Button, Group, Skeleton, Stack } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { BackLink } from "../../src/shell/back-link.js";
import { PageFailure } from "../../src/shell/failure.js";
import { PageTitle } from "../../src/shell/page-title.js";
import { toast } from "../../src/shell/toast.js";
import { FlagDocument } from "../generated/graphql.js";
import { EndFlagDialog } from "./end-flag-dialog.js";
import { FlagForm } from "./flag-form.js";
import { FlagHistory } from "./flag-history.js";

/** One flag: whom it says yes to, how to switch it off at once, and what it was before. */
export function FlagPage() {
  const { t } = useTranslation("operating");
  const navigate = useNavigate();
  const { flagKey: key } = useParams({ from: "/operating/flags/$flagKey" });
  const [asked, setAsked] = useState<"kill" | "delete" | null>(null);
  const [{ data, error }, again] = useQuery({
    query: FlagDocument,
    variables: { key },
    requestPolicy: "cache-and-network",
  });
  const refresh = () => again({ requestPolicy: "network-only" });
  if (error) return <PageFailure error={error} onRetry={refresh} />;
  if (!data) return <Skeleton h={400} />;
  const { flag } = data;
  const ended = async () => {
    setAsked(null);
    if (asked === "kill") {
      void toast(t("flags.kill.done", { key }));
      refresh();
      return;
    }
    void toast(t("flags.delete.done", { key }));
    await navigate({ to: "/flags" });
  };
  return (
    <>
      <BackLink to="/flags" name={t("nav.flags")} />
      <PageTitle
        title={flag.key}
        aside={
          <Group gap="sm">
            <Badge>{t(`flags.states.${flag.state}.name`)}</Badge>
            {flag.state === "OFF" ? null : (
              <Button color="red" onClick={() => setAsked("kill")}>
                {t("flags.kill.open")}
              </Button>
            )}
            <Button variant="default" onClick={() => setAsked("delete")}>
              {t("flags.delete.open")}
            </Button>
          </Group>
        }
      />
      <Stack>
        {/* A newer revision begins a new form: what somebody else has saved is seen, and not overruled. */}
        <FlagForm key={flag.revision} flag={flag} onChanged={refresh} />
        <FlagHistory changes={flag.history} />
      </Stack>
      {asked ? (
        <EndFlagDialog how={asked} flagKey={key} onClose={() => setAsked(null)} onDone={() => void ended()} />
      ) : null}
    </>
  );
}
