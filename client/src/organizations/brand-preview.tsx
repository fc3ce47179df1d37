import { Box, Group, Image, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

const COLOR = /^#[0-9a-f]{6}$/i;
/** Relative luminance from which black is read better than white. */
const BRIGHT = 0.18;

export interface BrandPreviewProps {
  name: string;
  primary: string;
  accent: string;
  logoUrl?: string | null | undefined;
  bannerUrl?: string | null | undefined;
}

/** How mail and pages for partners will look with these colours, while they are typed. */
export function BrandPreview({ name, primary, accent, logoUrl, bannerUrl }: BrandPreviewProps) {
  const { t } = useTranslation("organizations");
  const background = COLOR.test(primary) ? primary : "#1f6feb";
  return (
    <Box
      component="figure"
      m={0}
      aria-label={t("settings.preview", { name })}
      style={{
        overflow: "hidden",
        background,
        color: textOn(background),
        borderRadius: "var(--mantine-radius-md)",
        borderBottom: `6px solid ${COLOR.test(accent) ? accent : background}`,
      }}
    >
      {bannerUrl ? <Image src={bannerUrl} alt="" h={120} fit="cover" data-image="banner" /> : null}
      <Group gap="sm" wrap="nowrap" p="md">
        {logoUrl ? <Image src={logoUrl} alt="" w={40} h={40} fit="contain" data-image="logo" /> : null}
        <Text fw={700} truncate>
          {name}
        </Text>
      </Group>
    </Box>
  );
}

function textOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > BRIGHT ? "#000000" : "#ffffff";
}
