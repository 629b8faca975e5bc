// @vitest-environment node
// `merged_work.json` is written and held in place by the tests of `tributary-score`: evidence that meets every gate and
// factor, the rules, and the scores that follow.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { attribute, type Inputs } from "../src/bundle/attribution";
import { readEvidence } from "../src/bundle/evidence";
import { joinsOf, type Join } from "../src/bundle/joins";
import type { ScoresFile } from "../src/bundle/manifest";
import { NO_OVERRIDES } from "../src/bundle/overrides";
import { millionths, type PersonScore } from "../src/bundle/score";
import { agree } from "../src/bundle/scores";
import { readFlags } from "../src/bundle/scoring";
import type { Table } from "../src/bundle/table";
import { GATES } from "../src/bundle/merged-work/gates";
import { readWork } from "../src/bundle/merged-work/rules";
import { scoreWork } from "../src/bundle/merged-work/score";

interface Case { name: string; window: { from: string; until: string }; rules: Table; flags: Table; people: Join[]; repositories: Record<string, string>; evidence: unknown[]; scores: ScoresFile }
const { cases } = JSON.parse(readFileSync(new URL("../../tests/vectors/merged_work.json", import.meta.url), "utf8")) as { cases: Case[] };

const seconds = (moment: string) => Date.parse(moment) / 1000;

function inputsOf({ window, flags, people, repositories, evidence }: Case): Inputs {
  return {
    evidence: readEvidence(evidence.map((line) => JSON.stringify(line)).join("\n")),
    window: { from: seconds(window.from), until: seconds(window.until) },
    repositories: new Map(Object.entries(repositories).map(([id, weight]) => [Number(id), millionths(weight)])),
    joins: joinsOf(people),
    overrides: NO_OVERRIDES,
    flags: readFlags({ flags }),
  };
}

const scoreOf = (one: Case, inputs: Inputs = inputsOf(one)): PersonScore[] => scoreWork(attribute(inputs), readWork(one.rules));

describe("merged work in the browser", () => {
  it.each(cases)("comes to the program's numbers to the last micro-point: $name", (one) => {
    expect(agree(scoreOf(one), one.scores)).toBe(`${one.scores.people.length} people, ${one.scores.total} micro-points`);
  });

  it("does not depend on the order of the evidence", () => {
    for (const one of cases) {
      const inputs = inputsOf(one);
      const { evidence } = inputs;
      const turned = { ...evidence, contributions: [...evidence.contributions].reverse(), pullRequests: [...evidence.pullRequests].reverse(), commits: [...evidence.commits].reverse() };
      expect(scoreOf(one, { ...inputs, evidence: turned })).toEqual(scoreOf(one, inputs));
    }
  });

  it("meets every gate there is", () => {
    const gates = new Set(cases.flatMap(({ scores }) => scores.people.flatMap(({ contributions }) => (contributions ?? []).flatMap((line) => line.gates ?? []))));
    expect([...gates].sort()).toEqual([...GATES].sort());
  });
});
