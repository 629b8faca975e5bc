// What one person gets at most: a week's cap, and what is held back for pull requests that are still open.
import { pullOf, type Attributed } from "../attribution";
import { unix } from "../score";
import { weekOf } from "../week";
import type { Draft } from "./draft";
import type { Pulls } from "./pulls";
import type { WorkRules } from "./rules";

const timeOf = ({ line }: Draft) => unix(line.contribution.at);
const weekOfDraft = (draft: Draft) => weekOf(timeOf(draft));

/** Applies both and gives everybody's weeks. */
export function applyLimits(attributed: Attributed, pulls: Pulls, drafts: readonly Draft[], rules: WorkRules): Map<string, Map<number, bigint>> {
  const open = openOf(attributed, pulls);
  const weeks = new Map<string, Map<number, bigint>>();
  for (const [person, own] of inTime(drafts)) {
    if (rules.weeklyCap > 0n) capWeeks(own, rules.weeklyCap);
    const excess = Math.max((open.get(person) ?? 0) - rules.openFree, 0);
    holdBack(own, BigInt(excess) * rules.openPullRequest);
    const earned = new Map<number, bigint>();
    for (const draft of own) earned.set(weekOfDraft(draft), (earned.get(weekOfDraft(draft)) ?? 0n) + draft.points);
    weeks.set(person, earned);
  }
  return weeks;
}

/** Everybody's drafts in order of time and of the evidence. */
function inTime(drafts: readonly Draft[]): Map<string, Draft[]> {
  const people = new Map<string, Draft[]>();
  for (const draft of [...drafts].sort((a, b) => timeOf(a) - timeOf(b) || a.line.place - b.line.place)) {
    const own = people.get(draft.line.person) ?? [];
    people.set(draft.line.person, own);
    own.push(draft);
  }
  return people;
}

/** Cuts what is above the cap of each week, the last first. */
function capWeeks(own: readonly Draft[], cap: bigint): void {
  const rooms = new Map<number, bigint>();
  for (const draft of own) {
    const week = weekOfDraft(draft);
    const room = rooms.get(week) ?? cap;
    if (draft.points > room) {
      draft.points = room;
      draft.gates.add("weekly_cap");
    }
    rooms.set(week, room - draft.points);
  }
}

/** Takes what is held back from the last line backwards. */
function holdBack(own: readonly Draft[], points: bigint): void {
  let held = points;
  for (const draft of [...own].reverse()) {
    const taken = held < draft.points ? held : draft.points;
    if (taken <= 0n) continue;
    draft.points -= taken;
    draft.gates.add("open_collateral");
    held -= taken;
  }
}

/** How many pull requests of each person were opened in the window and are open at its end. */
function openOf({ lines }: Attributed, pulls: Pulls): Map<string, number> {
  const open = new Map<string, number>();
  for (const { contribution, person } of lines) {
    if (contribution.kind === "pull_request_opened" && pulls.get(pullOf(contribution) ?? "")?.fate === "open") open.set(person, (open.get(person) ?? 0) + 1);
  }
  return open;
}
