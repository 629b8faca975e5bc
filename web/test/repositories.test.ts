import { describe, expect, it } from "vitest";

import type { ListedRepository } from "../src/bundle/manifest";
import { checkListed, factorOf, readEntry, readKinds } from "../src/bundle/repositories";

const listed = (source: string, weight = "1", kind?: [string, string]): ListedRepository => ({
  id: 1, name: "river/r1", url: null, source, weight, ...(kind && { kind: { weight: kind[1], found: { kind: kind[0] } } }),
});

describe("repositories of the manifest", () => {
  it("names entries that stand for many as the program does", () => {
    expect(readEntry({ organisation: "river", forks: true, exclude: ["river/old*", "river/x"] }).source).toBe("organisation:river with forks without river/old*, river/x");
    expect(readEntry({ topic: "llm" }).source).toBe("topic:llm (at most 100)");
    expect(readEntry({ topic: "llm", limit: 5, archived: true }).source).toBe("topic:llm (at most 5) with archived");
    expect(readEntry({ github: "river/r1", git: "../r1" }).source).toBe("github:river/r1");
  });

  it("takes any number of an entry that stands for many, in order, and one of each other", () => {
    const entries = [readEntry({ organisation: "river" }), readEntry({ git: "x", weight: "2" })];
    const many = [listed("organisation:river"), listed("organisation:river"), listed("git:x", "2.0")];
    checkListed(many, entries, null);
    expect(() => { checkListed(many.slice(0, 2), entries, null); }).toThrow("the manifest lists other repositories or weights than the rules");
    expect(() => { checkListed([...many, listed("git:y")], entries, null); }).toThrow("other repositories");
    expect(() => { checkListed([listed("organisation:river", "3"), many[2] as ListedRepository], entries, null); }).toThrow("other repositories");
  });

  it("lets a list state weights of its own", () => {
    checkListed([listed("file:list.csv", "7")], [readEntry({ file: "list.csv" })], null);
  });

  it("holds each kind to the weight that the rules give it", () => {
    const kinds = readKinds({ only: ["model", "dataset"], weights: { model: "1.5" } });
    const entries = [readEntry({ git: "x" })];
    const check = (kind?: [string, string]) => { checkListed([listed("git:x", "1", kind)], entries, kinds); };
    check(["model", "1.5"]);
    check(["dataset", "1"]);
    check(["tool", "0"]);
    expect(() => { check(["tool", "1"]); }).toThrow("the kind of `river/r1` in the manifest does not have the weight of the rules' `[kinds]`");
    expect(() => { check(); }).toThrow("the kind of");
    expect(() => { checkListed([listed("git:x", "1", ["model", "1"])], entries, null); }).toThrow("the kind of");
  });

  it("multiplies the entry's weight with the kind's, rounded down", () => {
    expect(factorOf(listed("git:x", "1.5", ["model", "0.333333"]))).toBe(499_999n);
    expect(factorOf(listed("git:x", "1.5"))).toBe(1_500_000n);
  });
});
