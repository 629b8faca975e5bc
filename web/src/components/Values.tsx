// The leaves where numbers become text.
import { Check, Copy } from "lucide-react";
import { useState } from "react";

import { dateUtc, exactTokens, relative, shortHex, shortTokens } from "../format";

interface AmountProps { units: bigint; decimals: number; symbol: string; yours?: boolean }

/** An amount with its symbol; the exact value on hover. */
export function Amount({ units, decimals, symbol, yours = false }: AmountProps) {
  return (
    <span className={yours ? "figures money" : "figures"} title={`${exactTokens(units, decimals)} ${symbol}`}>
      {shortTokens(units, decimals)} {symbol}
    </span>
  );
}

/** The amount that a page is about, with the exact value below. */
export function BigAmount({ units, decimals, symbol }: AmountProps) {
  const exact = exactTokens(units, decimals);
  const [whole = "0", fraction] = shortTokens(units, decimals).split(".");
  return (
    <div className="stack tight">
      <p className="big-money" title={`${exact} ${symbol}`}>
        {whole}{fraction !== undefined && <span className="cents">.{fraction}</span>}<span className="unit"> {symbol}</span>
      </p>
      <p className="small soft">
        {fraction?.endsWith("…") && <>exactly <span className="figures">{exact}</span> {symbol}</>}
        <CopyButton text={exact} what="exact amount" />
      </p>
    </div>
  );
}

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    });
  };
  return (
    <button type="button" className="icon-button tiny" onClick={copy} aria-label={copied ? `Copied the ${what}` : `Copy the ${what}`}>
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </button>
  );
}

/** An address or hash: short to look at, whole to copy, a link where there is an explorer. */
export function Hex({ value, what, href }: { value: string; what: string; href?: string | null | undefined }) {
  const short = <span className="hex" title={value}>{shortHex(value)}</span>;
  return (
    <span className="hexed">
      {href ? <a href={href} rel="noreferrer">{short}</a> : short}
      <CopyButton text={value} what={what} />
    </span>
  );
}

/** A moment in UTC, with how far away it is. */
export function When({ iso, away = true }: { iso: string; away?: boolean }) {
  return <time dateTime={iso}>{dateUtc(iso)}{away && <span className="soft"> (<Away iso={iso} />)</span>}</time>;
}

/** How far away a moment is. */
export function Away({ iso }: { iso: string }) {
  const [now] = useState(() => Date.now());
  return <>{relative(iso, now)}</>;
}

/** A part of a whole as a bar; the number stands beside it in words. */
export function Meter({ ppm }: { ppm: number }) {
  return (
    <svg className="meter" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden>
      <rect className="ground" width="1000" height="10" />
      <rect className="level" width={Math.min(1000, Math.max(ppm === 0 ? 0 : 4, ppm / 1000))} height="10" />
    </svg>
  );
}

/** An option stays whole: browsers break lines behind hyphens, which would make two words of it. */
const whole = (text: string) => text.split(/(\s+)/).map((word, place) => (word.startsWith("-") ? <span key={place} className="option">{word}</span> : word));

/** A command to copy. */
export function Command({ text, what }: { text: string; what: string }) {
  return (
    <div className="command">
      <pre tabIndex={0} aria-label={what}>{whole(text)}</pre>
      <CopyButton text={text} what={what} />
    </div>
  );
}
