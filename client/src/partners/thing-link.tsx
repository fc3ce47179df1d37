import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";

interface Thing {
  id: string;
  name: string;
}

/** A partner by name, leading to their page. */
export function PartnerLink({ partner }: { partner: Thing }) {
  return (
    <Anchor
      renderRoot={(props) => <Link {...props} to="/partners/$partnerId" params={{ partnerId: partner.id }} />}
      size="sm"
    >
      {partner.name}
    </Anchor>
  );
}

/** A program by name, leading to its page. */
export function ProgramLink({ program }: { program: Thing }) {
  return (
    <Anchor
      renderRoot={(props) => <Link {...props} to="/programs/$programId" params={{ programId: program.id }} />}
      size="sm"
    >
      {program.name}
    </Anchor>
  );
}
