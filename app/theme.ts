import type { Theme } from "@/components/shell/theme-switch";

type Cookies = { get: (name: string) => { value: string } | undefined };

/** The theme this browser chose; that of its system unless it chose one. */
export function themeOf(cookies: Cookies): Theme {
  const value = cookies.get("posthorn-theme")?.value;
  return value === "light" || value === "dark" ? value : "system";
}
