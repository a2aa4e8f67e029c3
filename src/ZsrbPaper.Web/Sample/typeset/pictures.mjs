// Draws every picture of the sample editions: node pictures.mjs [part of a path]
// The list and the scenes are in scenes.js, the tools in brush.js; both run in the browser's canvas.
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const maxSize = 300 * 1024;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic'] });
try {
  const tab = await browser.newPage();
  tab.on('pageerror', error => console.error(String(error)));
  for (const file of ['brush.js', 'scenes.js']) await tab.addScriptTag({ content: readFileSync(join(here, file), 'utf8') });
  const list = await tab.evaluate(() => pictures.map(p => p.file));
  for (const file of list) {
    if (process.argv[2] && !file.includes(process.argv[2])) continue;
    const data = await tab.evaluate(([file, maxSize]) => {
      draw(file);
      for (let quality = .82; ; quality -= .05) {
        const url = canvas.toDataURL('image/jpeg', quality);
        if (url.length * .75 < maxSize || quality < .4) return url;
      }
    }, [file, maxSize]);
    const path = join(dirname(here), file);
    mkdirSync(dirname(path), { recursive: true });
    const bytes = Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
    writeFileSync(path, bytes);
    console.log(`${file} ${Math.round(bytes.length / 1024)} KiB`);
  }
} finally {
  await browser.close();
}
