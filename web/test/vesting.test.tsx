// The schedule of `VestingAirdrop`: the values are those of contracts/test/unit/VestingAirdrop/Vesting.t.sol.
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Curve } from "../src/vesting/Curve";
import { corners, nextAfter, outlook, rows, scheduleOf, vested, vestingOf, type Schedule } from "../src/vesting/schedule";
import { lasting, sentenceOf } from "../src/vesting/words";

vi.setConfig({ testTimeout: 20_000 });

const DAY = 86_400n;
/** A tenth at the claim, the rest by the second over 360 days, nothing of it in the first 30. */
const wanted: Schedule = { start: null, cliff: 30n * DAY, duration: 360n * DAY, period: 1n, unlockBps: 1_000n };
const tranches: Schedule = { ...wanted, cliff: 0n, period: 90n * DAY, unlockBps: 0n };

describe("what is available", () => {
  it("is a tenth at the claim, no more before the cliff, and all at the end", () => {
    const amount = 1_000_003n;
    expect(vested(wanted, amount, -1n)).toBe(0n);
    expect(vested(wanted, amount, 0n)).toBe(amount / 10n);
    expect(vested(wanted, amount, wanted.cliff - 1n)).toBe(amount / 10n);
    for (const elapsed of [wanted.cliff, wanted.cliff + 1n, 200n * DAY, wanted.duration - 1n]) {
      expect(vested(wanted, amount, elapsed)).toBe(amount / 10n + ((amount - amount / 10n) * elapsed) / wanted.duration);
    }
    expect([vested(wanted, amount, wanted.duration), vested(wanted, amount, 2n * wanted.duration)]).toEqual([amount, amount]);
  });

  it("is all that came up to the cliff at once, where nothing is unlocked", () => {
    expect(vested({ ...wanted, unlockBps: 0n }, 7_200n, wanted.cliff)).toBe((7_200n * wanted.cliff) / wanted.duration);
  });

  it("comes in tranches", () => {
    for (const quarter of [0n, 1n, 2n, 3n]) {
      const from = quarter * 90n * DAY;
      expect([vested(tranches, 100n, from), vested(tranches, 100n, from + 90n * DAY - 1n)]).toEqual([quarter * 25n, quarter * 25n]);
    }
    expect(vested(tranches, 100n, 360n * DAY)).toBe(100n);
  });

  it("never gets less, and is never more than there is", () => {
    for (const schedule of [wanted, tranches, { ...tranches, period: 77n * DAY, cliff: 100n * DAY, unlockBps: 3_333n }]) {
      let before = 0n;
      for (let elapsed = -DAY; elapsed < 370n * DAY; elapsed += DAY / 2n) {
        const now = vested(schedule, 101n, elapsed);
        expect(now >= before && now <= 101n).toBe(true);
        before = now;
      }
    }
  });
});

describe("what comes next", () => {
  it.each<[string, Schedule, bigint, bigint | null]>([
    ["the start, where something is unlocked", wanted, -5n, 0n],
    ["the cliff", wanted, 0n, 30n * DAY],
    ["the first tranche, where nothing is unlocked", tranches, -5n, 90n * DAY],
    ["the next tranche", tranches, 100n * DAY, 180n * DAY],
    ["the end", tranches, 300n * DAY, 360n * DAY],
    ["nothing more", tranches, 360n * DAY, null],
    ["the end, where the last step is shorter", { ...tranches, period: 250n * DAY }, 250n * DAY, 360n * DAY],
  ])("%s", (_, schedule, elapsed, next) => {
    expect(nextAfter(schedule, 100n, elapsed)).toBe(next);
  });

  it("is the first moment with a unit more, of every schedule", () => {
    for (const schedule of [{ ...wanted, duration: 97n, cliff: 13n, period: 7n }, { ...wanted, duration: 50n, cliff: 0n, period: 1n, unlockBps: 0n }, { ...wanted, duration: 60n, cliff: 60n, period: 60n, unlockBps: 0n }]) {
      for (let elapsed = -3n; elapsed < 100n; elapsed += 1n) {
        let later = elapsed + 1n;
        while (later < 200n && vested(schedule, 11n, later) === vested(schedule, 11n, elapsed)) later += 1n;
        expect(nextAfter(schedule, 11n, elapsed)).toBe(later === 200n ? null : later);
      }
    }
  });

  it("is told with what was paid already", () => {
    expect(outlook(tranches, 100n, 25n, 200n * DAY)).toEqual({ available: 25n, next: { elapsed: 270n * DAY, amount: 25n } });
    expect(outlook(tranches, 100n, 100n, 400n * DAY)).toEqual({ available: 0n, next: null });
  });
});

describe("the picture", () => {
  it("has a corner for every step, and one slope where steps are too many to see", () => {
    expect(corners(tranches, 100n).map(({ elapsed, amount }) => [elapsed / DAY, amount])).toEqual([[0n, 0n], [0n, 0n], [90n, 0n], [90n, 25n], [180n, 25n], [180n, 50n], [270n, 50n], [270n, 75n], [360n, 75n], [360n, 100n]]);
    expect(corners(wanted, 1_200n).map(({ elapsed, amount }) => [elapsed / DAY, amount])).toEqual([[0n, 0n], [0n, 120n], [30n, 120n], [30n, 210n], [360n, 1_200n]]);
  });

  it("has the same numbers in rows", () => {
    expect(rows(tranches, 100n).map(({ amount }) => amount)).toEqual([0n, 25n, 50n, 75n, 100n]);
    expect(rows(wanted, 1_200n)).toHaveLength(13);
  });
});

describe("in words", () => {
  it.each<[Schedule, string]>([
    [wanted, "10 % of a share is available when you claim. The rest becomes available by the second over 360 days, counted from your claim. Nothing of it in the first 30 days; then all that has come up to there."],
    [tranches, "A share becomes available every 90 days over 360 days, counted from your claim."],
    [{ ...tranches, start: 1n, period: 2_592_000n, unlockBps: 250n }, "2.5 % of a share is available at the start. The rest becomes available every month over 360 days."],
    [{ ...tranches, start: 1n, period: 360n * DAY }, "A share becomes available all at once after 360 days."],
  ])("%o", (schedule, words) => expect(sentenceOf(schedule)).toBe(words));

  it("lasts as long as it does", () => expect([1n, 60n, 5_400n, 90n * DAY].map(lasting)).toEqual(["1 second", "1 minute", "90 minutes", "90 days"]));
});

describe("from the manifest", () => {
  const vesting = { start: "2027-01-01T00:00:00Z", cliff_seconds: 1, duration_seconds: 2, period_seconds: 1, unlock_bps: 10_000 };
  it("is read, and is not there where shares are paid at once", () => {
    expect(scheduleOf(vesting)).toEqual({ start: 1_798_761_600n, cliff: 1n, duration: 2n, period: 1n, unlockBps: 10_000n });
    const claim = { start: "", end: "", ends_at: "", vesting: null, recurring: null };
    expect(vestingOf({ claim })).toBeNull();
    expect(vestingOf({ claim: { ...claim, vesting: { ...vesting, start: null } } })?.start).toBeNull();
  });
});

describe("the curve on a page", () => {
  beforeEach(() => vi.stubGlobal("ResizeObserver", class { observe() { /* jsdom has no widths */ } disconnect() { /* nothing to end */ } }));
  afterEach(() => { cleanup(); vi.unstubAllGlobals(); });
  const start = 1_798_761_600n;
  const show = (schedule: Schedule, now: bigint, released: bigint | null = null) =>
    render(<Curve title="When it is yours" schedule={schedule} amount={100n} released={released} now={now} decimals={0} symbol="RVR" yours />);
  const figure = (name: string) => screen.getByText(name).parentElement?.textContent;

  it("says what there is now, what comes next, and by when all is there", async () => {
    const { container } = show({ ...tranches, start }, start + 100n * DAY, 5n);
    expect(figure("Available now")).toBe("Available now20 RVR5 RVR were paid before");
    expect(figure("Next")).toMatch(/^Next25 RVR30 Jun 2027 UTC/);
    expect(figure("All by")).toBe("All by27 Dec 2027 UTC");
    expect(screen.getByRole("img", { name: /every 90 days over 360 days/ }).querySelector(".here")).not.toBeNull();
    await userEvent.click(screen.getByRole("tab", { name: "Table" }));
    const table = within(screen.getByRole("table"));
    expect(table.getAllByRole("row").map(({ textContent }) => textContent).slice(1)).toEqual(["1 Jan 2027 UTC0 RVR0.00 %", "1 Apr 2027 UTC25 RVR25.0 %", "30 Jun 2027 UTC50 RVR50.0 %", "28 Sep 2027 UTC75 RVR75.0 %", "27 Dec 2027 UTC100 RVR100.0 %"]);
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it("counts from the claim where there is no date", () => {
    show(wanted, start);
    expect(figure("Available at the claim")).toBe("Available at the claim10 RVR");
    expect(figure("Next")).toBe("Next7 RVR30 days after your claim");
    expect(figure("All by")).toBe("All by360 days after your claim");
  });

  it("says that all is there", () => {
    show({ ...tranches, start }, start + 400n * DAY);
    expect(figure("Next")).toBe("NextNothing more: all is available");
  });
});
