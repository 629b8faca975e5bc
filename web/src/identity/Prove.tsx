// Shows that a GitHub account is somebody's: by signing in there, by an SSH key, or by a public gist.
import * as Tabs from "@radix-ui/react-tabs";

import type { Challenge, Method } from "../api/claims";
import { Account } from "../claim/Parts";
import { Away } from "../components/Values";
import { dateUtc, exactTokens, personName } from "../format";
import { useDue } from "../recurring/leaf";
import { Gist } from "./Gist";
import type { IdentityProps } from "./IdentityPanel";
import { same } from "./message";
import { OAuth } from "./OAuth";
import { Ssh } from "./Ssh";

export interface WayProps extends IdentityProps { readonly challenge: Challenge }

/** The device flow is for the command line. */
const WAYS = [
  { method: "oauth", words: "Sign in", Way: OAuth },
  { method: "ssh", words: "SSH key", Way: Ssh },
  { method: "gist", words: "Gist", Way: Gist },
] as const satisfies readonly { method: Method; words: string; Way: (props: WayProps) => React.ReactNode }[];

/** Whom it is about, and until when. */
function About({ campaign, person, claiming, challenge }: WayProps) {
  const { token } = campaign;
  const due = useDue(campaign, person);
  return (
    <>
      <p><strong className="money figures">{exactTokens(due, token.decimals)} {token.symbol}</strong> of {personName(person)} are to go to <Account campaign={campaign} address={challenge.recipient} what="named wallet" />. Only go on if that wallet is yours.</p>
      <p>What you prove is public: account, wallet, this message and what proves it are published for good, and cannot be taken back.</p>
      <p className="small soft">
        The proof has to arrive by <time dateTime={challenge.expires_at}>{dateUtc(challenge.expires_at)}</time> (<Away iso={challenge.expires_at} />); after that you begin again. <button type="button" className="text-button" onClick={claiming.name}>Name another wallet</button>
      </p>
    </>
  );
}

export function Prove(props: WayProps) {
  const ways = WAYS.filter(({ method }) => props.challenge.methods.includes(method));
  // Signing in needs the named wallet here. Who only wrote its address begins with a way that works at once.
  const { address, wallets } = props.claiming;
  const withoutWallet = !same(address, props.challenge.recipient) && (address !== undefined || wallets.length === 0);
  const first = (withoutWallet ? ways.find(({ method }) => method !== "oauth") : undefined) ?? ways[0];
  if (!first) return <><About {...props} /><p role="alert" className="notice">This server offers no way to prove a GitHub account at the moment. Your share stays yours; come back later.</p></>;
  return (
    <>
      <About {...props} />
      <Tabs.Root defaultValue={first.method} className="stack">
        <Tabs.List className="tabs" aria-label="Ways to show that the account is yours">
          {ways.map(({ method, words }) => <Tabs.Trigger key={method} value={method}>{words}</Tabs.Trigger>)}
        </Tabs.List>
        {ways.map(({ method, Way }) => <Tabs.Content key={method} value={method} className="stack"><Way {...props} /></Tabs.Content>)}
      </Tabs.Root>
    </>
  );
}
