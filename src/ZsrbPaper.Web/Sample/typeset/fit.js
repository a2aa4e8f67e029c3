// Runs in the page: builds the stories, fits them into the sheet, and reports where each lies.
//
// A layout is a tree of <p-stack> (one below the other), <p-row> (side by side, on the column grid; `w` is the number
// of columns) and leaves. Every measure that may give way (line spacing, air around headlines, heights of pictures) hangs on
// one number, --t: 0 is tight, 1 is generous. For the whole sheet and then for each branch that t is sought at which it is exactly full.
const gap = 5.2;          // millimetres between columns
const mm = 96 / 25.4;
let input, notes, fits;

const escape = text => String(text ?? '').replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const article = reference => {
  const key = reference.includes('/') ? reference : `${input.page.label}/${reference}`;
  const found = input.edition.articles[key];
  if (!found) notes.push(`no article ${key}`);
  return { key, ...found };
};

function head(a, el) {
  const size = el.getAttribute('head') ?? 'm';
  if (el.hasAttribute('cont')) return `<div class="head continued"><span class="from">${escape(el.getAttribute('cont'))}</span><h2 class="title">${escape(el.getAttribute('title') ?? a.title)}</h2></div>`;
  const title = escape(a.title).replace(/ /g, '<span class="sp"> </span>');
  return `<div class="head h-${size}">`
    + (a.column ? `<div class="column"><span>${escape(a.column)}</span></div>` : '')
    + (a.kicker ? `<div class="kicker">${escape(a.kicker)}</div>` : '')
    + `<h2 class="title">${title}</h2>`
    + (a.subtitle ? `<div class="subtitle">——${escape(a.subtitle)}</div>` : '')
    + (el.hasAttribute('by') ? `<div class="by">${escape(el.getAttribute('by'))}</div>` : '')
    + '</div>';
}

function figure(a, index, el, extra = '') {
  const photo = a.photos?.[index];
  if (!photo) { notes.push(`${a.key} has no photo ${index + 1}`); return ''; }
  const min = el.getAttribute('pmin') ?? .5, max = el.getAttribute('pmax') ?? .78;
  const src = `/${input.edition.date}/${a.page}/${photo.file}`;
  return `<figure class="${extra}" style="--pmin:${min};--pmax:${max}"><div class="ph" data-src="${src}" data-focus="${photo.focus ?? '50,50'}"></div>`
    + `<figcaption>${el.hasAttribute('numbered') ? `<b class="no">${index + 1}</b>` : ''}${escape(photo.caption)} <span class="credit">${escape(photo.credit)}</span></figcaption></figure>`;
}

function buildStory(el) {
  const a = article(el.getAttribute('n'));
  el.dataset.article = a.key;
  const inset = el.querySelector(':scope > p-inset');
  const cols = Number(el.getAttribute('cols') ?? 1), photo = el.getAttribute('photo') ?? 'none';
  const from = Number(el.getAttribute('from') ?? 0), to = el.hasAttribute('to') ? Number(el.getAttribute('to')) : undefined;
  let text = (a.blocks ?? []).slice(from, to).join('');
  if (el.hasAttribute('jump')) text += `<p class="jump">（${escape(el.getAttribute('jump'))}）</p>`;
  const index = Number(el.getAttribute('photo-n') ?? 1) - 1;
  const inColumn = (photo === 'col' ? figure(a, index, el, 'incol') : '');
  const second = el.hasAttribute('photo2') ? figure(a, Number(el.getAttribute('photo2')) - 1, el, 'incol') : '';
  const body = `<div class="body" style="--cols:${cols}">${inColumn}${text}${second}</div>`;
  const headHtml = el.hasAttribute('nohead') ? '' : head(a, el);
  let html;
  const units = Number(el.getAttribute('pw') ?? 2);
  if (el.getAttribute('head') === 'v') {
    const fig = photo === 'wide' ? figure(a, index, el, 'wide') : '';
    html = `<div style="--vs:${el.getAttribute('vs') ?? 21}mm" class="vert ${el.getAttribute('side') === 'left' ? 'left' : ''}"><div class="main">${fig}${body}</div>${headHtml}</div>`;
  } else if (photo === 'side') {
    const fig = figure(a, index, el, 'side');
    const parts = el.getAttribute('side') === 'left' ? fig + body : body + fig;
    html = `${headHtml}<div class="split" style="--bw:${cols};--fw:${units}">${parts}</div>`;
  } else if (photo === 'top') html = headHtml + figure(a, index, el, 'wide') + body;
  else if (photo === 'above') html = figure(a, index, el, 'wide') + headHtml + body;
  else if (photo === 'bottom') html = headHtml + body + figure(a, index, el, 'wide last');
  else html = headHtml + body;
  if (el.hasAttribute('strip')) {
    const figures = el.getAttribute('strip').split(' ').map(n => figure(a, Number(n) - 1, el, 'wide last'));
    html += `<div class="strip" style="--count:${figures.length}">${figures.join('')}</div>`;
  }
  el.insertAdjacentHTML('afterbegin', html);
  if (inset) {
    const row = document.createElement('div');
    row.className = 'insetrow';
    const bodyEl = el.querySelector('.body');
    bodyEl.before(row);
    row.append(bodyEl, inset);
    const w = Number(inset.getAttribute('w'));
    bodyEl.style.setProperty('--cols', cols);
    row.style.setProperty('--bw', cols);
    row.style.setProperty('--fw', w);
  }
}

function buildGallery(el) {
  const a = article(el.getAttribute('n'));
  el.dataset.article = a.key;
  const areas = el.getAttribute('areas').split('/').map(r => r.trim().split(/\s+/));
  const letters = [...new Set(areas.flat())].sort();
  const grid = document.createElement('div');
  grid.className = 'gallery';
  grid.style.gridTemplateAreas = areas.map(r => `"${r.join(' ')}"`).join(' ');
  grid.style.gridTemplateColumns = `repeat(${areas[0].length}, 1fr)`;
  grid.style.gridTemplateRows = `repeat(${areas.length}, 1fr)`;
  let number = 0;
  for (const letter of letters) {
    const cell = document.createElement('div');
    cell.style.gridArea = letter;
    cell.className = 'cell';
    if (letter === 't') cell.innerHTML = head(a, el) + `<div class="body" style="--cols:${el.getAttribute('cols') ?? 1}">${a.blocks.join('')}</div>`;
    else { el.setAttribute('numbered', ''); cell.innerHTML = figure(a, number++, el); }
    grid.append(cell);
  }
  el.append(grid);
  if (number !== a.photos.length) notes.push(`${a.key}: ${number} places for ${a.photos.length} photos`);
}

function buildPoster(el) {
  const a = article(el.getAttribute('n'));
  el.dataset.article = a.key;
  if (el.getAttribute('photo') !== 'none' && a.photos?.[0])
    el.insertAdjacentHTML('afterbegin', `<div class="ph" data-src="/${input.edition.date}/${a.page}/${a.photos[0].file}" data-focus="${a.photos[0].focus ?? '50,50'}"></div>`);
  el.querySelectorAll('[data-text]').forEach(t => {
    const what = t.dataset.text;
    if (what === 'title') t.textContent = a.title;
    else if (what === 'kicker') t.textContent = a.kicker ?? '';
    else if (what === 'subtitle') t.textContent = a.subtitle ?? '';
    else if (what === 'body') t.innerHTML = a.blocks.join('');
    else t.innerHTML = a.blocks[Number(what)] ?? '';
  });
}

function buildIndex(el) {
  const items = el.getAttribute('refs').split(/\s+/).map(article);
  el.innerHTML = `<div class="indexhead">导 读</div><ol>${items.map(a => `<li><span class="t">${escape(a.title)}</span><span class="p">${a.page}</span></li>`).join('')}</ol>`;
}

function folio(el) {
  const { edition: e, page: p } = input, n = e.newspaper;
  const people = [['责编', p.editors], ['美编', p.designers], ['校对', p.proofreaders]].filter(x => x[1]?.length).map(([k, v]) => `${k}：${v.join('、')}`);
  const date = `${e.year}年${e.month}月${e.day}日　${e.weekday}　农历${e.lunar}`;
  if (el.hasAttribute('front')) {
    const count = e.pages.reduce((s, x) => s + x.label.split('-').length, 0);
    el.innerHTML = `<div class="np"><div class="name"><span>中</span><span>山</span><span>日</span><span>报</span></div><div class="latin">ZHONGSHAN&nbsp; DAILY</div></div>
      <div class="ear"><div class="sample">示例版面 · 非正式出版物</div><div class="big"><b>${e.month}</b>月<b>${e.day}</b>日</div><div>${e.year}年　${e.weekday}</div><div>农历${e.lunar}</div>
      <div class="weather">${el.getAttribute('weather') ?? ''}</div></div>
      <div class="facts"><span>${escape(n.publisher)}出版</span><span>国内统一刊号：${escape(n['issue-number'])}</span><span>邮发代号：${escape(n['postal-code'])}</span><span>第${escape(e.number)}期（示例）</span><span>今日${count}版</span><span>有奖新闻热线：${escape(n.hotline)}</span><span>${escape(n.email)}</span></div>
      <div class="people"><span class="lab">${p.label}版：${escape(p.section)}</span><span>${people.join('　')}</span></div>`;
  } else {
    const side = /[13579]$/.test(p.label) ? 'odd' : 'even';
    el.className = side + (p.label.includes('-') ? ' joined' : '');
    el.innerHTML = `<div class="lab"><b>${p.label}</b><span>${escape(p.section)}</span></div><div class="mid"><div class="sample">示例版面 · 非正式出版物</div><div>${date}</div></div><div class="people"><div>${people.join('　')}</div><div>新闻热线：${escape(n.hotline)}　电子邮箱：${escape(n.email)}</div></div><div class="mini">${escape(n.name)}</div>`;
  }
}

const isStack = el => el.localName === 'p-stack', isRow = el => el.localName === 'p-row';
const kids = el => [...el.children].filter(c => c.localName.startsWith('p-'));
const outer = el => { const s = getComputedStyle(el); return el.offsetHeight + parseFloat(s.marginTop) + parseFloat(s.marginBottom); };

// The t in [-0.6, 6] at which `height()` is just below `target`.
function seek(el, target, height) {
  let low = -.6, high = 6;
  for (let i = 0; i < 22; i++) {
    const t = (low + high) / 2;
    el.style.setProperty('--t', t);
    if (height() <= target + .3) low = t; else high = t;
  }
  el.style.setProperty('--t', low);
  return low;
}

function solve(el, target) {
  if (el.hasAttribute('h')) target = Number(el.getAttribute('h')) * mm;
  if (isRow(el)) {
    el.style.height = `${target}px`;
    const inside = el.clientHeight - parseFloat(getComputedStyle(el).paddingTop) - parseFloat(getComputedStyle(el).paddingBottom);
    for (const child of kids(el)) solve(child, inside);
    return;
  }
  el.style.height = 'auto';
  const t = seek(el, target, () => el.offsetHeight);
  if (isStack(el)) {
    const heights = kids(el).map(c => c.getBoundingClientRect().height);
    const own = kids(el);
    const slack = target - el.offsetHeight;
    el.style.height = `${target}px`;
    own.forEach((c, i) => solve(c, heights[i] + (i === own.length - 1 ? Math.max(0, c.classList.contains('box') ? slack : Math.min(slack, 12)) : 0)));
  } else {
    const name = el.dataset.article ? el.dataset.article.split('/')[1] : el.localName;
    fits.push(`${name}:${t.toFixed(2)}`);
    if (el.localName === 'p-story' && (t < -.3 || t > 1.6)) notes.push(`${el.dataset.article} fits at ${t.toFixed(2)} (${el.offsetHeight > target + 1 ? 'TOO LONG' : 'height ok'})`);
    const row = el.querySelector(':scope > .insetrow');
    el.style.height = `${target}px`;
    if (row) {
      const rest = row.clientHeight;
      for (const inset of kids(row.querySelector('p-inset'))) { inset.style.setProperty('--t', t); solve(inset, rest); }
      const body = row.querySelector(':scope > .body');
      body.style.height = 'auto';
      seek(body, rest, () => body.offsetHeight);
    }
    if (el.scrollHeight > el.clientHeight + 2) notes.push(`${el.dataset.article ?? el.localName} overflows by ${((el.scrollHeight - el.clientHeight) / mm).toFixed(1)} mm`);
  }
}

// A headline on one line if shrinking it by a quarter is enough, else on two.
function fitTitles() {
  for (const title of document.querySelectorAll('.title')) {
    if (title.closest('.h-v')) continue;
    const room = title.clientWidth;
    title.style.whiteSpace = 'nowrap';
    title.style.display = 'inline-block';
    const width = title.getBoundingClientRect().width;
    title.style.display = '';
    const size = parseFloat(getComputedStyle(title).fontSize);
    if (width <= room) continue;
    if (width * .76 <= room) title.style.fontSize = `${size * room / width * .995}px`;
    else {
      title.style.whiteSpace = '';
      const spaces = title.querySelectorAll('.sp');
      if (spaces.length === 1 && width * .5 <= room) spaces[0].replaceWith(document.createElement('br'));
    }
  }
}

// One size of text for the whole sheet: the largest from 3.9 to 4.7 mm with which it is full at a t of 0.6.
function fitFontSize(stack, target) {
  const set = size => document.documentElement.style.setProperty('--fs', `${size}mm`);
  if (sheet().hasAttribute('fs')) return set(sheet().getAttribute('fs'));
  let size = 3.9;
  stack.style.setProperty('--t', .6);
  for (let s = 3.9; s <= 4.7; s += .05) {
    set(s);
    if (stack.offsetHeight > target) break;
    size = s;
  }
  set(size);
  fits.push(`fs=${size.toFixed(2)}`);
}
const sheet = () => document.querySelector('p-sheet');

// The photos as cut, at so many pixels to the millimetre.
window.placePhotos = async (perMm, quality) => {
  document.querySelectorAll('.ph img').forEach(i => i.remove());
  for (const box of document.querySelectorAll('.ph')) {
    const w = box.clientWidth, h = box.clientHeight;
    const response = await fetch(box.dataset.src);
    if (!response.ok) { notes.push(`missing ${box.dataset.src}`); box.classList.add('missing'); continue; }
    const bitmap = await createImageBitmap(await response.blob());
    const [fx, fy] = box.dataset.focus.split(',').map(v => Number(v) / 100);
    const scale = Math.max(w / bitmap.width, h / bitmap.height);
    const sw = w / scale, sh = h / scale;
    const sx = Math.min(Math.max(fx * bitmap.width - sw / 2, 0), bitmap.width - sw), sy = Math.min(Math.max(fy * bitmap.height - sh / 2, 0), bitmap.height - sh);
    const ratio = w / h, source = bitmap.width / bitmap.height;
    if (ratio / source > 1.8 || source / ratio > 1.8) notes.push(`${box.dataset.src} is cropped a lot: ${source.toFixed(2)} to ${ratio.toFixed(2)}`);
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(Math.min(w / mm * perMm, sw * 1.3)); canvas.height = Math.round(canvas.width * h / w);
    const g = canvas.getContext('2d');
    g.imageSmoothingQuality = 'high';
    g.drawImage(bitmap, sx, sy, sw, sh, 0, 0, canvas.width, canvas.height);
    const image = new Image();
    image.src = canvas.toDataURL('image/jpeg', quality);
    await image.decode();
    box.append(image);
  }
};

function outline(el) {
  const percent = (x, y) => [x / (input.width * mm) * 100, y / (input.height * mm) * 100].map(v => Math.min(100, Math.max(0, Math.round(v * 100) / 100)));
  const r = el.getBoundingClientRect();
  const inset = el.querySelector(':scope > .insetrow > p-inset');
  if (!inset) return [percent(r.left, r.top), percent(r.right, r.top), percent(r.right, r.bottom), percent(r.left, r.bottom)];
  const i = inset.getBoundingClientRect(), half = gap / 2 * mm;
  if (inset.getAttribute('side') === 'left')
    return [percent(r.left, r.top), percent(r.right, r.top), percent(r.right, r.bottom), percent(i.right + half, r.bottom), percent(i.right + half, i.top - 1 * mm), percent(r.left, i.top - 1 * mm)];
  return [percent(r.left, r.top), percent(r.right, r.top), percent(r.right, i.top - 1 * mm), percent(i.left - half, i.top - 1 * mm), percent(i.left - half, r.bottom), percent(r.left, r.bottom)];
}

window.setPage = async value => {
  input = value; notes = []; fits = [];
  const style = document.createElement('style');
  style.textContent = `@page{size:${input.width}mm ${input.height}mm;margin:0} body{width:${input.width}mm;height:${input.height}mm}`;
  document.head.append(style);
  document.body.innerHTML = input.layout + '<div class="stamp">示例</div>';
  document.querySelectorAll('p-folio').forEach(folio);
  document.querySelectorAll('p-story').forEach(buildStory);
  document.querySelectorAll('p-gallery').forEach(buildGallery);
  document.querySelectorAll('p-poster').forEach(buildPoster);
  document.querySelectorAll('p-index').forEach(buildIndex);
  await document.fonts.ready;
  const root = document.querySelector('p-sheet');
  for (const row of document.querySelectorAll('p-row')) {
    const total = kids(row).reduce((s, c) => s + Number(c.getAttribute('w') ?? 1), 0);
    row.style.setProperty('--n', total);
    for (const child of kids(row)) child.style.setProperty('--w', child.getAttribute('w') ?? 1);
  }
  await Promise.all(['400 10px "Paper Serif"', '700 10px "Paper Serif"', '900 10px "Paper Serif"', '400 10px "Paper Sans"', '700 10px "Paper Sans"'].map(f => document.fonts.load(f, '中')));
  fitTitles();
  for (const box of document.querySelectorAll('figure.wide, figure.incol')) box.style.setProperty('--pw', `${box.clientWidth}px`);
  const stack = root.querySelector(':scope > p-stack');
  if (stack) {
    fitFontSize(stack, root.clientHeight);
    solve(stack, root.clientHeight);
  }
  await window.placePhotos(7, .8);
  const areas = [...document.querySelectorAll('[data-article]')].map(el => ({ article: el.dataset.article, points: outline(el) }));
  return { notes, fits, areas };
};
