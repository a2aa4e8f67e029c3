// Sets the pages of the sample editions.
//
//   node typeset.mjs                     all editions
//   node typeset.mjs 2026-03-05          one edition
//   node typeset.mjs 2026-03-05/A02      one page
//
// The texts are read from the editions' N.md files, the layout from layouts/<date>/<label>.html. Each page is fitted in
// the browser (fit.js), printed to page.pdf, and page.webp is rasterised from that PDF. The outline of every story on the
// page is measured and written back as `areas:` into the front matter of its N.md.
import { readFileSync, writeFileSync, existsSync, readdirSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join, dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import MarkdownIt from 'markdown-it';
import { parse } from 'yaml';

const here = dirname(fileURLToPath(import.meta.url));
const sample = dirname(here);
const build = join(here, '.build');
const origin = 'http://sample.local/';
const pixelsPerMillimetre = 6;
const maxFileSize = 1024 * 1024;

export const browserArgs = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--no-first-run', '--disable-quic'];

const markdown = new MarkdownIt({ html: false, breaks: true });
const newspaper = parse(readFileSync(join(sample, 'zsrb.yaml'), 'utf8'), { schema: 'failsafe' });

function readArticle(file) {
  const text = readFileSync(file, 'utf8');
  const end = text.indexOf('\n---\n', 3);
  const front = text.slice(4, end + 1);
  const data = parse(front) ?? {};
  const tokens = markdown.parse(text.slice(end + 5), {});
  // Top-level blocks, so that a story can be cut between two paragraphs where it is continued on another page.
  const blocks = [];
  for (let i = 0, start = 0, depth = 0; i < tokens.length; i++) {
    depth += tokens[i].nesting;
    if (depth === 0) {
      blocks.push(markdown.renderer.render(tokens.slice(start, i + 1), markdown.options, {}));
      start = i + 1;
    }
  }
  return { ...data, blocks: blocks.map(forPrint) };
}

// What the compositor does to a manuscript: full-width brackets in the lead.
const forPrint = html => html.replace(/本报讯\(([^)]*)\)/g, '<b class="lead">本报讯</b>（$1）');

function lunar(date) {
  const parts = new Intl.DateTimeFormat('zh-CN-u-ca-chinese', { dateStyle: 'full', timeZone: 'UTC' })
    .formatToParts(new Date(`${date}T00:00:00Z`));
  const part = type => parts.find(p => p.type === type).value;
  return { weekday: part('weekday'), lunar: `${part('yearName')}年${part('month')}${part('day')}` };
}

function readEdition(date) {
  const folder = join(sample, date);
  const edition = parse(readFileSync(join(folder, 'edition.yaml'), 'utf8'), { schema: 'failsafe' });
  const [year, month, day] = date.split('-').map(Number);
  const pages = edition.pages.map(page => {
    const files = readdirSync(join(folder, page.label)).filter(f => /^[1-9]\d*\.md$/.test(f));
    return { ...page, numbers: files.map(f => f.slice(0, -3)).sort((a, b) => a - b) };
  });
  const articles = {};
  for (const page of pages)
    for (const number of page.numbers)
      articles[`${page.label}/${number}`] = { page: page.label, number, ...readArticle(join(folder, page.label, `${number}.md`)) };
  return { date, folder, number: edition.number, pages, articles, year, month, day, ...lunar(date), newspaper };
}

const contentTypes = { '.jpg': 'image/jpeg', '.svg': 'image/svg+xml', '.css': 'text/css', '.js': 'text/javascript', '.html': 'text/html', '.ttf': 'font/ttf' };

async function serve(route) {
  const path = decodeURIComponent(new URL(route.request().url()).pathname);
  const file = join(sample, path);
  if (!existsSync(file)) return route.fulfill({ status: 404, body: '' });
  return route.fulfill({ contentType: contentTypes[extname(file)] ?? 'application/octet-stream', body: readFileSync(file) });
}

async function setPage(browser, edition, page) {
  const layoutFile = join(here, 'layouts', edition.date, `${page.label}.html`);
  const joined = page.label.includes('-');
  const width = joined ? 780 : 390, height = 540;
  const context = await browser.newContext({ viewport: { width: Math.ceil(width / 25.4 * 96), height: Math.ceil(height / 25.4 * 96) } });
  const tab = await context.newPage();
  tab.on('pageerror', error => console.error(`${edition.date}/${page.label}: ${error}`));
  await tab.route('**/*', serve);
  await tab.emulateMedia({ media: 'print' });
  await tab.goto(`${origin}typeset/page.html`);
  const report = await tab.evaluate(async input => await window.setPage(input),
    { edition, page, width, height, layout: readFileSync(layoutFile, 'utf8') });

  const folder = join(edition.folder, page.label);
  const pdf = join(folder, 'page.pdf');
  for (const [density, quality] of [[7, .8], [6, .78], [5.4, .76], [4.8, .74], [4.2, .7]]) {
    if (density < 7) await tab.evaluate(([density, quality]) => window.placePhotos(density, quality), [density, quality]);
    await tab.pdf({ path: pdf, width: `${width}mm`, height: `${height}mm`, printBackground: true, pageRanges: '1', tagged: false, outline: false });
    tidy(pdf);
    if (statSync(pdf).size < maxFileSize * 0.95) break;
  }
  await context.close();
  const size = rasterise(pdf, join(folder, 'page.webp'), join(build, `${edition.date}-${page.label}`), width);
  for (const line of report.notes) console.log(`  ! ${line}`);
  console.log(`${edition.date}/${page.label}: pdf ${kib(statSync(pdf).size)}, picture ${kib(size)}, ` + report.fits.join(' '));
  return report.areas;
}

// Chromium writes a PDF of many loose objects; packed, it is about a third smaller. Not done where qpdf is missing.
function tidy(pdf) {
  try {
    execFileSync('qpdf', ['--object-streams=generate', '--deterministic-id', '--replace-input', pdf], { stdio: 'ignore' });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

const kib = bytes => `${Math.round(bytes / 1024)} KiB`;

function rasterise(pdf, picture, scratch, width) {
  const scale = width > 390 ? 5 : pixelsPerMillimetre;
  execFileSync('pdftocairo', ['-png', '-singlefile', '-r', String(scale * 25.4), '-scale-to-x', String(width * scale), '-scale-to-y', String(540 * scale), pdf, scratch]);
  for (const quality of [82, 76, 70, 64, 58, 50]) {
    execFileSync('cwebp', ['-quiet', '-m', '5', '-sharp_yuv', '-q', String(quality), `${scratch}.png`, '-o', picture]);
    if (statSync(picture).size < maxFileSize * 0.98) break;
  }
  return statSync(picture).size;
}

// Replaces the `areas:` block of the front matter, or adds one before `photos:` or the end; nothing else is touched.
function writeAreas(file, areas) {
  const text = readFileSync(file, 'utf8');
  const end = text.indexOf('\n---\n', 3);
  const lines = text.slice(0, end + 1).split('\n').slice(0, -1);
  const start = lines.findIndex(l => l.startsWith('areas:'));
  if (start >= 0) {
    let stop = start + 1;
    while (stop < lines.length && /^\s/.test(lines[stop])) stop++;
    lines.splice(start, stop - start);
  }
  const points = area => `[${area.points.map(([x, y]) => `[${x.toFixed(2)}, ${y.toFixed(2)}]`).join(', ')}]`;
  const block = ['areas:', ...areas.map(area => area.page ? `  - page: ${area.page}\n    points: ${points(area)}` : `  - ${points(area)}`)];
  const photos = lines.findIndex(l => /^(photos|correction|withdrawn):/.test(l));
  lines.splice(start >= 0 ? start : photos >= 0 ? photos : lines.length, 0, ...block);
  const result = lines.join('\n') + text.slice(end);
  if (result !== text) writeFileSync(file, result);
}

// TrueType subsets of the fonts with every character that any edition uses, made anew only when there is a new one.
function makeFonts(editions) {
  const sources = [join(here, 'fit.js'), ...editions.flatMap(e => [...readdirSync(e.folder, { recursive: true }).filter(f => /\.(md|yaml)$/.test(f)).map(f => join(e.folder, f)),
    ...readdirSync(join(here, 'layouts', e.date)).map(f => join(here, 'layouts', e.date, f))])];
  const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
  const text = [...new Set(ascii + '0123456789年月日星期农历一二三四五六七八九十正冬腊廿初甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥（）' + sources.map(f => readFileSync(f, 'utf8')).join(''))].sort().join('');
  const file = join(build, 'characters.txt');
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(file, text);
  execFileSync(process.env.PYTHON ?? '/usr/bin/python3', [join(here, 'fonts.py'), file, build], { stdio: 'inherit' });
}

async function main() {
  mkdirSync(build, { recursive: true });
  const wanted = process.argv.slice(2);
  const dates = readdirSync(sample).filter(name => /^\d{4}-\d\d-\d\d$/.test(name)).sort();
  makeFonts(dates.map(readEdition));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: browserArgs });
  try {
    for (const date of dates) {
      if (wanted.length && !wanted.some(w => w.startsWith(date))) continue;
      const edition = readEdition(date);
      const file = join(build, `${date}.json`);
      const areas = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
      for (const page of edition.pages) {
        if (wanted.length && !wanted.includes(date) && !wanted.includes(`${date}/${page.label}`)) continue;
        areas[page.label] = await setPage(browser, edition, page);
      }
      writeFileSync(file, JSON.stringify(areas));
      if (!edition.pages.every(page => areas[page.label])) continue;
      // An article's areas: first those of its own page, then its continuations.
      for (const article of Object.values(edition.articles)) {
        const key = `${article.page}/${article.number}`;
        const own = edition.pages.flatMap(page => areas[page.label].filter(a => a.article === key)
          .map(a => ({ page: page.label === article.page ? undefined : page.label, points: a.points })));
        own.sort((a, b) => (a.page ? 1 : 0) - (b.page ? 1 : 0));
        if (own.length) writeAreas(join(edition.folder, article.page, `${article.number}.md`), own);
        else console.log(`  ! ${date}/${key} is on no page`);
      }
    }
  } finally {
    await browser.close();
  }
}

await main();
