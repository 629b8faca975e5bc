import { describe, expect, it } from "vitest";

import { dateUtc, exactTokens, percent, personName, points, relative, shortHex, shortTokens } from "../src/format";

describe("what people read", () => {
  it("amounts are exact, and short ones say that there is more", () => {
    expect(exactTokens(1_234_567_890_000n, 6)).toBe("1,234,567.89");
    expect(exactTokens(5n, 18)).toBe("0.000000000000000005");
    expect(exactTokens(100n, 0)).toBe("100");
    expect(shortTokens(1_999_999n, 6)).toBe("1.99…");
    expect(shortTokens(5n, 18)).toBe("<0.01");
    expect(shortTokens(1_500_000n, 6)).toBe("1.5");
  });

  it("points and shares are cut, never rounded up", () => {
    expect(points(3_194_888n)).toBe("3.19");
    expect(percent(131_881)).toBe("13.2 %");
    expect(percent(99)).toBe("<0.01 %");
  });

  it("dates are in UTC", () => {
    expect(dateUtc("2026-01-03T14:05:00Z")).toBe("3 Jan 2026, 14:05 UTC");
    expect(dateUtc("2026-01-03T00:00:00Z")).toBe("3 Jan 2026 UTC");
    expect(relative("2026-01-03T00:00:00Z", Date.parse("2026-01-01T00:00:00Z"))).toBe("in 2 days");
  });

  it("people without a login have a stand-in", () => {
    expect(personName({ login: null, identity: `email:${"ab".repeat(32)}` })).toBe("unlinked e-mail ababab");
    expect(personName({ login: "ada", identity: "github:1" })).toBe("ada");
    expect(shortHex("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")).toBe("0x7099…79C8");
  });
});
