// The pictures: what each file shows, and how it is drawn.
const scenes = {
  bridge(o = {}) {
    const y = H * (o.horizon ?? .66), ink = o.ink ?? '#3c4450';
    vertical(0, y, o.sky ?? ['#6f86a3', '#b9b5b4', '#eec9a2', '#f6dcb4']);
    clouds(H * .05, H * .4, '#fff3e0', 16, .16); clouds(H * .1, H * .45, '#6c7a92', 10, .14);
    const sx = W * (o.sun ?? .32); glow(sx, y - H * .1, W * .34, '#ffe2a8', .9); disc(sx, y - H * .1, W * .026, '#fff1d2');
    ridge(y, H * .16, '#a9aab0', .8); mist(y - H * .03, H * .1, '#f3dcc0', .8); ridge(y, H * .07, '#8d949f', 1.4); mist(y, H * .07, '#f3dcc0', .7);
    const deck = y - H * .085, towers = o.towers ?? [.44, .78], top = H * .12;
    const deckAt = x => deck - Math.sin(x / W * Math.PI) * H * .035;
    for (const t of towers) {
      const x = W * t, base = deckAt(x);
      for (let i = 1; i <= 15; i++) for (const side of [-1, 1]) { const d = i * W * .0118 * side; line([[x, top + i * H * .008], [x + d, deckAt(x + d)]], '#5a6370', 1.3); }
      shape([[x - W * .011, y + 4], [x - W * .004, top], [x + W * .004, top], [x + W * .011, y + 4]], ink); box(x - W * .012, base - H * .1, W * .024, H * .008, ink);
      box(x - W * .022, y - H * .012, W * .044, H * .02, ink); disc(x, top - 4, 5, '#c8402f');
    }
    const up = [], low = []; for (let x = 0; x <= W; x += 20) { up.push([x, deckAt(x)]); low.unshift([x, deckAt(x) + H * .014]); } shape([...up, ...low], ink);
    for (let x = W * .02; x < W; x += W * .0925) if (towers.every(t => Math.abs(x - t * W) > W * .18 || Math.abs(x - t * W) < 1)) box(x - 4, deckAt(x), 9, y - deckAt(x), ink);
    for (let i = 0; i < 26; i++) { const x = random() * W; box(x, deckAt(x) - 9, between(14, 26), 9, pick(['#4b5563', '#6b4a3e', '#555'])); disc(x, deckAt(x) - 4, 3, '#fff2c4'); }
    reflect(y, o.water ?? ['#c9a888', '#4d5c70'], .42, 1.2);
    glints(y, H, '#fff0cf', 170, .5, sx, W * .5); glints(y, H, '#35465a', 120, .22);
    boat(W * (o.boat ?? .2), H * .86, W / 1500, '#2a2f38'); if (o.trawler) trawler(W * .6, H * .8, W / 1500, '#2c3038', '#ffdf9a');
    for (let i = 0; i < 6; i++) egret(W * between(.05, .6), H * between(.2, .45), W / 1600 * between(.25, .5), '#f6efe2', between(.2, 1));
  },
  field() {
    const y = H * .42;
    vertical(0, y + 20, ['#a9bcb8', '#d8dcc9', '#f0e8cf']); clouds(0, y * .7, '#ffffff', 12, .2);
    ridge(y, H * .2, '#9db0a8', .7); mist(y, H * .1, '#eee9d4', .8); ridge(y + 4, H * .07, '#6f8a78', 2.5); mist(y, H * .05, '#eee9d4', .7);
    for (let i = 0; i < 14; i++) foliage(random() * W, y - 6, W * .02, ['#8aa287', '#5d7a63', '#48634f'], 60, 8);
    vertical(y, H, ['#d5d9c4', '#a7b3a2', '#73877b']);
    const copy = ['#7d9a6a', '#5f7f52', '#4a6a44'];
    for (let k = 0; k < 7; k++) { const a = y + (H - y) * (k / 7) ** 1.5; line([[-20, a + between(-6, 6)], [W + 20, a + between(-10, 10)]], '#6a6b4c', 3 + k * 3.2); grass(a, a + 4, copy, 160, 8 + k * 5); }
    for (const v of [-.4, .3, .75, 1.3]) line([[W * .5, y], [W * v, H]], '#6a6b4c', 7);
    glints(y, H, '#f6f3df', 120, .5);
    // furrows, the ox, the man
    shape([[W * -.02, H * .8], [W * .42, H * .755], [W * 1.02, H * .775], [W * 1.02, H], [W * -.02, H]], '#6d604d'); for (let i = 0; i < 150; i++) { const d = random(), yy = H * (.785 + .23 * d), x = W * random(), l = W * between(.03, .16); g.save(); g.globalAlpha = .75; curve([x, yy, x + l / 2, yy - between(2, 10), x + l, yy + between(-4, 4)], pick(['#54483a', '#7f705b', '#41382e', '#8c7f6a']), 2 + 9 * d); g.restore(); } for (let i = 0; i < 30; i++) { g.save(); g.globalAlpha = .5; oval(W * random(), H * between(.82, .99), between(20, 80), between(3, 8), '#b9bca8'); g.restore(); }
    const ox = W * .56, oy = H * .78, s = W / 1500;
    g.save(); g.translate(ox, oy); g.scale(s, s); const c = '#2b2b2d';
    g.fillStyle = c; g.beginPath(); g.ellipse(0, -90, 120, 56, .03, 0, 7); g.fill(); oval(-92, -96, 46, 44, c); oval(112, -112, 50, 40, c, -.5); oval(160, -92, 34, 22, c, .5);
    for (const x of [-104, -70, 62, 92]) shape([[x - 14, -70], [x + 16, -70], [x + 10, 6], [x - 8, 6]], c);
    curve([140, -132, 130, -196, 74, -176], c, 10); curve([156, -128, 196, -186, 236, -150], c, 9); curve([-136, -110, -166, -70, -150, -30], c, 6); g.restore();
    line([[ox - 130 * s, oy - 80 * s], [ox - 330 * s, oy - 50 * s]], '#2e2a25', 5); shape([[ox - 330 * s, oy - 60 * s], [ox - 300 * s, oy + 4], [ox - 350 * s, oy + 4]], '#2e2a25');
    person(ox - 390 * s, oy + 8, 200 * s, '#33373c', { hat: true, hatColor: '#a98c56', lean: 8, step: 12, coat: '#4b5a66', arms: [[0, -60, 22, -52], [12, -60, 28, -50]] });
    glints(oy, H, '#e9e6d2', 60, .4, ox, W * .9);
    for (const [x, yy, k, f] of [[.1, .6, .9, .9], [.2, .5, .6, .3], [.16, .72, 1.1, .6], [.76, .5, .6, .8], [.86, .62, .9, .4]]) egret(W * x, H * yy, W / 1300 * k, '#fbf8ee', f);
    grass(H * .96, H * 1.04, ['#3f5a3c', '#557448', '#6f8a55'], 260, 70);
  },
  workshop(o = {}) {
    vertical(0, H, ['#3a332d', '#4b4037', '#2b2622']);
    for (let x = 0; x < W; x += W / 15) line([[x, 0], [x, H * .62]], '#3128224d', 3);
    box(0, H * .1, W, 10, '#2a2420'); 
    const wx = W * .72; box(wx, H * .12, W * .23, H * .36, '#cfd6cf'); vertical(H * .12, H * .48, ['#dfe4da', '#b7c4bd'], wx, wx + W * .23); foliage(wx + W * .12, H * .3, W * .08, ['#a8bda0', '#7f9d82'], 160, 14);
    for (const i of [0, 1, 2, 3]) line([[wx + W * .0767 * i, H * .12], [wx + W * .0767 * i, H * .48]], '#2a2420', 8); for (const i of [0, 1, 2]) line([[wx, H * (.12 + .18 * i)], [wx + W * .23, H * (.12 + .18 * i)]], '#2a2420', 8);
    for (let i = 0; i < 22; i++) { const x = W * (.03 + (i % 11) * .06), y = H * (i < 11 ? .17 : .34), l = H * between(.07, .13); line([[x, y - 12], [x, y + l]], pick(['#8b7a63', '#6f6253', '#9b8d78']), between(5, 11)); if (i % 3) box(x - 17, y + l - 10, 34, 20, pick(['#77706a', '#5e564e', '#8d5a3c'])); else { g.strokeStyle = '#8a8178'; g.lineWidth = 6; g.beginPath(); g.arc(x, y + l, 16, .6, 5.6); g.stroke(); } }
    const lx = W * .46; glow(lx, H * .36, W * .5, '#f7c877', .62); glow(lx, H * .5, W * .28, '#ffe6b0', .5);
    line([[lx, 0], [lx, H * .22]], '#191512', 5); shape([[lx - 18, H * .22], [lx + 18, H * .22], [lx + 90, H * .3], [lx - 90, H * .3]], '#26352f'); oval(lx, H * .3, 86, 12, '#fff0c4');
    box(0, H * .7, W, H * .3, '#3a2c20'); vertical(H * .69, H * .75, ['#c79a62', '#6e5033']); for (let i = 0; i < 30; i++) line([[random() * W, H * between(.76, .99)], [random() * W, H * between(.76, .99)]], '#2b201780', 2);
    const px = W * .37, s = H * .78;
    g.save(); g.beginPath(); g.rect(0, 0, W, H * .7); g.clip();
    person(px, H * .98, s, '#2a2a2c', { coat: '#3f4d56', skin: '#b98a64', hair: '#55504b', lean: 9, arms: [[6, -56, 22, -47], [22, -58, 27, -47]] });
    if (o.pupil) person(W * .62, H * .98, s * .88, '#2a2a2c', { coat: '#6a4238', skin: '#c39a74', flip: true, lean: 7, long: true, arms: [[8, -56, 20, -46], [20, -58, 24, -46]] });
    g.restore();
    for (let i = 0; i < 34; i++) { const x = W * between(.03, .97), y = H * between(.69, .72); g.save(); g.globalAlpha = .9; if (random() < .5) { box(x, y - 16, between(14, 46), 22, pick(['#8a7b66', '#5b6a68', '#a3502f', '#777'])); } else { oval(x, y, between(10, 24), between(6, 12), pick(['#caa363', '#968a78', '#6c5a44'])); } g.restore(); }
    for (let i = 0; i < 12; i++) { const x = lx - 70 + i * 13; shape([[x, H * .692], [x + 10, H * .692], [x + 8, H * .665], [x + 2, H * .665]], '#d9bd84'); }
    clouds(H * .3, H * .6, '#ffdca0', 8, .07);
  },
  road(o = {}) {
    const y = H * .55;
    vertical(0, y, ['#c9d8d2', '#e7ead6', '#f5ecd2']); ridge(y, H * .1, '#b3c3b4', 1); 
    for (let i = 0; i < 6; i++) { const x = W * (i / 5 - .05), h = H * between(.16, .3); box(x, y - h, W * .16, h, pick(['#d8cdb4', '#cbbfa5', '#ded6c2'])); for (let r = 0; r < 4; r++) for (let k = 0; k < 4; k++) box(x + W * (.015 + k * .035), y - h + 18 + r * h / 4.2, W * .018, h * .11, '#97968a'); box(x - 6, y - h - 10, W * .16 + 12, 12, '#a35c44'); }
    vertical(y, H, ['#c6b898', '#d8cbab', '#a99a7d']); shape([[W * .3, y], [W * .6, y], [W * 1.15, H], [W * -.05, H]], '#d9cfb8');
    for (let i = 0; i < 9; i++) { const d = (i / 9) ** 1.6, yy = y + (H - y) * d; line([[W * (.3 - .35 * d), yy], [W * (.6 + .55 * d), yy]], '#bfb296', 1 + d * 4); }
    for (let i = 0; i < 12; i++) { const d = (i / 12) ** 1.5, yy = y + (H - y) * (.06 + d * .9); oval(W * (.44 - .06 * d) + (i % 2 ? 1 : -1) * (6 + 34 * d), yy, 5 + 22 * d, 3 + 10 * d, '#d9a62b', .2); }
    const tips = [], x = W * .83; g.lineCap = 'round';
    for (let i = 0; i < 16; i++) curve([x + between(-60, 60), H * .8, x + between(-36, 36), H * .6, x + between(-50, 40), H * .34], pick(['#4d4338', '#5d5144', '#3e362d']), between(10, 34));
    for (let i = 0; i < 7; i++) branch(x, H * .42, H * .15, -1.57 + (i - 3) * .42, 30, 4, '#463c32', tips, .6);
    for (const [a, b] of tips) foliage(a, b, W * .055, ['#9bb27f', '#6f915f', '#4c7048', '#37573b'], 40, 13);
    for (let i = 0; i < 50; i++) foliage(W * between(.45, 1.05), H * between(-.02, .2), W * .06, ['#8fa974', '#648a58', '#456a44', '#335238'], 36, 14);
    for (let i = 0; i < 40; i++) { const a = W * between(.58, 1), b = H * between(.22, .3); line([[a, b], [a + between(-5, 5), b + H * between(.05, .24)]], '#5d514480', between(1, 3)); }
    g.save(); g.globalAlpha = .2; for (let i = 0; i < 60; i++) oval(W * between(.3, 1), H * between(.6, .98), between(30, 120), between(6, 18), '#3c4a38'); g.restore();
    const coats = ['#b8473a', '#34608a', '#d29b3a', '#3f7a64', '#8b4c72', '#48708f', '#c36a3c'];
    for (let i = 0; i < 9; i++) { const d = .1 + i / 10, px = W * (.45 - .05 * d + (i % 2 ? .07 : -.035) * (1 + d)), py = y + (H - y) * (d ** 1.35 * .82 + .06), h = H * (.1 + .28 * d ** 1.3); oval(px + h * .12, py, h * .28, h * .04, '#6b614a88'); person(px, py, h, '#2d2d31', { coat: coats[i % 7], skin: '#caa27f', hair: '#2a2523', bag: coats[(i + 3) % 7], step: i % 2 ? 9 : 4, long: i % 3 === 0 }); }
    person(W * .2, H * .83, H * .44, '#2d2d31', { coat: '#4d5f57', skin: '#c49b77', hat: true, hatColor: '#c9a63d', arms: [[-15, -56, -13, -42], [24, -70, 38, -84]] });
  },
  kapok() {
    vertical(0, H, ['#9fb6c4', '#d3dbd6', '#efe6d2']); clouds(0, H * .6, '#ffffff', 14, .25); ridge(H * .95, H * .12, '#a8b7b3', 1); mist(H * .92, H * .1, '#efe6d2', .8);
    const tips = []; shape([[W * .46, H], [W * .485, H * .5], [W * .53, H * .5], [W * .57, H]], '#4b4038');
    branch(W * .505, H * .72, H * .2, -1.55, W * .07, 6, '#4b4038', tips, .5); branch(W * .51, H * .66, H * .17, -2.6, W * .03, 5, '#51463d', tips, .45); branch(W * .51, H * .6, H * .17, -.5, W * .03, 5, '#51463d', tips, .45);
    for (const [x, y] of tips) { if (random() < .62) { const r = W * between(.016, .028); for (let k = 0; k < 5; k++) { const a = k * 1.257 + random(); oval(x + Math.cos(a) * r * .7, y + Math.sin(a) * r * .6, r * .72, r * .42, pick(['#c8321f', '#b32418', '#dc4b2a', '#e2643a']), a); } disc(x, y, r * .3, '#e9b14b'); } else if (random() < .4) oval(x, y, 7, 10, '#7d2c1e'); }
    for (let i = 0; i < 12; i++) oval(W * random(), H * between(.94, .99), 16, 8, pick(['#c8321f', '#a82a1a']), random());
    for (const [x, y] of [[.22, .3], [.72, .2]]) { oval(W * x, H * y, 16, 9, '#3b3a38', -.3); disc(W * x + 14, H * y - 7, 7, '#3b3a38'); line([[W * x - 12, H * y + 2], [W * x - 32, H * y + 12]], '#3b3a38', 5); }
  },
  tea(o = {}) {
    vertical(0, H, ['#4d3b2e', '#7a5a3f', '#8f6a48']); glow(W * .7, H * .1, W * .7, '#f1cf95', .65);
    for (let i = 0; i < 7; i++) { const x = W * (i / 6.5); g.save(); g.globalAlpha = .35; box(x, 0, W * .06, H * .45, '#3a2b21'); g.restore(); }
    g.save(); g.filter = `blur(${W / 220}px)`; for (let i = 0; i < 7; i++) person(W * (.06 + i * .15), H * .62, H * .5, '#3c2e25', { sit: true, coat: pick(['#5a4436', '#4a4f4c', '#6b3d30']), skin: '#a67c58' }); g.restore();
    vertical(H * .5, H, ['#b98d5c', '#8a6039', '#5d3f27']); for (let i = 0; i < 40; i++) { const y = H * between(.52, 1); line([[0, y], [W, y + between(-8, 8)]], '#6b4a2c40', between(1, 3)); }
    const basket = (x, y, r, layers) => { oval(x + 10, y + r * .3, r * 1.15, r * .34, '#2b1c1155'); for (let l = 0; l < layers; l++) { const yy = y - l * r * .42; box(x - r, yy - r * .1, 2 * r, r * .36, '#b98b4f'); oval(x, yy + r * .26, r, r * .3, '#a67a42'); for (let k = -8; k <= 8; k++) line([[x + k * r / 8.4, yy - r * .06], [x + k * r / 8.4, yy + r * .28 * Math.sqrt(1 - (k / 9) ** 2) + r * .22]], '#8a6234', 2); line([[x - r, yy + r * .04], [x + r, yy + r * .04]], '#d2a868', 5); oval(x, yy - r * .1, r, r * .3, '#cda263'); oval(x, yy - r * .1, r * .88, r * .25, '#e6d5ae'); } const yy = y - (layers - 1) * r * .42 - r * .12; for (const [a, b] of [[-.42, -.04], [.02, -.1], [.42, -.03], [-.2, .1], [.24, .1]]) { oval(x + a * r, yy + b * r, r * .22, r * .15, '#f4ead2'); for (let k = 0; k < 5; k++) line([[x + a * r, yy + b * r - r * .1], [x + a * r + (k - 2) * r * .07, yy + b * r + r * .02]], '#cbb68d', 2); disc(x + a * r, yy + b * r - r * .09, r * .03, '#d8692f'); } };
    const r = Math.min(W, H * 1.36); basket(W * .3, H * .82, r * .15, 3); basket(W * .56, H * .76, r * .11, 2); if (W > H * 1.8) basket(W * .1, H * .9, r * .13, 2);
    const px = W * .8, py = H * .86, s = Math.min(W, H * 1.36) / 1500; oval(px, py + 40 * s, 190 * s, 34 * s, '#2b1c1166'); g.fillStyle = '#7a4431'; g.beginPath(); g.ellipse(px, py - 46 * s, 130 * s, 104 * s, 0, 0, 7); g.fill(); oval(px - 36 * s, py - 90 * s, 40 * s, 22 * s, '#a2654a', -.5); oval(px, py - 146 * s, 62 * s, 16 * s, '#643626'); disc(px, py - 168 * s, 16 * s, '#643626'); curve([px + 110 * s, py - 90 * s, px + 220 * s, py - 100 * s, px + 190 * s, py + 30 * s, px + 100 * s, py + 4 * s], '#643626', 20 * s); shape([[px - 110 * s, py - 60 * s], [px - 200 * s, py - 128 * s], [px - 176 * s, py - 140 * s], [px - 90 * s, py - 10 * s]], '#6d3b2a');
    for (const x of [.5, .62]) { oval(W * x, H * .95, 66 * s, 18 * s, '#2b1c1155'); shape([[W * x - 56 * s, H * .95 - 66 * s], [W * x + 56 * s, H * .95 - 66 * s], [W * x + 34 * s, H * .95 + 8 * s], [W * x - 34 * s, H * .95 + 8 * s]], '#e9e4d8'); oval(W * x, H * .95 - 66 * s, 56 * s, 16 * s, '#f5f1e8'); oval(W * x, H * .95 - 64 * s, 46 * s, 12 * s, '#9c5d26'); line([[W * x - 46 * s, H * .95 - 36 * s], [W * x + 46 * s, H * .95 - 36 * s]], '#5b7d94', 4 * s); }
    steam(W * .3, H * .56, H * .5, '#fff8ea', .5, 14); steam(W * .56, H * .56, H * .4, '#fff8ea', .42, 10);
  },
  arcade(o = {}) {
    const vx = W * .56, vy = H * .52;
    vertical(0, H, o.night ? ['#2d3946', '#59606a'] : ['#8d9aa0', '#b9c0bd', '#c9c8bd']);
    g.save(); g.globalAlpha = .6; for (let i = 0; i < 3; i++) box(vx - W * .05 + i * W * .035, vy - H * (.12 + .05 * i), W * .03, H * .2, '#98a0a0'); g.restore();
    const side = (x0, dir, walls) => { for (let i = 0; i < 6; i++) { const a = 1 - i / 6, b = 1 - (i + 1) / 6, p = d => [vx + (x0 - vx) * d ** 1.25]; const xa = p(a)[0], xb = p(b)[0], top = d => vy - (vy + H * .12) * d ** 1.25, mid = d => vy - H * .06 * d, bot = d => vy + (H * .5) * d ** 1.25; const c = walls[i % walls.length];
      shape([[xa, top(a)], [xb, top(b)], [xb, mid(b)], [xa, mid(a)]], c); shape([[xa, mid(a)], [xb, mid(b)], [xb, bot(b)], [xa, bot(a)]], '#3a3c3c'); const cx = (xa + xb) / 2; if (random() < .9) glow(cx, vy + H * .06 * a, W * .13 * a, '#f5c66e', .75);
      for (let r = 0; r < 2; r++) for (let k = 0; k < 2; k++) { const u = .22 + k * .4, wA = xa + (xb - xa) * u, wB = xa + (xb - xa) * (u + .22), ta = a + (b - a) * u, tb = a + (b - a) * (u + .22), hy = (d, f) => mid(d) + (top(d) - mid(d)) * f, f0 = .2 + r * .36, f1 = f0 + .24; shape([[wA, hy(ta, f0)], [wB, hy(tb, f0)], [wB, hy(tb, f1)], [wA, hy(ta, f1)]], pick(['#5f665f', '#4d5550', '#d8b978'])); }
      for (const f of [.14, .54, .96]) { const hy = d => mid(d) + (top(d) - mid(d)) * f; line([[xa, hy(a)], [xb, hy(b)]], '#e6dfcc', 7 * a + 1); }
      const w = W * .028 * a; shape([[xa - w * dir * .1, mid(a)], [xa + w * dir * -1, mid(a)], [xa + w * dir * -1, bot(a)], [xa - w * dir * .1, bot(a)]], '#d9d1bb'); if (i < 4) { box(xa + (dir > 0 ? -w * 1.2 : w * .2), mid(a) + 30 * a, w * 1.1, H * .14 * a, pick(['#9d2f25', '#2f5a4e', '#8a6a2c'])); } } };
    shape([[0, H], [vx - 10, vy], [vx + 10, vy], [W, H]], '#7f8482'); vertical(vy, H, ['#9aa09c', '#6c7270', '#555b5b']);
    side(-W * .02, -1, ['#c9b78f', '#b7a58a', '#c4aa93', '#aeb09c']); side(W * 1.04, 1, ['#b9c0ae', '#cdb995', '#c7a58c']);
    reflect(H * .78, ['#6e7474', '#474d50'], .5, 2); g.save(); g.globalAlpha = .22; glints(vy + 60, H, '#f7d48e', 160, .8); g.restore();
    const um = ['#b13a2e', '#2f5f74', '#d6a23a', '#4e7055', '#7c4a6a'];
    for (let i = 0; i < (o.people ?? 6); i++) { const d = [.25, .34, .42, .55, .72, .95, .5][i], px = vx + [-.05, .06, -.11, .13, -.2, .1, -.3][i] * W, py = vy + H * .46 * d, h = H * .36 * d; g.save(); g.globalAlpha = .35; oval(px, py + 4, h * .3, h * .04, '#222'); g.restore(); person(px, py, h, '#26292c', { coat: pick(['#3d4a52', '#5b4038', '#394a40']), skin: '#b98f70', umbrella: o.dry ? undefined : um[i % 5], step: i % 2 ? 8 : 3, flip: i % 2 === 0, bag: o.dry ? um[i % 5] : undefined }); }
    if (!o.dry) rain('#eef2f2', .4, 700, H * .07);
  },
  reeds() {
    const y = H * .6; vertical(0, y, ['#93a8ae', '#c8cfc3', '#ecdcb8']); clouds(0, y * .7, '#fff', 12, .18); glow(W * .7, y, W * .4, '#ffe4ad', .8); ridge(y, H * .08, '#92a29b', 1.5); mist(y - 10, H * .07, '#eee0c2', .8);
    for (const [x, yy, s, f] of [[.3, .22, 2.1, .9], [.52, .34, 1.5, .4], [.68, .18, 1.1, .7], [.18, .42, 1.1, .2], [.82, .36, .8, 1], [.45, .12, .7, .6]]) egret(W * x, H * yy, W / 1300 * s, '#fbf8ef', f);
    reflect(y, ['#c8bd9c', '#596b68'], .45, 1.1); glints(y, H, '#fff3d2', 120, .5, W * .7, W * .6);
    for (let i = 0; i < 330; i++) { const d = random() ** .6, x = random() * W, b = H * (.72 + .34 * d), h = H * between(.16, .42) * (.5 + d * .7), l = between(-.2, .35) * h * .5; curve([x, b, x + l * .2, b - h * .6, x + l, b - h], pick(['#5d6747', '#747a52', '#474f3a', '#8d8a5c']), 1.5 + 3 * d); if (random() < .5) oval(x + l, b - h, 4 + 5 * d, 14 + 18 * d, pick(['#b59a6c', '#9a8058', '#c9b184']), .3); }
  },
  lane(o = {}) {
    const vx = W * .5, vy = H * .46; vertical(0, H, ['#4b5a66', '#7d8584', '#a29c8c']); glow(vx, vy, W * .5, '#f6cf8a', .8);
    const wall = (x0, s, cs) => { for (let i = 0; i < 5; i++) { const a = (1 - i / 5) ** 1.4, b = (1 - (i + 1) / 5) ** 1.4, X = d => vx + (x0 - vx) * (.1 + .9 * d), T = d => vy - H * (.1 + .75 * d), B = d => vy + H * (.05 + .62 * d); shape([[X(a), T(a)], [X(b), T(b)], [X(b), B(b)], [X(a), B(a)]], cs[i % cs.length]); for (let k = 0; k < 26; k++) { const f = k / 26; line([[X(a), T(a) + (B(a) - T(a)) * f], [X(b), T(b) + (B(b) - T(b)) * f]], '#00000022', 2); } shape([[X(a) - s * 30 * a, T(a)], [X(b), T(b)], [X(b) + s * 0, T(b) - 22 * b], [X(a) - s * 50 * a, T(a) - 26 * a]], '#33322f'); const u = .3, v = .62, xa = X(a) + (X(b) - X(a)) * u, xb = X(a) + (X(b) - X(a)) * v, m = d => d; shape([[xa, B(a) - (B(a) - T(a)) * .42], [xb, B(b) - (B(b) - T(b)) * .45], [xb, B(a) + (B(b) - B(a)) * v], [xa, B(a) + (B(b) - B(a)) * u]], '#3d2c22'); if (i % 2 === 0) { box(xa - 4, B(a) - (B(a) - T(a)) * .41, 10 * a + 4, (B(a) - T(a)) * .3, '#9c2b22'); } } };
    shape([[0, H], [W, H], [vx + W * .06, vy + H * .05], [vx - W * .06, vy + H * .05]], '#8c8678'); wall(-W * .02, 1, ['#6f6a60', '#847b6b', '#736f68', '#8b8271']); wall(W * 1.02, -1, ['#7c7467', '#6a675f', '#8a8070']);
    for (let r = 0; r < 22; r++) { const d = (r / 22) ** 1.8, y = vy + H * .06 + (H - vy) * d, hw = W * (.06 + .56 * d), n = 5; for (let k = 0; k < n; k++) { const w = hw * 2 / n; g.save(); g.globalAlpha = .8; g.fillStyle = pick(['#a49c8a', '#8f8878', '#b0a894', '#7d776b']); g.beginPath(); g.roundRect(vx - hw + k * w + (r % 2 ? w * .3 : 0), y, w * .94, (H - vy) * .09 * (d + .05), 6); g.fill(); g.restore(); } }
    glow(vx, vy + H * .1, W * .34, '#ffd995', .6); glow(vx + W * .1, vy - H * .1, W * .09, '#fff0c0', .95); disc(vx + W * .1, vy - H * .1, W * .014, '#fff6dc'); line([[vx + W * .1, vy - H * .12], [vx + W * .15, vy - H * .15]], '#222', 4);
    if (o.person !== false) person(vx - W * .02, vy + H * .2, H * .2, '#2a2522', { coat: '#3b3330', step: 7 });
    oval(W * .28, H * .86, 36, 22, '#4a4038'); disc(W * .28 + 34, H * .86 - 20, 16, '#4a4038'); shape([[W * .28 + 24, H * .86 - 28], [W * .28 + 28, H * .86 - 46], [W * .28 + 36, H * .86 - 32]], '#4a4038'); curve([W * .28 - 30, H * .86, W * .28 - 66, H * .86 - 6, W * .28 - 60, H * .86 - 44], '#4a4038', 8);
  },
  market(o = {}) {
    vertical(0, H, ['#5a5348', '#857862', '#6e6150']); glow(W * .5, H * .1, W * .7, '#ffe2a6', .55);
    for (let i = 0; i < 5; i++) { const x = W * (i / 4.6 - .04), w = W * .25, y = H * between(.2, .26), c = pick(['#a8352b', '#356a5a', '#c08a34', '#3f5f7d']); for (let k = 0; k < 8; k++) shape([[x + w * k / 8 + 14, y - H * .1], [x + w * (k + 1) / 8 + 12, y - H * .1], [x + w * (k + 1) / 8, y], [x + w * k / 8, y]], k % 2 ? '#e6dcc4' : c); for (let k = 0; k < 8; k++) oval(x + w * (k + .5) / 8, y, w / 16, 13, k % 2 ? '#e6dcc4' : c); }
    for (let i = 0; i < 6; i++) { const x = W * (.08 + i * .17); line([[x, H * .1], [x, H * .3]], '#2a2520', 3); glow(x, H * .31, W * .09, '#ffe9b0', .9); disc(x, H * .31, 12, '#fff7dd'); }
    const coats = ['#4c6472', '#7c4a3a', '#55694f', '#83684a', '#5a4a66'];
    for (let i = 0; i < 7; i++) person(W * (.06 + i * .145 + between(-.02, .02)), H * .74, H * between(.42, .5), '#2d2926', { coat: coats[i % 5], skin: '#c0946e', hat: i % 3 === 1, hatColor: '#b89a5a', arms: [[-14, -60, -2, -48], [14, -60, 6, -46]], long: i % 2 === 0 });
    const heaps = [['#5f8a4a', '#7da55d', '#3f6b3a'], ['#c8502f', '#d8693d', '#a93d26'], ['#e2b24a', '#d09a35', '#efcf7a'], ['#8c4f74', '#6d3a5c', '#a46d8d'], ['#e7e3d2', '#cfd3b8', '#f4f1e4'], ['#4d7a44', '#6d9c55', '#2f5a34'], ['#d97b35', '#e99a52', '#bb6227']];
    for (let row = 0; row < 2; row++) { const y = H * (.7 + row * .19); for (let i = 0; i < 6; i++) { const x = W * (i / 6 + (row ? -.03 : .02)), w = W * .155, cs = heaps[(i + row * 3) % 7]; shape([[x, y], [x + w, y], [x + w + 10, y + H * .15], [x - 10, y + H * .15]], '#6b4d31'); for (let k = 0; k < 130; k++) { const d = random(), px = x + w * (.5 + (random() - .5) * (1.02 - .5 * d)), py = y + H * .05 - H * .11 * d; if (cs === heaps[0] || cs === heaps[5]) oval(px, py, 16, 6, pick(cs), between(-1.4, 1.4)); else { disc(px, py, between(9, 14), pick(cs)); disc(px - 3, py - 4, 3, '#fff6e040'); } } for (let k = 0; k < 6; k++) line([[x - 4, y + 16 + k * H * .022], [x + w + 4, y + 16 + k * H * .022]], '#4a3421', 3); box(x + w * .38, y - H * .115, w * .28, H * .055, '#efe6d0'); line([[x + w * .42, y - H * .1], [x + w * .6, y - H * .1]], '#a8352b', 4); line([[x + w * .42, y - H * .083], [x + w * .55, y - H * .083]], '#555', 3); } }
  },
  dragonboat() {
    const y = H * .4; vertical(0, y, ['#a7c0c2', '#d9e0d0', '#efe7cd']); clouds(0, y * .6, '#fff', 10, .2); ridge(y, H * .1, '#93ab9c', 1.2);
    for (let i = 0; i < 30; i++) foliage(W * i / 29, y - H * .03, W * .03, ['#8fae84', '#5f8562', '#42684c'], 70, 10); for (let i = 0; i < 5; i++) { const x = W * between(.05, .95); box(x, y - H * .09, W * .06, H * .09, '#d9cfb8'); shape([[x - 10, y - H * .09], [x + W * .06 + 10, y - H * .09], [x + W * .05, y - H * .12], [x + W * .01, y - H * .12]], '#5b5650'); foliage(x, y - 6, W * .03, ['#8fae84', '#5f8562', '#42684c'], 60, 10); foliage(x + W * .06, y - 6, W * .03, ['#8fae84', '#5f8562', '#42684c'], 60, 10); }
    reflect(y, ['#86a093', '#41605f'], .5, 1.3); glints(y, H, '#eef4e2', 160, .5);
    const boatY = (x0, yy, k, c) => { const s = W / 1600 * k; g.save(); g.translate(x0, yy); g.scale(s, s); for (let i = 0; i < 11; i++) { const x = -430 + i * 80; person(x, 14, 150, '#2b2b2b', { sit: true, coat: c, skin: '#b5835d', lean: 16, arms: [[22, -62, 30, -46], [24, -64, 26, -40]] }); line([[x + 52, -92], [x + 14, 64]], '#6a4a2a', 6); oval(x + 10, 66, 9, 17, '#7d5a33', .25); }
      shape([[-560, -40], [-500, 4], [500, 4], [590, -70], [560, 30], [500, 46], [-500, 46], [-570, 10]], '#7a2a20'); line([[-500, 12], [520, 12]], '#e0b24a', 7); for (let i = 0; i < 40; i++) { g.strokeStyle = '#e0b24a'; g.lineWidth = 2.5; g.beginPath(); g.arc(-490 + i * 25, 34, 11, 3.3, 6.1); g.stroke(); }
      g.fillStyle = '#b8862e'; g.beginPath(); g.moveTo(560, -50); g.quadraticCurveTo(600, -130, 670, -120); g.lineTo(720, -92); g.lineTo(676, -84); g.lineTo(712, -64); g.quadraticCurveTo(640, -52, 600, 0); g.fill(); disc(648, -104, 8, '#fff'); disc(650, -104, 4, '#111'); curve([630, -124, 600, -170, 640, -186], '#8d2b1e', 9); curve([-560, -30, -640, -60, -620, -130], '#b8862e', 18);
      person(470, 6, 190, '#2b2b2b', { coat: '#d7c48b', skin: '#b5835d', arms: [[-20, -86, -26, -108], [20, -80, 32, -98]] }); oval(428, -74, 34, 26, '#9c2f22'); oval(428, -84, 34, 14, '#efe2c0');
      g.restore(); g.save(); for (let i = 0; i < 90; i++) { g.globalAlpha = between(.2, .7); oval(x0 + between(-560, 560) * s, yy + between(34, 84) * s, between(6, 40) * s, between(2, 7) * s, '#f3f6ea'); } g.restore(); };
    boatY(W * .56, H * .54, .55, '#39618a'); boatY(W * .46, H * .76, .98, '#b5342a'); glints(H * .8, H, '#f3f6ea', 80, .5);
  },
  hills(o = {}) {
    vertical(0, H, o.sky ?? ['#b9c6c6', '#dfe2d6', '#eee6d2']); glow(W * .66, H * .26, W * .24, '#fff2cf', .9); disc(W * .66, H * .26, W * .03, '#f6d9a0');
    const cs = o.colors ?? ['#b9c7c3', '#a0b3b0', '#84999a', '#6a8183', '#50676a', '#3a4f51'];
    cs.forEach((c, i) => { const y = H * (.42 + i * .105); ridge(y, H * .2, c, .8 + i * .25); mist(y + H * .07, H * .07, '#efe9d9', .75 - i * .08); });
    ridge(H * 1.0, H * .16, '#27383a', 2.2); for (let i = 0; i < 90; i++) { const x = random() * W, y = H * between(.88, 1.02), h = H * between(.04, .1); shape([[x, y - h], [x - h * .2, y], [x + h * .2, y]], '#22312f'); }
    for (let i = 0; i < 5; i++) egret(W * (.2 + i * .06), H * (.24 + (i % 2) * .035), W / 3200, '#4c5a5a', .6);
    if (o.pavilion) { const x = W * .24, y = H * .8, s = W / 1500; shape([[x - 90 * s, y - 80 * s], [x, y - 150 * s], [x + 90 * s, y - 80 * s], [x + 110 * s, y - 88 * s], [x + 60 * s, y - 70 * s], [x - 60 * s, y - 70 * s], [x - 110 * s, y - 88 * s]], '#2c3030'); for (const d of [-52, -20, 20, 52]) box(x + d * s - 3, y - 74 * s, 7, 90 * s, '#2c3030'); }
  },
  night(o = {}) {
    const y = H * .62; vertical(0, y, ['#1d2740', '#3b4768', '#866f7c', '#c99a7d']); glow(W * .5, y, W * .6, '#f0b583', .5); disc(W * .82, H * .16, W * .022, '#f7efd8'); glow(W * .82, H * .16, W * .1, '#f7efd8', .4);
    for (const [c, hh, n] of [['#4d5272', .3, 26], ['#353a57', .24, 20], ['#23273e', .17, 18]]) for (let i = 0; i < n; i++) { const w = W * between(.03, .07), x = W * i / n + between(-20, 20), h = H * hh * between(.35, 1.2); box(x, y - h, w, h, c); if (random() < .3) line([[x + w / 2, y - h], [x + w / 2, y - h - H * .05]], c, 3); for (let k = 0; k < h * w / 420; k++) if (random() < .62) { g.save(); g.globalAlpha = between(.3, .95); box(x + 5 + Math.floor(random() * (w - 10) / 11) * 11, y - h + 8 + Math.floor(random() * (h - 14) / 15) * 15, 6, 8, pick(['#ffd98a', '#ffe9b8', '#f7b869', '#cfe3ea'])); g.restore(); } }
    const ax = W * .3, aw = W * .34; for (let k = 0; k < 3; k++) { g.strokeStyle = k === 1 ? '#f4c878' : '#2a2d3e'; g.lineWidth = 10 - k * 3; g.beginPath(); g.ellipse(ax, y - 10, aw / 2, H * .13, 0, Math.PI, 0); g.stroke(); } for (let i = -8; i <= 8; i++) { const x = ax + i * aw / 17, h = H * .13 * Math.sqrt(Math.max(0, 1 - (i / 8.5) ** 2)); line([[x, y - 10 - h], [x, y - 10]], '#d7b27a', 2); } box(ax - aw * .75, y - 16, aw * 1.5, 12, '#2a2d3e'); for (let i = 0; i < 30; i++) { const x = ax - aw * .74 + i * aw * 1.5 / 30; glow(x, y - 22, 16, '#ffe2a0', .9); }
    for (let i = 0; i < 46; i++) { const x = W * i / 45; glow(x, y - 4, 20, pick(['#ffd98a', '#ffbf70', '#ffe9b8']), .9); }
    reflect(y, ['#2b2f49', '#151a2c'], .35, 2); glints(y, H, '#ffd58c', 220, .55); boat(W * .7, H * .84, W / 1500, '#10131f', true, false); glow(W * .685, H * .815, 44, '#ffcf80', .9);
  },
  window(o = {}) {
    vertical(0, H, ['#6c665b', '#857c6d', '#5f574b']); const x0 = W * .12, x1 = W * .88, y0 = H * .06, y1 = H * .62;
    vertical(y0, y1, ['#b9c6c0', '#cdd5c8', '#b7c2b0'], x0, x1); g.save(); g.beginPath(); g.rect(x0, y0, x1 - x0, y1 - y0); g.clip(); g.filter = `blur(${W / 260}px)`; ridge(H * .5, H * .2, '#a0b3a6', 1); for (let i = 0; i < 26; i++) foliage(W * between(.1, .9), H * between(.12, .6), W * .08, ['#a3ba94', '#7d9d7b', '#5d8062'], 26, 22); g.filter = 'none'; for (let i = 0; i < 260; i++) { const x = between(x0, x1), y = between(y0, y1), l = between(10, 60); g.globalAlpha = between(.2, .6); line([[x, y], [x - 3, y + l]], '#f2f5ee', 1.6); } g.restore();
    const n = 4; for (let i = 0; i <= n; i++) line([[x0 + (x1 - x0) * i / n, y0], [x0 + (x1 - x0) * i / n, y1]], '#3e2f25', i % n ? 10 : 20); for (const f of [0, .24, 1]) line([[x0, y0 + (y1 - y0) * f], [x1, y0 + (y1 - y0) * f]], '#3e2f25', f === .24 ? 8 : 20); for (let i = 0; i < 8; i++) line([[x0 + (x1 - x0) * i / 8, y0], [x0 + (x1 - x0) * (i + .5) / 8, y0 + (y1 - y0) * .24]], '#3e2f25', 4); for (let i = 0; i < 8; i++) line([[x0 + (x1 - x0) * (i + 1) / 8, y0], [x0 + (x1 - x0) * (i + .5) / 8, y0 + (y1 - y0) * .24]], '#3e2f25', 4);
    vertical(H * .74, H, ['#9a7248', '#6b4a2c', '#4b331f']); vertical(H * .735, H * .765, ['#c49a66', '#8a643c']); glow(W * .5, H * .72, W * .45, '#e9efe2', .3);
    const s = Math.min(W, H) / 1000, px = W * .4, py = H * .82; oval(px, py + 36 * s, 150 * s, 26 * s, '#2a1c1066'); oval(px, py - 30 * s, 100 * s, 78 * s, '#4f5f58'); oval(px - 26 * s, py - 62 * s, 30 * s, 16 * s, '#7d8f85', -.5); oval(px, py - 104 * s, 46 * s, 12 * s, '#3f4d47'); disc(px, py - 120 * s, 12 * s, '#3f4d47'); shape([[px + 86 * s, py - 44 * s], [px + 158 * s, py - 92 * s], [px + 140 * s, py - 104 * s], [px + 70 * s, py - 6 * s]], '#485750'); g.strokeStyle = '#8c6a3c'; g.lineWidth = 9 * s; g.beginPath(); g.arc(px, py - 104 * s, 84 * s, 3.5, 5.9); g.stroke();
    for (const d of [180, 270]) { oval(px + d * s, py + 42 * s, 46 * s, 12 * s, '#2a1c1055'); shape([[px + (d - 38) * s, py], [px + (d + 38) * s, py], [px + (d + 22) * s, py + 44 * s], [px + (d - 22) * s, py + 44 * s]], '#e7e2d3'); oval(px + d * s, py, 38 * s, 10 * s, '#a8763a'); }
    const vx = W * .74, vy = H * .86; g.fillStyle = '#8f4a34'; g.beginPath(); g.moveTo(vx - 26 * s, vy - 150 * s); g.quadraticCurveTo(vx - 92 * s, vy - 60 * s, vx - 40 * s, vy); g.lineTo(vx + 40 * s, vy); g.quadraticCurveTo(vx + 92 * s, vy - 60 * s, vx + 26 * s, vy - 150 * s); g.fill(); const tips = []; branch(vx, vy - 140 * s, 150 * s, -1.9, 9 * s, 4, '#45362a', tips, .5); for (const [a, b] of tips) { for (let k = 0; k < 3; k++) { const x = a + between(-14, 14), y = b + between(-14, 14); for (let q = 0; q < 5; q++) oval(x + Math.cos(q * 1.26) * 9 * s, y + Math.sin(q * 1.26) * 9 * s, 8 * s, 6 * s, pick(['#f0d9d2', '#e3b4ad', '#f7ebe4'])); disc(x, y, 4 * s, '#c7953f'); } }
    steam(px + 180 * s, py - 6 * s, 150 * s, '#ffffff', .5, 6); steam(px + 270 * s, py - 6 * s, 130 * s, '#ffffff', .4, 5);
    if (o.book) { const bx = W * .2, by = H * .88; shape([[bx - 130 * s, by], [bx, by - 30 * s], [bx, by + 26 * s], [bx - 140 * s, by + 50 * s]], '#efe8d6'); shape([[bx + 130 * s, by], [bx, by - 30 * s], [bx, by + 26 * s], [bx + 140 * s, by + 50 * s]], '#e4dbc4'); }
  },
  craft(o = {}) {
    vertical(0, H, ['#7b705f', '#96886f', '#5b5042']); const f = g.createLinearGradient(0, 0, W, H); f.addColorStop(0, '#f6dfa8'); f.addColorStop(.6, '#f6dfa800'); g.save(); g.globalAlpha = .7; g.fillStyle = f; g.fillRect(0, 0, W, H); g.restore();
    for (let y = 0; y < H * .78; y += 34) for (let x = (y / 34 % 2) * 40 - 80; x < W; x += 80) { g.save(); g.globalAlpha = .18; g.strokeStyle = '#3d3428'; g.lineWidth = 2.4; g.strokeRect(x, y, 80, 34); g.restore(); }
    shape([[0, 0], [W, 0], [W, H * .07], [0, H * .12]], '#3a3129'); for (let i = 0; i < 26; i++) { oval(W * i / 25, H * .115 - i * H * .0018, W * .02, 16, '#4a4036'); }
    vertical(H * .8, H, ['#6b5d4a', '#857458', '#574a3a']); 
    const hang = o.hang ?? 'fan';
    for (let i = 0; i < 6; i++) { const x = W * (.08 + i * .165), y = H * between(.2, .34), r = Math.min(W, H) * .085; line([[x, H * .1], [x, y - r * .5]], '#332a22', 2); if (hang === 'fan') { oval(x, y + r * .3, r, r * .92, '#c9ad6f'); for (let k = -6; k <= 6; k++) line([[x, y + r * 1.25], [x + k * r * .15, y - r * .5 + Math.abs(k) * r * .07]], '#9a7d45', 2); line([[x, y + r * 1.1], [x, y + r * 1.7]], '#7d6233', 8); } else if (hang === 'lantern') { line([[x, y - r], [x, y + r * 2]], '#b53a28', 3); oval(x, y + r * .4, r * .8, r, '#c23a26'); for (const k of [-.45, 0, .45]) { g.strokeStyle = '#8e2519'; g.lineWidth = 3; g.beginPath(); g.ellipse(x, y + r * .4, r * Math.abs(k) + 1, r, 0, 0, 7); g.stroke(); } glow(x, y + r * .4, r * 1.6, '#ffb36a', .4); } else { box(x - r * .6, y - r * .4, r * 1.2, r * 1.9, pick(['#3f5f7d', '#b8452f', '#e2d5b5', '#456b52'])); for (let k = 0; k < 8; k++) { disc(x + between(-.4, .4) * r, y + between(-.1, 1.2) * r, r * .13, pick(['#e9c46a', '#f3efe2', '#c8603f'])); } } }
    const px = W * .46, h = Math.min(H * .74, W * .92); oval(px + 20, H * .93, h * .34, h * .05, '#2a221a66'); box(px - h * .16, H * .92 - h * .22, h * .3, h * .03, '#4a3826'); for (const d of [-.14, .1]) box(px + h * d, H * .92 - h * .2, h * .03, h * .2, '#4a3826');
    person(px, H * .93, h, '#2c2b2a', { sit: true, coat: o.coat ?? '#4f5f68', skin: '#bb8d68', hair: o.hair ?? '#b7b2a8', lean: 10, arms: [[12, -58, 30, -50], [22, -62, 34, -52]] });
    const r = h * .13, fx = px + h * .34, fy = H * .93 - h * .5; if (hang === 'fan') { oval(fx, fy, r, r * .9, '#d8be80', .3); for (let k = -6; k <= 6; k++) line([[fx - r * .3, fy + r * .9], [fx + k * r * .14, fy - r * .7 + Math.abs(k) * 4]], '#9a7d45', 2); } else if (hang === 'lantern') { oval(fx, fy, r * .9, r * 1.1, '#d5523a'); glow(fx, fy, r * 2, '#ffc27a', .5); } else { g.strokeStyle = '#8a6a3c'; g.lineWidth = 9; g.beginPath(); g.ellipse(fx, fy, r * 1.2, r, .2, 0, 7); g.stroke(); oval(fx, fy, r * 1.1, r * .9, '#f1ead8', .2); for (let k = 0; k < 14; k++) disc(fx + between(-.7, .7) * r, fy + between(-.5, .5) * r, r * .09, pick(['#b8452f', '#3f7a5a', '#d6a23a'])); }
    for (let i = 0; i < 60; i++) { const x = W * between(.5, .95), y = H * between(.9, .97); curve([x, y, x + between(-40, 40), y - 20, x + between(-80, 80), y + 4], pick(['#bfa467', '#a98d52', '#d3bc83']), 3); } oval(W * .8, H * .92, W * .09, H * .035, '#6d5433'); oval(W * .8, H * .905, W * .09, H * .03, '#8c6e45');
    if (o.child) person(W * .76, H * .95, h * .62, '#2c2b2a', { coat: '#c0613f', skin: '#cda07a', flip: true, sit: true, long: true, lean: 8, arms: [[10, -58, 26, -50], [18, -60, 28, -48]] });
  },
  library(o = {}) {
    vertical(0, H, ['#57493a', '#6f5b45', '#4d3d2d']);
    for (let s = 0; s < 6; s++) { const x = W * (s / 6) + 8, w = W / 6 - 16; box(x - 8, 0, w + 16, H * .64, '#3d2e21'); for (let r = 0; r < 5; r++) { const y = H * (.02 + r * .124), hh = H * .104; box(x, y, w, hh, '#241a12'); let bx = x + 3; while (bx < x + w - 16) { const bw = between(9, 24), bh = hh * between(.62, .95); box(bx, y + hh - bh, bw, bh, pick(['#8c3b2e', '#35556a', '#6b7a4a', '#b28f4e', '#d8cba8', '#4a3d5c', '#7d5a3c', '#2f4a44', '#a86848'])); box(bx + 2, y + hh - bh * .8, bw - 4, 4, '#e6d7a866'); bx += bw + 1.5; } } }
    const wx = W * .36, ww = W * .28; box(wx, 0, ww, H * .6, '#3d2e21'); vertical(H * .03, H * .58, o.night ? ['#1e2b44', '#4a5572', '#8a7580'] : ['#dfe6df', '#f3eedb'], wx + 14, wx + ww - 14); if (o.night) for (let i = 0; i < 60; i++) disc(wx + ww * random(), H * between(.3, .56), 3, pick(['#ffd98a', '#ffe9b8'])); else foliage(wx + ww / 2, H * .3, ww * .34, ['#b5c8a0', '#8fae84'], 200, 18); for (const i of [0, .33, .66, 1]) line([[wx + 14 + (ww - 28) * i, H * .03], [wx + 14 + (ww - 28) * i, H * .58]], '#3d2e21', 10);
    vertical(H * .62, H, ['#8a6a48', '#6d5034', '#4b3623']);
    for (const x of [.2, .5, .8]) { line([[W * x, 0], [W * x, H * .22]], '#1d1712', 4); shape([[W * x - 14, H * .22], [W * x + 14, H * .22], [W * x + 70, H * .28], [W * x - 70, H * .28]], '#2f5a4e'); glow(W * x, H * .4, W * .26, '#ffd58c', .55); oval(W * x, H * .28, 66, 8, '#fff0c4'); }
    const coats = ['#3f5a6b', '#8c4a3a', '#5a6b4a', '#7d6a8c', '#b08a4a', '#4a4a55'];
    for (let i = 0; i < 6; i++) { const x = W * (.1 + i * .16), h = H * .6; person(x, H * 1.02, h, '#2b2724', { sit: true, coat: coats[i], skin: '#c79c76', hair: i === 3 ? '#aaa59b' : '#2b2320', lean: i % 2 ? 5 : 8, long: i % 3 === 0, arms: [[10, -58, 24, -50], [16, -60, 26, -50]], flip: i === 5 }); }
    vertical(H * .74, H * .8, ['#c79a62', '#9a7245']); box(0, H * .8, W, H * .2, '#5b4029'); for (let i = 0; i < 8; i++) line([[0, H * (.81 + i * .025)], [W, H * (.81 + i * .025)]], '#4a331f', 3);
    for (let i = 0; i < 7; i++) { const x = W * (.15 + i * .145), y = H * .745; shape([[x - 58, y + 14], [x, y - 8], [x, y + 10], [x - 54, y + 32]], '#f3ead2'); shape([[x + 58, y + 14], [x, y - 8], [x, y + 10], [x + 54, y + 32]], '#e6dabb'); }
  },
  classroom(o = {}) {
    vertical(0, H, ['#d9d6c4', '#cfc8ae', '#b3a98c']); box(W * .06, H * .1, W * .5, H * .34, '#8a6a45'); box(W * .07, H * .115, W * .48, H * .31, '#2f4a40'); g.save(); g.globalAlpha = .8;
    if (o.board === 'sprout') { for (let i = 0; i < 5; i++) { const x = W * (.13 + i * .09), y = H * .38, hh = H * .04 * (i + 1); line([[x, y], [x, y - hh]], '#dfe8d6', 4); for (let k = 0; k < i + 1; k++) { oval(x + 14, y - hh * (k + 1) / (i + 1), 16, 6, '#cfe0b8', -.5); oval(x - 14, y - hh * (k + .8) / (i + 1), 16, 6, '#cfe0b8', .5); } } line([[W * .1, H * .385], [W * .53, H * .385]], '#dfe8d6', 3); } else for (let i = 0; i < 5; i++) curve([W * .1, H * (.17 + i * .05), W * .2, H * (.15 + i * .05), W * .3, H * (.19 + i * .05), W * between(.36, .5), H * (.17 + i * .05)], '#dfe8d6', 3); g.restore();
    for (let i = 0; i < 3; i++) { const x = W * (.62 + i * .13); vertical(H * .06, H * .5, ['#e8f0ea', '#f8f0d8'], x, x + W * .11); foliage(x + W * .055, H * .34, W * .05, ['#b9cfa2', '#8cb083', '#6f9a72'], 110, 14); g.strokeStyle = '#7f8f86'; g.lineWidth = 10; g.strokeRect(x, H * .06, W * .11, H * .44); line([[x + W * .055, H * .06], [x + W * .055, H * .5]], '#7f8f86', 6); }
    g.save(); g.globalAlpha = .3; shape([[W * .62, H * .5], [W, H * .5], [W * .8, H], [W * .2, H]], '#fff1c4'); g.restore();
    person(W * .2, H * .74, H * .62, '#2f3135', { coat: '#7d4a52', skin: '#caa27f', long: true, arms: [[-16, -58, -10, -46], [22, -72, 36, -86]] });
    const coats = ['#3f6a8c', '#f0ece0', '#b8523f', '#f0ece0', '#3f7a64', '#d2a23a'];
    for (let row = 0; row < 3; row++) { const y = H * (.72 + row * .14), n = 5 - row % 2, k = .8 + row * .3; for (let i = 0; i < n; i++) { const x = W * ((i + .5) / n + (row % 2 ? .02 : 0)); if (row === 0 && i === 0) continue; const up = (i + row) % 3 === 0; person(x, y + H * .16 * k, H * .34 * k, '#2b2b30', { sit: true, coat: coats[(i * 2 + row) % 6], skin: '#c99f7a', hair: '#2b2320', long: (i + row) % 2 === 0, arms: up ? [[-14, -60, -8, -48], [16, -88, 18, -112]] : [[-14, -60, -6, -50], [14, -60, 6, -50]] }); box(x - W * .075 * k, y + H * .03 * k, W * .15 * k, H * .02 * k, '#c79f68'); box(x - W * .075 * k, y + H * .05 * k, W * .15 * k, H * .06 * k, '#a37d4b'); if (o.board === 'sprout') { shape([[x - 16 * k, y + H * .03 * k], [x + 16 * k, y + H * .03 * k], [x + 20 * k, y - H * .012 * k], [x - 20 * k, y - H * .012 * k]], '#9c5a3a'); for (const t of [-.5, 0, .5]) curve([x, y - H * .012 * k, x + t * 10, y - H * .03 * k, x + t * 30 * k, y - H * .05 * k], '#4f7f45', 4); } else shape([[x - 24 * k, y + H * .028 * k], [x + 24 * k, y + H * .028 * k], [x + 20 * k, y + H * .012 * k], [x - 20 * k, y + H * .012 * k]], '#f4efe0'); } }
  },
  lotus(o = {}) {
    vertical(0, H, o.sky ?? ['#a9bdae', '#8fa898', '#5d7d70', '#3f5f58']); mist(H * .12, H * .2, '#e9ead6', .8); glints(H * .2, H, '#dfe9d6', 120, .25);
    const leaf = (x, y, r, c) => { g.save(); g.translate(x, y); g.scale(1, .42); g.fillStyle = c; g.beginPath(); g.arc(0, 0, r, .25, 6.1); g.lineTo(0, 0); g.fill(); g.strokeStyle = '#ffffff28'; g.lineWidth = 3; for (let i = 0; i < 13; i++) { const a = .4 + i * .45; g.beginPath(); g.moveTo(0, 0); g.lineTo(Math.cos(a) * r * .92, Math.sin(a) * r * .92); g.stroke(); } g.restore(); };
    for (let i = 0; i < 46; i++) { const d = i / 46, y = H * (.2 + .85 * d), r = Math.min(W, H) * (.04 + .17 * d) * between(.7, 1.2), x = W * random(); g.save(); g.globalAlpha = .3; oval(x + 8, y + r * .22, r, r * .36, '#12251f'); g.restore(); leaf(x, y, r, pick(['#6f9272', '#5a8064', '#7fa07a', '#486b55', '#88a884'])); }
    const flower = (x, y, r) => { line([[x, y], [x + r * .1, y + r * 2.6]], '#4f6d4a', r * .09); const petal = (a, l, w, c) => { g.save(); g.translate(x, y); g.rotate(a); g.fillStyle = c; g.beginPath(); g.moveTo(0, 0); g.bezierCurveTo(-w, -l * .3, -w * .8, -l * .8, 0, -l); g.bezierCurveTo(w * .8, -l * .8, w, -l * .3, 0, 0); g.fill(); g.restore(); }; for (const a of [-1.25, 1.25, -.95, .95]) petal(a, r, r * .36, '#dfa3a0'); for (const a of [-.62, .62]) petal(a, r * 1.06, r * .38, '#eabdb6'); for (const a of [-.3, .3]) petal(a, r * 1.1, r * .36, '#f2d3cb'); petal(0, r * 1.04, r * .34, '#f8e5de'); for (const a of [-.5, .5, -.18, .18]) petal(a, r * .7, r * .3, '#f3cfc9'); oval(x, y - r * .1, r * .2, r * .1, '#d6b45a'); };
    const s = Math.min(W, H); flower(W * .38, H * .42, s * .17); flower(W * .72, H * .6, s * .13); flower(W * .2, H * .72, s * .11); line([[W * .6, H * .3], [W * .62, H * .7]], '#4f6d4a', 8); oval(W * .6, H * .29, s * .03, s * .055, '#dda19d', .1);
    g.save(); g.translate(W * .6, H * .22); for (const a of [-.4, .4]) { oval(-20, a * 30, 34, 7, '#e9f1ea99', a); oval(16, a * 30, 30, 6, '#e9f1ea99', -a); } line([[-40, 4], [38, -4]], '#7a2f26', 6); g.restore();
  },
  park(o = {}) {
    const y = H * .5; vertical(0, y, ['#a8c4cc', '#d6e0d6', '#f0ead2']); clouds(0, y * .8, '#fff', 16, .3); ridge(y, H * .12, '#a3b8ad', 1); vertical(y, H, ['#a9bb84', '#8ba769', '#6a8a50']); for (let i = 0; i < 24; i++) foliage(W * i / 23, y - H * .02, W * .035, ['#9db884', '#71966a', '#4f7854'], 70, 12); grass(y + 10, H, ['#7d9c5c', '#95b06c', '#5f8049', '#a9bd7d'], 1500, 24);
    const kids = o.what === 'plant' ? 7 : 6, coats = ['#b8473a', '#34608a', '#d29b3a', '#3f7a64', '#8b4c72', '#e9e4d4', '#c36a3c'];
    for (let i = 0; i < kids; i++) { const d = [.15, .3, .5, .72, .9, .4, .25][i], x = W * [.2, .78, .36, .62, .16, .9, .5][i], py = y + H * (.1 + .34 * d), h = H * (.16 + .24 * d); oval(x, py, h * .3, h * .04, '#3f5a3688'); if (o.what === 'plant') { person(x, py, h, '#2e3033', { coat: coats[i], skin: '#c9a07a', lean: 9, flip: i % 2 === 0, step: 8, arms: [[10, -58, 26, -44], [18, -60, 28, -42]] }); const tx = x + (i % 2 ? 1 : -1) * h * .36; line([[tx, py + 6], [tx, py - h * .7]], '#6a5138', 6 * d + 2); foliage(tx, py - h * .72, h * .2, ['#a9c682', '#7ea763', '#5b8a50'], 70, 8 * d + 4); oval(tx, py + 6, h * .2, h * .05, '#6b4d34'); } else { person(x, py, h, '#2e3033', { coat: coats[i], skin: '#c9a07a', step: 12, flip: i % 2 === 0, arms: [[-14, -60, -10, -48], [18, -86, 24, -106]] }); const kx = x + W * [.1, -.08, .06, .12, .14, -.12][i], ky = H * [.2, .1, .3, .12, .36, .3][i], r = W * (.02 + .012 * d); curve([x + (i % 2 ? 1 : -1) * h * .24, py - h * 1.05, (x + kx) / 2, (py + ky) / 2, kx, ky + r], '#5557', 1.6); shape([[kx, ky - r * 1.3], [kx + r, ky], [kx, ky + r * 1.5], [kx - r, ky]], coats[(i + 2) % 7]); shape([[kx, ky - r * 1.3], [kx + r, ky], [kx, ky + r * 1.5]], '#ffffff44'); curve([kx, ky + r * 1.5, kx - r, ky + r * 2.4, kx + r * .6, ky + r * 3.4], coats[(i + 4) % 7], 4); } }
    grass(H * .95, H * 1.03, ['#5f8049', '#496a3c'], 260, 60);
  },
  opera() {
    vertical(0, H, ['#2a1513', '#4d1f1a', '#2b1412']); for (let i = 0; i < 18; i++) { const x = W * i / 17; g.save(); g.globalAlpha = .5; shape([[x - 30, 0], [x + 30, 0], [x + between(0, 20), H * .7], [x - between(0, 20), H * .7]], i % 2 ? '#6d241c' : '#4a1813'); g.restore(); } glow(W * .5, H * .45, W * .5, '#f6c888', .75); oval(W * .5, H * .3, W * .14, W * .14, '#e9c88a'); oval(W * .5, H * .3, W * .13, W * .13, '#f2dcab'); branch(W * .42, H * .52, H * .14, -1.2, 9, 4, '#5b4634', [], .5);
    vertical(H * .72, H, ['#9a6a3c', '#5d3a20', '#2b1a10']); for (let i = 0; i < 16; i++) line([[W * .5, H * .6], [W * (i / 15 * 2.4 - .7), H]], '#3a221233', 3);
    const actor = (x, c, trim, flip) => { const s = H / 1000; g.save(); g.translate(x, H * .84); if (flip) g.scale(-1, 1); g.scale(s, s); oval(0, 6, 170, 20, '#0006'); shape([[-70, -300], [70, -300], [150, 0], [-150, 0]], c); for (let k = -3; k <= 3; k++) line([[k * 16, -290], [k * 42, -6]], '#00000022', 5); shape([[-150, 0], [150, 0], [145, -24], [-145, -24]], trim); g.fillStyle = c; g.beginPath(); g.moveTo(-66, -420); g.quadraticCurveTo(0, -450, 66, -420); g.lineTo(74, -290); g.lineTo(-74, -290); g.fill(); box(-76, -316, 152, 26, trim); curve([60, -404, 150, -400, 190, -470], c, 50); g.strokeStyle = '#f3ead8'; g.lineWidth = 40; g.lineCap = 'round'; g.beginPath(); g.moveTo(196, -478); g.bezierCurveTo(270, -560, 330, -420, 300, -300); g.stroke(); curve([-60, -404, -130, -360, -96, -300], c, 48); shape([[-112, -310], [-84, -316], [-70, -150], [-120, -160]], '#f3ead8'); oval(0, -478, 40, 50, '#efcfb4'); oval(-16, -482, 10, 16, '#d9826f88'); oval(18, -482, 10, 16, '#d9826f88'); g.fillStyle = '#15110f'; g.beginPath(); g.ellipse(0, -504, 50, 44, 0, 3, 6.4); g.fill(); line([[-20, -490], [-8, -486]], '#15110f', 5); line([[10, -486], [24, -492]], '#15110f', 5); oval(3, -454, 7, 4, '#a8241c'); for (let k = -4; k <= 4; k++) { line([[k * 11, -532], [k * 17, -566 - (4 - Math.abs(k)) * 6]], trim, 4); disc(k * 17, -568 - (4 - Math.abs(k)) * 6, 9, pick(['#e9c46a', '#d8f0ee', '#e26d5a'])); } curve([-30, -540, -110, -680, -60, -760], '#b3854a', 5); curve([30, -540, 110, -680, 170, -700], '#b3854a', 5); g.restore(); };
    actor(W * .36, '#3f7d84', '#e6c46a', false); actor(W * .66, '#c3483a', '#f0d58a', true);
    g.save(); g.filter = `blur(${W / 500}px)`; for (let i = 0; i < 17; i++) { const x = W * (i / 16), y = H * between(.93, 1); disc(x, y, H * .04, '#120b09'); oval(x, y + H * .09, H * .075, H * .07, '#120b09'); } g.restore(); for (const x of [.1, .9]) { line([[W * x, 0], [W * x, H * .1]], '#111', 3); oval(W * x, H * .16, W * .034, H * .06, '#c8382a'); glow(W * x, H * .16, W * .09, '#ff9d5c', .6); }
  },
  greenhouse(o = {}) {
    vertical(0, H, ['#cfdad2', '#e8ebda', '#dfe2c8']); const vx = W * .52, vy = H * .4; for (let i = 0; i < 12; i++) { const d = (i / 11) ** 1.7, r = W * (.07 + .75 * d); g.strokeStyle = `rgba(120,140,130,${.35 + .4 * d})`; g.lineWidth = 1.5 + 6 * d; g.beginPath(); g.ellipse(vx, vy + H * .1 * d + r * .1, r, r * .62, 0, Math.PI, 0); g.stroke(); } for (let i = 0; i < 13; i++) { const a = Math.PI + i * Math.PI / 12; line([[vx + Math.cos(a) * W * .07, vy + Math.sin(a) * W * .043], [vx + Math.cos(a) * W * .85, vy + H * .1 + Math.sin(a) * W * .53]], '#9fb0a688', 3); }
    shape([[vx - W * .07, vy], [vx + W * .07, vy], [W * 1.5, H], [-W * .5, H]], '#8a7a5c'); for (let k = -5; k <= 5; k++) { if (k === 0) continue; for (let i = 0; i < 34; i++) { const d = (i / 34) ** 2, x = vx + k * W * (.013 + .18 * d), y = vy + H * .005 + (H - vy) * d * 1.02; foliage(x, y, W * (.006 + .055 * d), o.flowers ? ['#d98a9a', '#c8566e', '#6f9a5c', '#4f7f4a', '#e9c0c4'] : ['#a6c680', '#7fae62', '#588a4b', '#3f6f3d'], 20, 2 + 14 * d); } }
    for (let i = 0; i < 10; i++) { const d = (i / 10) ** 1.5; oval(vx, vy + (H - vy) * d, W * .01 + W * .07 * d, 6, '#a3936f66'); }
    person(vx + W * .02, H * .76, H * .5, '#2f3230', { coat: '#47697a', skin: '#b98a64', hat: true, hatColor: '#c9a962', lean: 6, arms: [[-14, -60, -6, -48], [20, -58, 32, -52]] }); box(vx + W * .095, H * .47, W * .07, H * .06, '#9c6b3c'); foliage(vx + W * .13, H * .46, W * .035, o.flowers ? ['#d98a9a', '#c8566e'] : ['#7fae62', '#588a4b'], 40, 10);
    glow(W * .5, H * .05, W * .6, '#fff8dc', .6);
  },
  pier(o = {}) {
    const y = H * .5; vertical(0, y, ['#5f7f96', '#a3b4b8', '#e6cfa9']); clouds(0, y * .8, '#fff', 12, .18); glow(W * .2, y, W * .4, '#ffd79a', .8); ridge(y, H * .08, '#7d8e96', 1.2); mist(y, H * .04, '#ecd9b8', .7); 
    for (const [x, k] of [[.68, 1.1], [.42, .7], [.9, .8]]) trawler(W * x, y + H * .02 * k, W / 1500 * k, '#2e3a44', '#ffe2a0'); reflect(y + 14, ['#a99a82', '#3f5466'], .42, 1.4); glints(y, H, '#ffe6b8', 150, .5, W * .2, W * .6);
    trawler(W * .62, H * .74, W / 1000, '#27323b', '#ffdf9a'); shape([[0, H * .84], [W * .5, H * .8], [W * .66, H], [0, H]], '#5b4a3a'); for (let i = 0; i < 12; i++) line([[W * .04 * i, H * .84 - i * H * .0035], [W * .055 * i, H]], '#3d3126', 3); for (const x of [.05, .2, .36, .48]) box(W * x, H * .76, 22, H * .12, '#3d3126');
    for (let i = 0; i < 5; i++) person(W * (.06 + i * .085), H * (.9 + (i % 2) * .04), H * .34, '#23282c', { coat: ['#47606f', '#8a4a38', '#5f6b4a', '#6a5a74', '#b08a4a'][i], skin: '#b5875f', hat: i % 2 === 0, hatColor: '#b89a5a', arms: [[-12, -60, 2, -50], [18, -62, 28, -52]] }); for (let i = 0; i < 5; i++) { const x = W * (.1 + i * .09), yy = H * .95; shape([[x, yy], [x + 70, yy], [x + 62, yy + 34], [x + 8, yy + 34]], '#7d6340'); for (let k = 0; k < 9; k++) oval(x + 10 + k * 6.5, yy - 3 + between(-5, 3), 12, 4, pick(['#c3ccd0', '#98a6ad', '#dfe4e4']), between(-.4, .4)); }
  },
  swallows() {
    vertical(0, H, ['#b9cdd0', '#d9e2d6', '#efe7cf']); clouds(0, H * .8, '#fff', 14, .3); for (let i = 0; i < 22; i++) foliage(W * i / 21, H * .97, W * .05, ['#a3bd8c', '#7ba070', '#56805a'], 60, 15);
    shape([[0, 0], [W, 0], [W, H * .1], [0, H * .26]], '#4a4640'); for (let i = 0; i < 17; i++) { const x = W * i / 16, y = H * (.26 - .16 * i / 16); oval(x, y, W * .032, H * .035, '#5e5850'); oval(x, y + 4, W * .02, H * .018, '#38342f'); } box(0, H * .24, W * .2, H * .76, '#e2d9c3'); box(W * .2, H * .22, W * .022, H * .78, '#b9ad93'); for (let i = 0; i < 26; i++) line([[0, H * (.28 + i * .029)], [W * .2, H * (.28 + i * .029)]], '#cbc0a666', 2);
    shape([[W * .1, H * .27], [W * .72, H * .17], [W * .72, H * .21], [W * .1, H * .31]], '#7a5236');
    const nx = W * .42, ny = H * .31, r = H * .17; g.fillStyle = '#8a6a4a'; g.beginPath(); g.moveTo(nx - r * 1.1, ny - r * .3); g.quadraticCurveTo(nx - r, ny + r * .9, nx, ny + r); g.quadraticCurveTo(nx + r, ny + r * .9, nx + r * 1.1, ny - r * .45); g.fill(); for (let i = 0; i < 230; i++) { const a = between(0, 3.14), d = between(.15, .95); disc(nx + Math.cos(a) * r * d, ny - r * .1 + Math.sin(a) * r * d * .95, between(5, 11), pick(['#7a5b3e', '#9a7a56', '#6b4f36', '#a88a66'])); } for (let i = 0; i < 20; i++) line([[nx + between(-1, 1) * r, ny + between(0, .6) * r], [nx + between(-1.2, 1.2) * r, ny + between(.2, .9) * r]], '#c2a878', 2.4);
    for (const d of [-.62, -.2, .22, .62]) { const x = nx + d * r, y = ny - r * .42 - Math.abs(d) * -6; oval(x, y + 14, r * .2, r * .26, '#3a3f4a'); disc(x, y - r * .1, r * .19, '#2d323d'); shape([[x - r * .16, y - r * .14], [x, y - r * .44], [x + r * .16, y - r * .14]], '#e3a93c'); shape([[x - r * .09, y - r * .16], [x, y - r * .34], [x + r * .09, y - r * .16]], '#c2452f'); oval(x, y + r * .05, r * .11, r * .07, '#a8482f'); }
    const swallow = (x, y, s, t) => { g.save(); g.translate(x, y); g.rotate(t); g.scale(s, s); g.fillStyle = '#272c38'; g.beginPath(); g.moveTo(70, 0); g.quadraticCurveTo(40, -20, 0, -12); g.quadraticCurveTo(-40, -70, -130, -110); g.quadraticCurveTo(-60, -30, -50, -6); g.lineTo(-170, -26); g.lineTo(-90, 4); g.lineTo(-176, 40); g.lineTo(-46, 14); g.quadraticCurveTo(-30, 70, -90, 130); g.quadraticCurveTo(10, 80, 20, 16); g.quadraticCurveTo(50, 16, 70, 0); g.fill(); oval(34, 4, 26, 9, '#efe8d8'); oval(54, 1, 9, 6, '#a8482f'); g.restore(); };
    swallow(W * .76, H * .42, W / 1300, 3.5); swallow(W * .88, H * .64, W / 2200, -2.7); swallow(W * .64, H * .74, W / 3000, -.4); swallow(W * .93, H * .3, W / 3400, 2.8);
  },
  bench(o = {}) {
    const y = H * .5; vertical(0, y, ['#9fb3b8', '#d3d8cb', '#eedfbf']); clouds(0, y * .7, '#fff', 12, .22); glow(W * .75, y, W * .35, '#ffe0a8', .8); ridge(y, H * .08, '#93a3a2', 1.2); mist(y, H * .04, '#eee0c4', .8); trawler(W * .7, y + 8, W / 2600, '#47525a', '#ffe2a0'); boat(W * .3, y + 16, W / 2600, '#47525a'); reflect(y + 12, ['#b9b096', '#5b6f74'], .42, 1.2); glints(y, H, '#fff0cf', 140, .5, W * .75, W * .5);
    box(0, H * .78, W, H * .22, '#8b7a5f'); for (let i = 0; i < 9; i++) line([[0, H * (.79 + i * .026)], [W, H * (.79 + i * .026)]], '#6d5e48', 3);
    for (const x of [.07, .93]) box(W * x - 22, H * .1, 44, H * .8, '#5b3a2a'); shape([[-20, H * .12], [W + 20, H * .12], [W * .93, 0], [W * .07, 0]], '#3e4442'); for (let i = 0; i < 28; i++) disc(W * i / 27, H * .125, 14, '#4f5653'); box(0, H * .14, W, 14, '#6a4330'); for (let i = 0; i < 12; i++) line([[W * (.09 + i * .072), H * .16], [W * (.09 + i * .072 + .036), H * .2], [W * (.09 + (i + 1) * .072), H * .16]], '#6a4330', 6);
    const by = H * .76; oval(W * .5, H * .93, W * .36, H * .02, '#3b302499'); person(W * .44, by + H * .155, H * .5, '#2b2b2c', { sit: true, coat: '#4d6472', skin: '#b1845f', hair: '#c9c4b8', lean: 4, arms: [[-14, -58, 4, -44], [14, -60, 20, -42]] });
    shape([[W * .16, by], [W * .84, by], [W * .85, by + H * .035], [W * .15, by + H * .035]], '#6f5238'); for (let i = 0; i < 18; i++) line([[W * between(.17, .5), by + H * between(.004, .03)], [W * between(.5, .83), by + H * between(.004, .03)]], '#523a26', 2); for (let i = 0; i < 9; i++) disc(W * (.19 + i * .078), by + H * .016, 5, '#9c5230'); for (const x of [.22, .74]) { box(W * x, by + H * .035, W * .04, H * .13, '#5b412c'); }
  },
  bus() {
    vertical(0, H, ['#38475c', '#7c8391', '#d9b48c', '#e9cda2']); clouds(0, H * .4, '#fff', 12, .15); for (let i = 0; i < 16; i++) { const x = W * i / 15 - 40, h = H * between(.15, .4); box(x, H * .58 - h, W * .075, h, pick(['#6d7482', '#5d6473', '#7f8490'])); for (let k = 0; k < 14; k++) if (random() < .4) box(x + between(6, W * .06), H * .58 - h * random(), 7, 9, '#ffdf9a'); } mist(H * .56, H * .08, '#e9cda2', .7); vertical(H * .58, H, ['#6c6a66', '#4b4b4d', '#37383c']); for (let i = 0; i < 7; i++) box(W * (i / 6) - 40, H * .9, 120, 10, '#d8cfb4aa');
    const x = W * .3, y = H * .8, s = W / 1500; oval(x + 420 * s, y + 6, 520 * s, 22 * s, '#0007'); g.fillStyle = '#2f6a68'; g.beginPath(); g.roundRect(x - 60 * s, y - 330 * s, 960 * s, 310 * s, 34 * s); g.fill(); box(x - 60 * s, y - 120 * s, 960 * s, 24 * s, '#e6dcc0'); for (let i = 0; i < 7; i++) { g.fillStyle = '#f7dfa6'; g.beginPath(); g.roundRect(x + (i * 128 - 20) * s, y - 296 * s, 112 * s, 130 * s, 12 * s); g.fill(); if (i !== 2) { disc(x + (i * 128 + 34) * s, y - 220 * s, 22 * s, '#55453a'); oval(x + (i * 128 + 34) * s, y - 166 * s, 36 * s, 34 * s, pick(['#55453a', '#7a4a3a', '#3f5a6b'])); } } box(x + 236 * s, y - 298 * s, 112 * s, 262 * s, '#f7dfa6'); line([[x + 292 * s, y - 298 * s], [x + 292 * s, y - 36 * s]], '#2f6a68', 8 * s); for (const d of [110, 700]) { disc(x + d * s, y - 16 * s, 62 * s, '#1c1d20'); disc(x + d * s, y - 16 * s, 28 * s, '#a9a79f'); } glow(x + 900 * s, y - 80 * s, 150 * s, '#fff1c0', .9); line([[W * .17, H * .36], [W * .17, H * .84]], '#3a3f45', 9); box(W * .13, H * .34, W * .08, H * .12, '#e6dcc0'); box(W * .13, H * .34, W * .08, H * .03, '#b5342a');
    for (let i = 0; i < 6; i++) person(W * (.05 + i * .058), H * (.88 + (i % 2) * .02), H * .34, '#26292e', { coat: ['#8a4a38', '#3f5a6b', '#b08a4a', '#5a6b4a', '#6a5a74', '#39424c'][i], skin: '#bd916c', bag: i % 2 ? '#2d3a44' : undefined, long: i % 3 === 0 });
  },
};

const pictures = [
  { file: '2026-03-05/A01/bridge-dawn.jpg', size: [1680, 1120], scene: 'bridge', seed: 11 },
  { file: '2026-03-05/A01/spring-field.jpg', size: [1600, 1000], scene: 'field', seed: 5 },
  { file: '2026-03-05/A02/workshop.jpg', size: [1500, 1250], scene: 'workshop', seed: 8 },
  { file: '2026-03-05/A02/school-road.jpg', size: [1600, 1050], scene: 'road', seed: 3 },
  { file: '2026-03-05/A02/bench.jpg', size: [1500, 1000], scene: 'bench', seed: 23 },
  { file: '2026-03-05/A03/p01-estuary.jpg', size: [1600, 1100], scene: 'pier', seed: 21 },
  { file: '2026-03-05/A03/p02-kapok.jpg', size: [1100, 1500], scene: 'kapok', seed: 4 },
  { file: '2026-03-05/A03/p03-tea.jpg', size: [1500, 1100], scene: 'tea', seed: 9 },
  { file: '2026-03-05/A03/p04-rain.jpg', size: [1500, 1100], scene: 'arcade', seed: 6 },
  { file: '2026-03-05/A03/p05-egret.jpg', size: [1400, 1100], scene: 'reeds', seed: 12 },
  { file: '2026-03-05/A03/p06-lane.jpg', size: [1400, 1100], scene: 'lane', seed: 2 },
  { file: '2026-03-05/A03/p07-market.jpg', size: [1400, 1100], scene: 'market', seed: 14 },
  { file: '2026-03-05/A03/p08-drum.jpg', size: [1600, 1050], scene: 'dragonboat', seed: 7 },
  { file: '2026-03-05/A03/p09-hills.jpg', size: [1600, 1050], scene: 'hills', seed: 16 },
  { file: '2026-03-05/A03/p10-night.jpg', size: [1680, 700], scene: 'night', seed: 18 },
  { file: '2026-03-05/A04/tea-window.jpg', size: [1500, 1100], scene: 'window', seed: 19, with: { book: true } },
  { file: '2026-03-05/A04/fan-maker.jpg', size: [1600, 1100], scene: 'craft', seed: 20 },

  { file: '2026-03-06/A01/wharf-night.jpg', size: [1680, 860], scene: 'night', seed: 31 },
  { file: '2026-03-06/A01/night-library.jpg', size: [1600, 640], scene: 'library', seed: 32, with: { night: true } },
  { file: '2026-03-06/A02/greenhouse.jpg', size: [1500, 1150], scene: 'greenhouse', seed: 33 },
  { file: '2026-03-06/A02/early-bus.jpg', size: [1500, 1050], scene: 'bus', seed: 34 },
  { file: '2026-03-06/A02/swallows.jpg', size: [1600, 800], scene: 'swallows', seed: 41 },
  { file: '2026-03-06/A04-A05/harbour-song.jpg', size: [1500, 1000], scene: 'pier', seed: 42, flip: true },
  { file: '2026-03-06/A03/canteen.jpg', size: [1680, 640], scene: 'tea', seed: 35, flip: true },
  { file: '2026-03-06/A03/rain-arcade.jpg', size: [1400, 1300], scene: 'arcade', seed: 36, with: { night: true, people: 5 } },
  { file: '2026-03-06/A04-A05/opera-stage.jpg', size: [1700, 900], scene: 'opera', seed: 37 },
  { file: '2026-03-06/A04-A05/lantern-maker.jpg', size: [1600, 720], scene: 'craft', seed: 38, with: { hang: 'lantern', child: true, coat: '#6a4a52' } },
  { file: '2026-03-06/A04-A05/boat-builders.jpg', size: [1600, 760], scene: 'dragonboat', seed: 39, flip: true },
  { file: '2026-03-06/A06/lotus-poster.jpg', size: [1240, 1660], scene: 'lotus', seed: 40 },

  { file: '2026-03-07/A01/tree-planting.jpg', size: [1650, 1000], scene: 'park', seed: 51, with: { what: 'plant' } },
  { file: '2026-03-07/A01/ferry-evening.jpg', size: [1600, 800], scene: 'bridge', seed: 52, with: { sky: ['#5a5f86', '#a98294', '#e39d7c', '#f5c98f'], water: ['#c98f78', '#433f5c'], sun: .7, towers: [.24, .56], boat: .82, trawler: true } },
  { file: '2026-03-07/A02/bean-diary.jpg', size: [1680, 700], scene: 'classroom', seed: 53, with: { board: 'sprout' } },
  { file: '2026-03-07/A02/repair-bench.jpg', size: [1400, 1150], scene: 'workshop', seed: 54, with: { pupil: true }, flip: true },
  { file: '2026-03-07/A03/old-lane.jpg', size: [1500, 1000], scene: 'lane', seed: 55, flip: true },
  { file: '2026-03-07/A03/pavilion.jpg', size: [1500, 1100], scene: 'hills', seed: 56, with: { pavilion: true, sky: ['#c9bfa9', '#e8dcc0', '#f2e8cf'], colors: ['#c4c4b4', '#a9ada0', '#8b958c', '#6c7d78', '#4f6663', '#374f4f'] } },
  { file: '2026-03-07/A04/kites.jpg', size: [1600, 1100], scene: 'park', seed: 57 },
  { file: '2026-03-07/A04/embroidery.jpg', size: [1400, 1050], scene: 'craft', seed: 58, with: { hang: 'cloth', child: true, coat: '#5b6a4c', hair: '#8d8880' }, flip: true },
  { file: '2026-03-07/A04/wetland.jpg', size: [1100, 1400], scene: 'reeds', seed: 59 },
];

function draw(file) {
  const p = pictures.find(x => x.file === file);
  begin(p.size[0], p.size[1], p.seed);
  scenes[p.scene](p.with ?? {});
  if (p.flip) {
    const copy = document.createElement('canvas');
    copy.width = W; copy.height = H;
    copy.getContext('2d').drawImage(canvas, 0, 0);
    g.setTransform(-1, 0, 0, 1, W, 0);
    g.drawImage(copy, 0, 0);
    g.setTransform(1, 0, 0, 1, 0, 0);
  }
  finish(p.finish);
}
