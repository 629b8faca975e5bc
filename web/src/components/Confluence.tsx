// The picture of the first page: many streams, one river, and a share for everybody. It decorates; it has no data.
const LENGTH = 520;
const BREADTH = 440;
const MEET = LENGTH * 0.4;
const PART = LENGTH * 0.56;
const WIDTHS = [9, 14, 6, 18, 8, 12, 22, 7, 11, 5, 15];
const YOURS = 4;
const GAP = 1.5;

interface Line { d: string; width: number; tone: string; end: [number, number] }

/** `tall` flows down the page, else from left to right. */
function lines(tall: boolean): Line[] {
  const [long, broad] = tall ? [LENGTH, BREADTH] : [LENGTH * 1.6, BREADTH * 0.42];
  const slim = tall ? 1 : 0.6;
  const at = (t: number, s: number) => (tall ? `${s.toFixed(1)},${t.toFixed(1)}` : `${t.toFixed(1)},${s.toFixed(1)}`);
  const stretch = long / LENGTH;
  const sum = WIDTHS.reduce((total, width) => total + width * slim + GAP, 0);
  let edge = broad / 2 - sum / 2;
  return WIDTHS.map((full, place) => {
    const width = full * slim;
    const bed = edge + width / 2;
    edge += width + GAP;
    const spring = broad * (0.02 + (0.96 * place) / (WIDTHS.length - 1));
    const mouth = broad * (0.04 + (0.92 * place) / (WIDTHS.length - 1));
    // The outer streams join later.
    const join = (MEET - 60 + Math.abs(place - 5) * 12) * stretch;
    const leave = (PART + 40 - Math.abs(place - 5) * 9) * stretch;
    const end = long - 14;
    const d = `M${at(0, spring)}C${at(join * 0.55, spring)} ${at(join * 0.6, bed)} ${at(join, bed)}L${at(leave, bed)}`
      + `C${at(leave + (end - leave) * 0.4, bed)} ${at(leave + (end - leave) * 0.5, mouth)} ${at(end, mouth)}`;
    return { d, width, tone: place === YOURS ? "you" : String(place % 6), end: tall ? [mouth, end] : [end, mouth] };
  });
}

export function Confluence({ tall }: { tall: boolean }) {
  const [width, height] = tall ? [BREADTH, LENGTH] : [LENGTH * 1.6, BREADTH * 0.42];
  return (
    <svg className={tall ? "confluence tall" : "confluence flat"} viewBox={`-12 -12 ${width + 24} ${height + 24}`} aria-hidden>
      {lines(tall).map((line) => <path key={line.d} className={`stroke-${line.tone}`} d={line.d} strokeWidth={line.width} pathLength={1} />)}
      {lines(tall).map((line) => <circle key={line.d} className={`flow-${line.tone}`} cx={line.end[0]} cy={line.end[1]} r={tall ? 7 + line.width / 5 : 6 + line.width / 5} />)}
    </svg>
  );
}
