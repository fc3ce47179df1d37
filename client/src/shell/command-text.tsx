import { Code } from "@mantine/core";

/** A command to be typed elsewhere, wholly visible on a narrow page too. */
export function CommandText({ command }: { command: string }) {
  return (
    <Code block maw="100%" ta="left" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
      {command}
    </Code>
  );
}
