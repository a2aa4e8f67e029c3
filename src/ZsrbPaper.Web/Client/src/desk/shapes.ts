// Polygons in percent of the page.
export type Point = [number, number];

export function textOf(points: Point[]): string {
  return points.map(([x, y]) => `${x},${y}`).join(" ");
}

export function numbersOf(text: string): Point[] {
  return text
    .split(/\s+/)
    .filter((pair) => pair.includes(","))
    .map((pair) => pair.split(",").map(Number) as Point);
}

/** Cuts a polygon in two at the middle of its longer side. */
export function half(points: Point[]): Point[][] {
  const spans = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis]!);
    return { low: Math.min(...values), high: Math.max(...values) };
  });
  const axis = spans[0]!.high - spans[0]!.low > spans[1]!.high - spans[1]!.low ? 0 : 1;
  const middle = Math.round(50 * (spans[axis]!.low + spans[axis]!.high)) / 100;
  return [cut(points, axis, middle, -1), cut(points, axis, middle, 1)].filter((part) => part.length > 2);
}

/** The part of a polygon on one side of a straight line along an axis. */
function cut(points: Point[], axis: 0 | 1, line: number, side: 1 | -1): Point[] {
  const kept: Point[] = [];
  points.forEach((point, index) => {
    const before = points[(index + points.length - 1) % points.length]!;
    const isIn = side * (point[axis] - line) >= 0;
    const wasIn = side * (before[axis] - line) >= 0;
    if (isIn !== wasIn) {
      const part = (line - before[axis]) / (point[axis] - before[axis]);
      kept.push([round(before[0] + part * (point[0] - before[0])), round(before[1] + part * (point[1] - before[1]))]);
    }
    if (isIn) kept.push(point);
  });
  return kept;
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
