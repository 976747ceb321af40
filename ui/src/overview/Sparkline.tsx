interface SparklineProps {
  values: (number | null)[];
  color?: string;
}

const WIDTH = 100;
const HEIGHT = 26;

/** The shape of a series; unknown values are gaps. Decoration: the figures are beside it. */
export function Sparkline({ values, color = 'var(--accent)' }: SparklineProps) {
  const known = values.filter((value) => value !== null);
  const top = Math.max(...known, 0) || 1;
  const step = WIDTH / Math.max(values.length - 1, 1);
  const y = (value: number) => HEIGHT - (value / top) * (HEIGHT - 2);
  let line = '';
  let area = '';
  let start = -1;
  values.forEach((value, index) => {
    const x = (index * step).toFixed(2);
    if (value !== null) {
      const point = `${x} ${y(value).toFixed(2)}`;
      if (start < 0) {
        start = index;
        line += `M${point}`;
        area += `M${x} ${HEIGHT}L${point}`;
      } else {
        line += `L${point}`;
        area += `L${point}`;
      }
    }
    if (start >= 0 && (value === null || index === values.length - 1)) {
      const end = ((value === null ? index - 1 : index) * step).toFixed(2);
      area += `L${end} ${HEIGHT}Z`;
      if (value === null) start = -1;
    }
  });
  return (
    <svg
      className="spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={area} fill={color} opacity="0.12" />
      <path
        d={line}
        fill="none"
        stroke={color}
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
