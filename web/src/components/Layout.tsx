import { Link, NavLink, Outlet, ScrollRestoration } from "react-router";

import { Brand } from "./Brand";
import { ThemeSwitch } from "./ThemeSwitch";

export function Layout() {
  return (
    <>
      <a className="skip" href="#main">Skip to the content</a>
      <header className="bar">
        <div className="page">
          <Link to="/" className="brand"><Brand />Tributary</Link>
          <nav className="links" aria-label="Main">
            <NavLink to="/" end>Airdrops</NavLink>
            <NavLink to="/r">Rounds</NavLink>
            <NavLink to="/verify">Verify</NavLink>
          </nav>
        </div>
      </header>
      <main id="main" tabIndex={-1}><div className="page"><Outlet /></div></main>
      <footer className="foot">
        <div className="page">
          <div>
            <p>Every amount here follows from public work by public rules. Recompute it without trusting this page.</p>
            <p>Nobody will ever ask you for your seed phrase, or for leave to spend your tokens.</p>
          </div>
          <ThemeSwitch />
        </div>
      </footer>
      <ScrollRestoration />
    </>
  );
}
