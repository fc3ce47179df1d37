import { ActionIcon, Badge, Button, createTheme, Input, Paper, Skeleton, Tooltip } from "@mantine/core";
import type { MantineColorsTuple } from "@mantine/core";

/** Deep river green; shade 8 carries white text at more than 5:1. */
const river: MantineColorsTuple = [
  "#effcf9",
  "#d5f6ef",
  "#a9ecdf",
  "#78ddcc",
  "#4ecab8",
  "#2fb0a0",
  "#1c9487",
  "#147c72",
  "#0f665e",
  "#0b4f4a",
];

/** Cool greys for the dark side, a shade bluer than Mantine's, so that river green sits in them. */
const dark: MantineColorsTuple = [
  "#d3dcdb",
  "#b6c2c1",
  "#93a3a2",
  "#62716f",
  "#3b4847",
  "#2c3736",
  "#1f2827",
  "#161d1c",
  "#101615",
  "#0b0f0f",
];

export const theme = createTheme({
  primaryColor: "river",
  // With autoContrast this keeps every filled control above 4.5:1 in both themes.
  primaryShade: 8,
  autoContrast: true,
  colors: { river, dark },
  fontFamily:
    '"Inter Variable", Inter, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  defaultRadius: "md",
  cursorType: "pointer",
  headings: {
    fontWeight: "650",
    sizes: { h1: { fontSize: "1.625rem" }, h2: { fontSize: "1.125rem" }, h3: { fontSize: "1rem" } },
  },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray" } }),
    Badge: Badge.extend({
      defaultProps: { variant: "default", radius: "sm", tt: "none", fw: 600 },
      // A table or a row that is short of room takes it from something else: half a word says nothing.
      styles: { root: { minWidth: "max-content" } },
    }),
    Button: Button.extend({ defaultProps: { radius: "md" } }),
    // Hints stand below, so that fields beside each other begin on one line.
    InputWrapper: Input.Wrapper.extend({
      defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] },
    }),
    Paper: Paper.extend({ defaultProps: { radius: "lg", withBorder: true } }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: "md" } }),
    Tooltip: Tooltip.extend({ defaultProps: { multiline: true, maw: 280, withArrow: true, openDelay: 200 } }),
  },
});
