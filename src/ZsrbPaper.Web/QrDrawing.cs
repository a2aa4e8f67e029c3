using System.Globalization;
using QRCoder;

namespace ZsrbPaper.Web;

/// <summary>A QR code as SVG draws it.</summary>
/// <param name="Size">Width and height in modules, the quiet zone included.</param>
/// <param name="Path">The dark modules, as a path of unit squares.</param>
public sealed record QrDrawing(int Size, string Path)
{
    /// <summary>The code of a text; a seventh of it may be unreadable (level M).</summary>
    public static QrDrawing Of(string text)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        return new QrDrawing(rows.Count, string.Concat(rows.SelectMany((row, y) => Enumerable.Range(0, row.Length).Where(x => row[x])
            .Select(x => string.Create(CultureInfo.InvariantCulture, $"M{x},{y}h1v1h-1z")))));
    }
}
