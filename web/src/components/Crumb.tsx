import { ChevronLeft } from "lucide-react";
import { Link } from "react-router";

/** The way up. */
export function Crumb({ to, children }: { to: string; children: string }) {
  return <nav className="crumb" aria-label="Up"><Link to={to}><ChevronLeft aria-hidden />{children}</Link></nav>;
}
