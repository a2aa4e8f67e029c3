using System.Globalization;
using System.Text;
using Xunit;
using ZsrbPaper.Core.Media;

namespace ZsrbPaper.Core.Tests.Media;

/// <summary>PDFs made for tests.</summary>
internal static class Pdfs
{
    /// <summary>Skips the test, saying why, where poppler is not installed.</summary>
    public static void RequirePoppler() =>
        Assert.SkipUnless(new PdfTools().IsAvailable, "poppler (pdfinfo, pdftocairo, pdfunite) is not installed");

    /// <summary>A page of 100 by 150 mm, all in one colour (0..1 each).</summary>
    public static byte[] Page(double red, double green, double blue)
    {
        var fill = FormattableString.Invariant($"{red} {green} {blue} rg 0 0 284 426 re f");
        return FromObjects(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 283.465 425.197] /Resources << >> /Contents 4 0 R >>",
            $"<< /Length {fill.Length} >>\nstream\n{fill}\nendstream");
    }

    public static byte[] Pages(int count) => FromObjects(
    [
        "<< /Type /Catalog /Pages 2 0 R >>",
        $"<< /Type /Pages /Kids [{string.Join(' ', Enumerable.Range(3, count).Select(number => $"{number} 0 R"))}] /Count {count} >>",
        .. Enumerable.Repeat("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 283 425] /Resources << >> >>", count),
    ]);

    public static byte[] FromObjects(params string[] objects) => FromObjects(objects, "");

    /// <summary>Numbers the objects from 1, the catalogue first.</summary>
    public static byte[] FromObjects(string[] objects, string trailer)
    {
        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var table = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            pdf.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        }

        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }
}
