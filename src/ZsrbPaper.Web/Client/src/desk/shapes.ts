// Polygons in percent of the page.
import clipping, { type MultiPolygon } from "polygon-clipping";

export type Point = [number, number];

export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Areas smaller than this (percent of the page's width by percent of its height) are slips of the hand. */
const smallest = 0.1;

export function textOf(points: Point[]): string {
  return points.map(([x, y]) => `${x},${y}`).join(" ");
}

export function numbersOf(text: string): Point[] {
  return text
    .split(/\s+/)
    .filter((pair) => pair.includes(","))
    .map((pair) => pair.split(",").map(Number) as Point);
}

/** To as many places as are stored. */
export function round(value: number): number {
  return Math.round(10_000 * value) / 10_000;
}

export function boundsOf(points: Point[]): Bounds {
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

export function rectangle({ left, top, right, bottom }: Bounds): Point[] {
  return [[left, top], [right, top], [right, bottom], [left, bottom]];
}

/** Whether the points are those of {@link rectangle}, in its order. */
export function isRectangle(points: Point[]): boolean {
  return textOf(points) === textOf(rectangle(boundsOf(points)));
}

export function isTooSmall(points: Point[]): boolean {
  const twice = points.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2 < smallest;
}

/** Moved by so much, but not over the edge of the page. */
export function moved(points: Point[], dx: number, dy: number): Point[] {
  const { left, top, right, bottom } = boundsOf(points);
  const x = Math.min(100 - right, Math.max(-left, dx));
  const y = Math.min(100 - bottom, Math.max(-top, dy));
  return points.map((point) => [round(point[0] + x), round(point[1] + y)]);
}

/** Made wider and higher by so much from its left upper corner, within the page and not below one percent. */
export function stretched(points: Point[], dx: number, dy: number): Point[] {
  const { left, top, right, bottom } = boundsOf(points);
  const scale = (low: number, high: number, by: number) => (Math.min(100, Math.max(low + 1, high + by)) - low) / Math.max(high - low, 0.01);
  const x = scale(left, right, dx);
  const y = scale(top, bottom, dy);
  return points.map((point) => [round(left + (point[0] - left) * x), round(top + (point[1] - top) * y)]);
}

/**
 * The shape as it may lie on the page, after a hand drew it: what was moved over the edge comes back whole, what was drawn over it
 * ends there.
 * @param before The shape before the hand took it; null for a new one.
 */
export function within(points: Point[], before: Point[] | null): Point[] {
  const rounded = points.map(([x, y]): Point => [round(x), round(y)]);
  const wasMoved = before?.length === points.length
    && rounded.every(([x, y], index) => Math.abs(x - rounded[0]![0] - before[index]![0] + before[0]![0]) < 0.001 && Math.abs(y - rounded[0]![1] - before[index]![1] + before[0]![1]) < 0.001);
  if (wasMoved && before) return moved(before, round(rounded[0]![0] - before[0]![0]), round(rounded[0]![1] - before[0]![1]));
  return rounded.map(([x, y]) => [Math.min(100, Math.max(0, x)), Math.min(100, Math.max(0, y))]);
}

/** What several shapes cover together, when that is one piece without a hole, which areas cannot have. */
export function union(shapes: Point[][]): { points: Point[] } | "apart" | "hole" {
  const [first, ...others] = shapes.map((points) => [points]);
  const pieces = clipping.union(first!, ...others);
  if (pieces.length !== 1) return "apart";
  return pieces[0]!.length > 1 ? "hole" : { points: piecesOf(pieces)[0]! };
}

/** The pieces of a shape on either side of the straight line through two points; one piece when the line misses it. */
export function cut(points: Point[], [fromX, fromY]: Point, [toX, toY]: Point): Point[][] {
  const length = Math.hypot(toX - fromX, toY - fromY);
  // Far more than the page in every direction.
  const [alongX, alongY] = [(1000 * (toX - fromX)) / length, (1000 * (toY - fromY)) / length];
  const half = (side: number): Point[] => [
    [fromX - alongX, fromY - alongY],
    [fromX + alongX, fromY + alongY],
    [fromX + alongX - side * alongY, fromY + alongY + side * alongX],
    [fromX - alongX - side * alongY, fromY - alongY + side * alongX],
  ];
  const pieces = [1, -1].flatMap((side) => piecesOf(clipping.intersection([points], [half(side)])));
  return pieces.length > 1 ? pieces : [points];
}

/** Cuts a shape at the middle of its longer side. */
export function halved(points: Point[]): Point[][] {
  const { left, top, right, bottom } = boundsOf(points);
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return right - left > bottom - top ? cut(points, [x, top], [x, bottom]) : cut(points, [left, y], [right, y]);
}

/** The outlines, without the first point that the library repeats at the end, and without slivers. */
function piecesOf(pieces: MultiPolygon): Point[][] {
  return pieces
    .map(([outline]) => outline!.slice(0, -1).map(([x, y]): Point => [round(x), round(y)]))
    .filter((points) => !isTooSmall(points))
    .map((points) => {
      const corners = rectangle(boundsOf(points));
      return points.length === 4 && corners.every(([x, y]) => points.some((point) => point[0] === x && point[1] === y)) ? corners : points;
    });
}
