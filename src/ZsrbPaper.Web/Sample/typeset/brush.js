// The tools with which scenes.js draws: skies, water, hills, trees, boats, people, and the paper at the end.
let W, H, g, canvas, random;

function begin(width, height, seed) {
  W = width; H = height;
  canvas = document.createElement('canvas');
  canvas.width = W; canvas.height = H;
  g = canvas.getContext('2d', { willReadFrequently: true });
  let s = seed * 2654435761 % 4294967296;
  random = () => { s = (s + 0x6D2B79F5) | 0; let t = Math.imul(s ^ s >>> 15, 1 | s); t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t; return ((t ^ t >>> 14) >>> 0) / 4294967296; };
}
const between = (a, b) => a + (b - a) * random();
const pick = list => list[Math.floor(random() * list.length)];

function vertical(y0, y1, stops, x0 = 0, x1 = W) {
  const f = g.createLinearGradient(0, y0, 0, y1);
  stops.forEach((c, i) => f.addColorStop(i / (stops.length - 1), c));
  g.fillStyle = f; g.fillRect(x0, y0, x1 - x0, y1 - y0);
}
function glow(x, y, r, color, alpha = 1) {
  const f = g.createRadialGradient(x, y, 0, x, y, r);
  f.addColorStop(0, color); f.addColorStop(1, color.replace(/^(#......)(..)?$/, '$100'));
  g.save(); g.globalAlpha = alpha; g.fillStyle = f; g.fillRect(x - r, y - r, 2 * r, 2 * r); g.restore();
}
function disc(x, y, r, color) { g.fillStyle = color; g.beginPath(); g.arc(x, y, r, 0, 7); g.fill(); }
function oval(x, y, rx, ry, color, turn = 0) { g.fillStyle = color; g.beginPath(); g.ellipse(x, y, rx, ry, turn, 0, 7); g.fill(); }
function shape(points, color) { g.fillStyle = color; g.beginPath(); points.forEach(([x, y], i) => i ? g.lineTo(x, y) : g.moveTo(x, y)); g.closePath(); g.fill(); }
function box(x, y, w, h, color) { g.fillStyle = color; g.fillRect(x, y, w, h); }
function line(points, color, width, cap = 'round') { g.strokeStyle = color; g.lineWidth = width; g.lineCap = cap; g.lineJoin = 'round'; g.beginPath(); points.forEach(([x, y], i) => i ? g.lineTo(x, y) : g.moveTo(x, y)); g.stroke(); }
function curve(p, color, width) { g.strokeStyle = color; g.lineWidth = width; g.lineCap = 'round'; g.beginPath(); g.moveTo(p[0], p[1]); if (p.length === 6) g.quadraticCurveTo(p[2], p[3], p[4], p[5]); else g.bezierCurveTo(...p.slice(2)); g.stroke(); }

function ridge(y, height, color, rough = 1, x0 = 0, x1 = W) {
  const waves = Array.from({ length: 7 }, (_, i) => [between(.6, 1.4) * (i + 1) * rough, random() * 7, 1 / (i + 1.3)]);
  const points = [[x0, H]];
  for (let x = x0; x <= x1 + 6; x += 6) {
    let v = 0;
    for (const [f, p, a] of waves) v += a * Math.sin(x / W * 6.28 * f + p);
    points.push([x, y - height * (.5 + v / 2.6)]);
  }
  points.push([x1, H]);
  shape(points, color);
}
function mist(y, height, color, alpha) {
  const f = g.createLinearGradient(0, y - height, 0, y + height);
  f.addColorStop(0, color + '00'); f.addColorStop(.5, color); f.addColorStop(1, color + '00');
  g.save(); g.globalAlpha = alpha; g.fillStyle = f; g.fillRect(0, y - height, W, 2 * height); g.restore();
}
function clouds(y0, y1, color, count, alpha = .1) {
  g.save(); g.filter = `blur(${W / 90}px)`; g.globalAlpha = alpha;
  for (let i = 0; i < count; i++) { const x = random() * W, y = between(y0, y1), s = between(.06, .22) * W; for (let k = 0; k < 5; k++) oval(x + between(-s, s), y + between(-s, s) * .08, s * between(.3, .9), s * between(.05, .13), color); }
  g.restore();
}
// Everything above `y`, mirrored in water below it.
function reflect(y, tint, alpha = .35, ripple = 1, squeeze = .9) {
  const copy = document.createElement('canvas');
  copy.width = W; copy.height = H;
  copy.getContext('2d').drawImage(canvas, 0, 0);
  g.save(); g.filter = `blur(${W / 900}px)`;
  for (let row = 0; y + row < H; row += 2) {
    const from = y - row / squeeze;
    const d = row / (H - y), shift = Math.sin(row * .33 / (1 + d * 2) + Math.sin(row * .07) * 2) * ripple * (1.5 + d * 9);
    if (from < 1) break;
    g.drawImage(copy, 0, from, W, 2, shift - 6, y + row, W + 12, 2.6);
  }
  g.restore();
  g.save(); g.globalAlpha = alpha; vertical(y, H, [tint[0], tint[1]]); g.restore();
}
function glints(y0, y1, color, count, alpha, x = W / 2, spread = W) {
  g.save();
  for (let i = 0; i < count; i++) {
    const d = random(), y = y0 + (y1 - y0) * d * d, w = (8 + 90 * d) * between(.3, 1) * W / 1600;
    g.globalAlpha = alpha * between(.3, 1);
    oval(x + (random() - .5) * spread * (.25 + d), y, w, Math.max(1, w * .035), color);
  }
  g.restore();
}
function branch(x, y, length, angle, width, depth, color, tips, bend = .5) {
  const x2 = x + Math.cos(angle) * length, y2 = y + Math.sin(angle) * length;
  const mx = (x + x2) / 2 + between(-1, 1) * length * .1, my = (y + y2) / 2 + between(-1, 1) * length * .1;
  curve([x, y, mx, my, x2, y2], color, width);
  if (depth <= 3) tips.push([x2, y2, depth]);
  if (depth === 0) return;
  const n = random() < .3 ? 3 : 2;
  for (let i = 0; i < n; i++) branch(x2, y2, length * between(.64, .86), angle + (i - (n - 1) / 2) * between(.5, 1.1) * bend * 2 + between(-.18, .18), width * .68, depth - 1, color, tips, bend);
}
function foliage(x, y, r, colors, count, size) {
  for (let i = 0; i < count; i++) {
    const a = random() * 6.28, d = Math.sqrt(random());
    const px = x + Math.cos(a) * r * d, py = y + Math.sin(a) * r * d * .72;
    const c = colors[Math.min(colors.length - 1, Math.max(0, Math.floor((((py - y) / r + .72) / 1.44 + between(-.25, .25)) * colors.length)))];
    g.save(); g.globalAlpha = between(.55, .95); oval(px, py, size * between(.5, 1.3), size * between(.3, .8), c, random() * 3); g.restore();
  }
}
function grass(y0, y1, colors, count, height) {
  for (let i = 0; i < count; i++) {
    const d = Math.sqrt(i / count), y = y0 + (y1 - y0) * d, x = random() * W, h = height * (.3 + d) * between(.5, 1.2);
    curve([x, y, x + between(-.2, .2) * h, y - h * .6, x + between(-.6, .6) * h, y - h], pick(colors), Math.max(1, h * .05));
  }
}
function boat(x, y, s, color, cabin = true, man = true) {
  g.save(); g.translate(x, y); g.scale(s, s);
  g.fillStyle = color; g.beginPath(); g.moveTo(-90, -20); g.quadraticCurveTo(-70, 14, -40, 16); g.lineTo(52, 16); g.quadraticCurveTo(82, 10, 100, -28); g.quadraticCurveTo(60, -8, 0, -6); g.quadraticCurveTo(-50, -6, -90, -20); g.fill();
  if (cabin) { g.beginPath(); g.moveTo(-44, -6); g.quadraticCurveTo(-40, -46, -8, -46); g.quadraticCurveTo(22, -46, 26, -6); g.fill(); }
  g.restore();
  if (man) { person(x + 60 * s, y - 2 * s, 74 * s, color, { hat: true }); line([[x + 54 * s, y - 46 * s], [x + 120 * s, y + 26 * s]], color, 3 * s); }
}
function trawler(x, y, s, color, light) {
  g.save(); g.translate(x, y); g.scale(s, s);
  shape([[-130, -22], [-112, 20], [100, 20], [142, -46], [96, -24]], color);
  box(-88, -66, 62, 46, color); box(-96, -72, 78, 7, color);
  box(-80, -58, 14, 14, light); box(-60, -58, 14, 14, light);
  line([[20, -24], [20, -150]], color, 5); line([[20, -140], [120, -40]], color, 2); line([[20, -140], [-90, -70]], color, 2); line([[20, -60], [84, -112]], color, 4);
  line([[84, -112], [96, -40]], color, 1.5); shape([[20, -148], [20, -130], [46, -139]], '#a5352c');
  g.restore();
}
function egret(x, y, s, color, flap = .5) {
  g.save(); g.translate(x, y); g.scale(s, s); g.fillStyle = color;
  g.beginPath(); g.moveTo(-26, 2); g.quadraticCurveTo(0, -9, 26, -3); g.quadraticCurveTo(42, -12, 48, -6); g.lineTo(64, -3); g.lineTo(46, -1); g.quadraticCurveTo(30, 6, 4, 7); g.lineTo(-50, 12); g.lineTo(-26, 2); g.fill();
  g.beginPath(); g.moveTo(-8, -2); g.quadraticCurveTo(-24, -40 * flap - 20, -62, -60 * flap); g.quadraticCurveTo(-30, -14, 14, -4); g.fill();
  g.beginPath(); g.moveTo(0, -2); g.quadraticCurveTo(22, -50 * flap - 14, 40, -74 * flap); g.quadraticCurveTo(34, -20, 18, -3); g.fill();
  g.restore();
}
function person(x, y, h, color, o = {}) {
  const u = h / 100, lean = o.lean ?? 0;
  g.save(); g.translate(x, y); if (o.flip) g.scale(-1, 1); g.scale(u, u);
  const legs = o.legs ?? color, coat = o.coat ?? color, skin = o.skin ?? color;
  if (o.sit) {
    shape([[-12, -50], [14, -50], [16, -34], [-14, -34]], coat);
    shape([[-14, -38], [26, -34], [28, -22], [-12, -22]], legs); shape([[18, -30], [28, -30], [26, 0], [16, 0]], legs);
  } else {
    const step = o.step ?? 5;
    shape([[-9, -48], [1, -48], [-1 - step, 0], [-10 - step, 0]], legs); shape([[0, -48], [10, -48], [10 + step, 0], [1 + step, 0]], legs);
  }
  g.fillStyle = coat; g.beginPath(); g.moveTo(-12, -42); g.quadraticCurveTo(-15 + lean, -74, -8 + lean, -80); g.quadraticCurveTo(lean, -84, 8 + lean, -80); g.quadraticCurveTo(15 + lean, -74, 12, -42); g.closePath(); g.fill();
  g.lineWidth = 6.4; g.lineCap = 'round'; g.strokeStyle = coat;
  const arms = o.arms ?? [[-15, -56, -13, -42], [15, -56, 13, -42]];
  arms.forEach((a, i) => { g.beginPath(); g.moveTo((i ? 9 : -9) + lean, -75); g.lineTo(a[0], a[1]); g.lineTo(a[2], a[3]); g.stroke(); disc(a[2], a[3], 3.4, skin); });
  box(-2.6 + lean, -85, 5.2, 6, skin);
  oval(lean * 1.3, -91, 6.6, 8, skin);
  g.fillStyle = o.hair ?? color; g.beginPath(); g.ellipse(lean * 1.3 - .6, -93.4, 7.4, 7.2, 0, 2.9, 6.5); g.fill();
  if (o.long) oval(lean * 1.3 - 4.5, -88, 4, 9, o.hair ?? color);
  if (o.hat) { shape([[-17 + lean, -93], [17 + lean, -93], [lean, -106]], o.hatColor ?? color); }
  if (o.bag) { g.fillStyle = o.bag; g.beginPath(); g.roundRect(-20 + lean, -78, 12, 28, 5); g.fill(); }
  if (o.umbrella) { g.strokeStyle = '#222'; g.lineWidth = 1.6; g.beginPath(); g.moveTo(12, -60); g.lineTo(8, -120); g.stroke(); g.fillStyle = o.umbrella; g.beginPath(); g.moveTo(-36, -104); g.quadraticCurveTo(6, -150, 50, -104); g.quadraticCurveTo(36, -111, 21, -105); g.quadraticCurveTo(6, -111, -8, -105); g.quadraticCurveTo(-22, -111, -36, -104); g.fill(); }
  g.restore();
}
function steam(x, y, height, color, alpha, count = 9) {
  g.save(); g.filter = `blur(${W / 130}px)`;
  for (let i = 0; i < count; i++) { g.globalAlpha = alpha * between(.4, 1); const d = between(-1, 1) * height * .3; curve([x + d, y, x + d + between(-.3, .3) * height, y - height * .4, x + d + between(-.4, .4) * height, y - height * .7, x + d * 1.6 + between(-.3, .3) * height, y - height * between(.7, 1.1)], color, height * between(.03, .1)); }
  g.restore();
}
function rain(color, alpha, count, length, slant = .12) {
  g.save();
  for (let i = 0; i < count; i++) { const x = between(-.1, 1.1) * W, y = between(-.1, 1) * H, l = length * between(.4, 1.3); g.globalAlpha = alpha * between(.3, 1); line([[x, y], [x - l * slant, y + l]], color, between(.8, 2)); }
  g.restore();
}
function noise2(scale) {
  const n = Math.ceil(Math.max(W, H) / scale) + 3, table = new Float32Array(n * n);
  for (let i = 0; i < table.length; i++) table[i] = random() * 2 - 1;
  return (x, y) => {
    const X = x / scale, Y = y / scale, i = X | 0, j = Y | 0, u = X - i, v = Y - j, a = u * u * (3 - 2 * u), b = v * v * (3 - 2 * v);
    return (table[j * n + i] * (1 - a) + table[j * n + i + 1] * a) * (1 - b) + (table[(j + 1) * n + i] * (1 - a) + table[(j + 1) * n + i + 1] * a) * b;
  };
}
// The print: edges a little unsteady as of a wood block, broad mottling, fibres, fine grain, a quieter palette, darker corners.
function finish(o = {}) {
  const source = g.getImageData(0, 0, W, H), target = g.createImageData(W, H);
  const wobbleX = noise2(13), wobbleY = noise2(13), fine = noise2(4), mottle = noise2(90), blot = noise2(28), fibre = noise2(7);
  const edge = o.edge ?? 2.2, grain = o.grain ?? 9, saturation = o.saturation ?? .82, s = source.data, t = target.data;
  for (let y = 0; y < H; y++) for (let x = 0; x < W; x++) {
    const px = Math.min(W - 1, Math.max(0, x + wobbleX(x, y) * edge + fine(x, y) * .7 | 0)), py = Math.min(H - 1, Math.max(0, y + wobbleY(x, y) * edge + fine(y, x % H) * .7 | 0));
    const i = (py * W + px) * 4, k = (y * W + x) * 4;
    const dx = x / W - .5, dy = y / H - .5, corner = 1 - (dx * dx + dy * dy) * .34;
    const shade = 1 + mottle(x, y) * .035 + blot(x, y) * .028 + fibre(x * .35, y) * .02;
    const n = (random() + random() - 1) * grain + fine(x, y) * grain * .5;
    const r = s[i], gr = s[i + 1], b = s[i + 2], grey = r * .3 + gr * .59 + b * .11;
    const tone = (v, paper) => { let c = grey + (v - grey) * saturation; c = c * corner * shade; c = 16 + c * .91; return c * (paper / 255) + n; };
    t[k] = tone(r, 255); t[k + 1] = tone(gr, 251); t[k + 2] = tone(b, 241); t[k + 3] = 255;
  }
  g.putImageData(target, 0, 0);
}
