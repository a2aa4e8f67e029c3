#!/usr/bin/env python3
"""Makes TrueType subsets of the Noto CJK faces, holding the characters that the sample uses.

Chromium embeds CFF fonts in a PDF as Type 3; TrueType ones as true subsets, which are smaller and better on the screen.
Usage: fonts.py <text file with all characters> <output folder>
"""
import sys
from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

FACES = {
    'serif-regular': ('NotoSerifCJK-Regular.ttc', 'Noto Serif CJK SC'),
    'serif-bold': ('NotoSerifCJK-Bold.ttc', 'Noto Serif CJK SC'),
    'serif-black': ('NotoSerifCJK-Black.ttc', 'Noto Serif CJK SC'),
    'sans-regular': ('NotoSansCJK-Regular.ttc', 'Noto Sans CJK SC'),
    'sans-bold': ('NotoSansCJK-Bold.ttc', 'Noto Sans CJK SC'),
}
FOLDER = '/usr/share/fonts/opentype/noto/'


def open_face(file, family):
    number = 0
    while True:
        font = TTFont(FOLDER + file, fontNumber=number, lazy=True)
        if (font['name'].getDebugName(1) or '').startswith(family):
            return font
        number += 1


def to_truetype(font):
    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        outlines[name] = pen.glyph()
    font['loca'] = newTable('loca')
    font['glyf'] = glyf = newTable('glyf')
    glyf.glyphOrder = order
    glyf.glyphs = outlines
    for name in order:
        outlines[name].recalcBounds(glyf)
        font['hmtx'][name] = (font['hmtx'][name][0], getattr(outlines[name], 'xMin', 0))
    maxp = font['maxp']
    maxp.tableVersion = 0x00010000
    for field in ('maxZones', 'maxTwilightPoints', 'maxStorage', 'maxFunctionDefs', 'maxInstructionDefs',
                  'maxStackElements', 'maxSizeOfInstructions', 'maxComponentElements', 'maxPoints', 'maxContours',
                  'maxCompositePoints', 'maxCompositeContours', 'maxComponentDepth'):
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    font['post'].formatType = 3.0
    for table in ('CFF ', 'VORG', 'DSIG'):
        if table in font:
            del font[table]
    font.sfntVersion = '\000\001\000\000'


def main():
    text = open(sys.argv[1], encoding='utf-8').read()
    for name, (file, family) in FACES.items():
        font = open_face(file, family)
        options = subset.Options(layout_features=['*'], hinting=False, notdef_outline=True, name_IDs=['*'])
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        to_truetype(font)
        font.save(f'{sys.argv[2]}/{name}.ttf')


main()
