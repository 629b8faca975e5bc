// The question that most people come with, and what answers it below.
import { Search as SearchIcon } from "lucide-react";
import type { ReactNode } from "react";

interface SearchFieldProps { readonly text: string; readonly setText: (text: string) => void; readonly children: ReactNode }

export function SearchField({ text, setText, children }: SearchFieldProps) {
  return (
    <div className="search" role="search">
      <label htmlFor="search">Is there something for you?</label>
      <div className="with-icon">
        <input id="search" className="field" type="search" autoComplete="off" autoCapitalize="none" spellCheck={false} placeholder="GitHub login, id or address" value={text} onChange={(event) => setText(event.target.value)} />
        <SearchIcon aria-hidden />
      </div>
      <div aria-live="polite">{children}</div>
    </div>
  );
}
