import { TextInput } from "@mantine/core";

export interface DayFieldProps {
  label: string;
  value: string;
  onChange: (day: string | null) => void;
}

/** A whole day. The browser's own field: every reader's calendar, and every keyboard. */
export function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <TextInput
      type="date"
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value || null)}
      w={160}
    />
  );
}
