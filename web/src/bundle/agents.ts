// AI agents that write code, by account number, never by name: the table of `tributary-model`.

/** Accounts by number. Commits that an agent signed with its own e-mail have the identity `agent:<name>` already. */
const ACCOUNTS: Readonly<Record<string, string>> = {
  136622811: "coderabbit",
  158243242: "devin",
  161369871: "jules",
  167198135: "copilot",
  176961590: "gemini",
  198982749: "copilot",
  199175422: "codex",
  201248094: "cody",
  201670782: "cursor",
  205137888: "cline",
  206951365: "cursor",
  208079219: "amazon-q",
  208546643: "claude",
  209825114: "claude",
  215057067: "codex",
  215619710: "claude",
  220155983: "jetbrains",
  230936708: "continue",
};

/** The agent behind an identity, whether by its account or by its e-mail. */
export function agentOf(identity: string): string | null {
  if (identity.startsWith("github:")) return ACCOUNTS[identity.slice(7)] ?? null;
  return identity.startsWith("agent:") ? identity.slice(6) : null;
}
