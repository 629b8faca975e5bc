import { Moon, Sun } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, NavLink, Outlet, ScrollRestoration } from "react-router";

type Theme = "light" | "dark";

function preferred(): Theme {
  const kept = localStorage.getItem("theme");
  if (kept === "light" || kept === "dark") return kept;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(preferred);
  useEffect(() => { document.documentElement.dataset.theme = theme; }, [theme]);
  const other = theme === "light" ? "dark" : "light";
  const change = () => {
    localStorage.setItem("theme", other);
    setTheme(other);
  };
  return (
    <button type="button" className="icon-button" onClick={change} aria-label={`Use the ${other} colours`}>
      {theme === "light" ? <Moon aria-hidden /> : <Sun aria-hidden />}
    </button>
  );
}

export function Layout() {
  return (
    <>
      <a className="skip" href="#main">Skip to the content</a>
      <header className="bar">
        <div className="page">
          <Link to="/" className="brand" aria-label="Tributary, home">
            <svg viewBox="0 0 32 32" aria-hidden>
              <rect width="32" height="32" rx="8" fill="#0b5563" />
              <path d="M5 8c6 0 6 8 11 8s6 8 11 8M5 16h22M5 24c6 0 6-8 11-8s6-8 11-8" fill="none" stroke="#dff3f4" strokeWidth="2.6" strokeLinecap="round" />
            </svg>
            <span>Tributary</span>
          </Link>
          <nav className="links" aria-label="Main">
            <NavLink to="/" end>Airdrops</NavLink>
            <NavLink to="/verify">Verify</NavLink>
          </nav>
          <ThemeSwitch />
        </div>
      </header>
      <main id="main"><div className="page"><Outlet /></div></main>
      <footer>
        <div className="page">
          <p>Every amount here follows from public work by public rules. You can recompute it without trusting this page.</p>
          <p>Nobody from Tributary will ever ask for your seed phrase, or for leave to spend your tokens.</p>
        </div>
      </footer>
      <ScrollRestoration />
    </>
  );
}
