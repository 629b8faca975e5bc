import * as ToggleGroup from "@radix-ui/react-toggle-group";
import { Monitor, Moon, Sun } from "lucide-react";
import { useEffect, useState } from "react";

const THEMES = [
  { name: "system", words: "System", Icon: Monitor },
  { name: "light", words: "Light", Icon: Sun },
  { name: "dark", words: "Dark", Icon: Moon },
] as const;
type Theme = (typeof THEMES)[number]["name"];

const KEY = "theme";
const kept = (): Theme => THEMES.find(({ name }) => name === localStorage.getItem(KEY))?.name ?? "system";

/** Follows the system until told otherwise, and remembers it. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(kept);
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  const choose = (name: string) => {
    const chosen = THEMES.find((one) => one.name === name)?.name;
    if (chosen === undefined) return;
    localStorage.setItem(KEY, chosen);
    setTheme(chosen);
  };
  return (
    <ToggleGroup.Root type="single" className="theme" value={theme} onValueChange={choose} aria-label="Colours">
      {THEMES.map(({ name, words, Icon }) => (
        <ToggleGroup.Item key={name} value={name}><Icon aria-hidden />{words}</ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
