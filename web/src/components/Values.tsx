// The leaves where numbers become text.
import { Check, Copy } from "lucide-react";
import { useState } from "react";

import { dateUtc, exactTokens, relative, shortHex, shortTokens } from "../format";

interface AmountProps { units: bigint; decimals: number; symbol: string; yours?: boolean }

/** An amount with its symbol; the exact value on hover. */
export function Amount({ units, decimals, symbol, yours = false }: AmountProps) {
  const exact = `${exactTokens(units, decimals)} ${symbol}`;
  return <span className={yours ? "figures money" : "figures"} title={exact}>{shortTokens(units, decimals)} {symbol}</span>;
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
    <button type="button" className="icon-button tiny" onClick={copy} aria-label={copied ? `${what} copied` : `Copy ${what}`}>
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </button>
  );
}

/** An address or hash: short to look at, whole to copy, a link where there is an explorer. */
export function Hex({ value, what, href }: { value: string; what: string; href?: string | null | undefined }) {
  const short = <span className="hex" title={value}>{shortHex(value)}</span>;
  return (
    <span>
      {href ? <a href={href} rel="noreferrer">{short}</a> : short}
      <CopyButton text={value} what={what} />
    </span>
  );
}

/** A moment in UTC, with how far away it is. */
export function When({ iso }: { iso: string }) {
  const [now] = useState(() => Date.now());
  return <time dateTime={iso}>{dateUtc(iso)} <span className="soft">({relative(iso, now)})</span></time>;
}
