// @vitest-environment node
// What was decided by hand, as `overrides.toml` writes it, and what follows for the scores.
import { describe, expect, it } from "vitest";

import { attribute, type Inputs } from "../src/bundle/attribution";
import { readJoins, readOverrides } from "../src/bundle/decisions";
import { readEvidence } from "../src/bundle/evidence";
import { joinsOf } from "../src/bundle/joins";
import { readWork } from "../src/bundle/merged-work/rules";
import { scoreWork } from "../src/bundle/merged-work/score";

const merged = (author: number, number: number) => ({ type: "contribution", repo: 1, kind: "pull_request_merged", key: `p${number}`, author: `github:${author}`, at: `2025-03-0${number}T00:00:00Z`, number, additions: 0, deletions: 0 });
const evidence = readEvidence([
  { type: "repository", id: 1, name: "river/trees", url: null },
  { type: "account", id: 1, login: "ada", kind: "user" },
  { type: "account", id: 2, login: "bo", kind: "user" },
  { type: "account", id: 3, login: "robot", kind: "bot" },
  merged(1, 1), merged(1, 2), merged(2, 3), merged(3, 4),
].map((line) => JSON.stringify(line)).join("\n"));

function scored(source: string) {
  const overrides = readOverrides(source, evidence);
  const inputs: Inputs = {
    evidence, overrides, repositories: new Map(), joins: joinsOf(overrides.merge), flags: { accountAgeDays: 0, activeWeeks: 0 },
    window: { from: Date.parse("2025-01-01") / 1000, until: Date.parse("2026-01-01") / 1000 },
  };
  return scoreWork(attribute(inputs), readWork({}));
}
const points = (source: string) => Object.fromEntries(scored(source).map(({ identity, score }) => [identity, score]));
const plain = { "github:1": 4_000_000n, "github:2": 2_000_000n, "github:3": 0n };

describe("decisions by hand", () => {
  it("change nothing where there are none", () => expect(points("")).toEqual(plain));

  it("leave somebody out and pay a machine account, with the reason", () => {
    const source = '[[exclude]]\nidentity = "github:2"\nreason = "asked for it"\n[[include]]\nidentity = "github:3"\nreason = "a team of people"';
    expect(points(source)).toEqual({ ...plain, "github:2": 0n, "github:3": 2_000_000n });
    expect(scored(source).map(({ identity, excluded, reason }) => [identity, excluded, reason])).toContainEqual(["github:2", "override", "asked for it"]);
  });

  it("join identities", () => {
    const people = scored('[[merge]]\ninto = "github:1"\nidentities = ["github:2"]\nreason = "showed a key"');
    expect(people.map(({ identity, score }) => [identity, score])).toEqual([["github:1", 6_000_000n], ["github:3", 0n]]);
    expect(people[0]?.contributions.find(({ key }) => key === "p3")?.credit).toEqual({ from: "github:2", because: "joined" });
  });

  it("adjust one contribution before the whole score, and never below nothing", () => {
    const source = '[[adjust]]\nidentity = "github:1"\npoints = "-0.5"\nreason = "b"\n[[adjust]]\nrepository = "River/Trees"\nkind = "pull_request_merged"\nnumber = 2\nfactor = "0.25"\nreason = "a"\n[[adjust]]\nidentity = "github:2"\npoints = "-9"\nreason = "c"';
    expect(points(source)).toEqual({ ...plain, "github:1": 2_000_000n, "github:2": 0n });
    expect(scored(source)[0]?.adjustments.map(({ before, after, reason }) => [before, after, reason])).toEqual([[4_000_000n, 2_500_000n, "a"], [2_500_000n, 2_000_000n, "b"]]);
  });

  it("are refused where they contradict one another or mean nothing", () => {
    expect(() => joinsOf(readJoins([{ into: "github:1", identities: ["github:2"] }, { into: "github:3", identities: ["github:1"] }]))).toThrow("`github:2` is joined to `github:1`, which is joined to `github:3`");
    expect(() => points('[[adjust]]\nrepository = "river/trees"\nkind = "review"\nnumber = 2\nfactor = "0.5"\nreason = "x"')).toThrow("that the evidence does not have once");
    expect(() => points('[[adjust]]\nidentity = "github:1"\npoints = "2"\nreason = "x"')).toThrow();
  });
});
